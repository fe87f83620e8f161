"""What the person at the door fills in, and what a device sends."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import AwareDatetime, BaseModel, Field

from . import checkin_codes
from .checkin_list import Slot
from .checkin_recording import Scan
from .enums import WithdrawalReason

MOST = 100  # scans in one message
MOST_BYTES = 64 * 1024
LARGEST = 2**31 - 1


class SlotForm(forms.Form):
    """Which part it is about; `slot` holds it after validation."""

    part = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, slots: Sequence[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots = {one.key: one for one in slots}

    def clean_part(self) -> Slot:
        """Return the part."""
        slot = self.slots.get(self.cleaned_data["part"])
        if slot is None:
            raise forms.ValidationError(_("Kies een onderdeel van deze activiteit."))
        return slot


class CodeForm(SlotForm):
    """A code that was typed, or came from a scanner that types."""

    code = forms.CharField(
        label=_("Code"),
        max_length=200,
        help_text=_("Scan de QR-code, of typ de twaalf tekens die eronder staan."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "go"}
        ),
    )

    def clean_code(self) -> str:
        """Return the code as it is written."""
        code = checkin_codes.read(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                _("Dit is geen code van een plaats. Een code heeft twaalf letters en cijfers, zoals ABCD-2345-EFGH.")
            )
        return code


class MinutesForm(SlotForm):
    """How long somebody was there."""

    minutes = forms.IntegerField(
        label=_("Aantal minuten aanwezig"), min_value=0, help_text=_("Telt per heel half uur, naar beneden afgerond.")
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuse more than it lasts."""
        cleaned = super().clean() or self.cleaned_data
        slot, minutes = cleaned.get("part"), cleaned.get("minutes")
        if slot and minutes is not None and minutes > slot.minutes:
            said = _("Dit onderdeel duurt %(minutes)d minuten. Vul niet meer in.") % {"minutes": slot.minutes}
            self.add_error("minutes", said)
        return cleaned


class WithdrawForm(SlotForm):
    """Why an attendance is taken back."""

    reason = forms.ChoiceField(label=_("Waarom neem je dit terug?"), choices=WithdrawalReason.choices)


class Sent(BaseModel):
    """One scan as it comes from a device."""

    scan: uuid.UUID
    at: AwareDatetime
    seen: AwareDatetime | None = None
    part: int = Field(0, ge=0, le=LARGEST)
    place: int | None = Field(None, ge=1, le=LARGEST)
    code: str = Field("", max_length=200)

    def scanned(self) -> Scan:
        """Return the scan; without a list that was shown, what held when it was made counts."""
        seen: dt.datetime = self.seen or self.at
        return Scan(self.scan, self.at, seen, self.part, self.place, self.code)


class Batch(BaseModel):
    """What a device sends at once."""

    scans: list[Sent] = Field(max_length=MOST)
