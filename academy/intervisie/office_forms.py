"""What the office fills in about groups, meetings and the rules of the room."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from lvv_site import civil
from lvv_site.civil_fields import DayField
from lvv_site.members.models import Person

from .forms import PresentField, RecordForm
from .models import RoomRules

LONG_AGO = dt.date(2000, 1, 1)


class RegistrationForm(forms.Form):
    """From which day a group is registered, or not any more, and why."""

    starts = DayField(label=_("Vanaf"))
    reason = forms.CharField(
        label=_("Reden"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text=_("De contactpersoon van de groep leest dit in de mail."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = civil.today()

    def clean_starts(self) -> dt.date:
        """Refuse a day before anything here."""
        day: dt.date = self.cleaned_data["starts"]
        if day < LONG_AGO:
            raise forms.ValidationError(_("Deze dag ligt te ver terug."))
        return day


class RulesForm(forms.ModelForm[RoomRules]):
    """What holds from a day on."""

    valid_from = DayField(label=_("Geldig vanaf"))

    class Meta:
        model = RoomRules
        fields = ("valid_from", "min_group", "max_group", "min_minutes", "min_present", "latest_recording_days")
        help_texts: ClassVar = {
            "latest_recording_days": _("Zoveel dagen na de bijeenkomst kan de contactpersoon nog vastleggen."),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse numbers that contradict each other."""
        answers = super().clean() or self.cleaned_data
        least, most, present = (answers.get(name) for name in ("min_group", "max_group", "min_present"))
        if least and most and most < least:
            self.add_error("max_group", _("De grootste groep is kleiner dan de kleinste."))
        elif most and present and present > most:
            self.add_error("min_present", _("Zoveel deelnemers heeft een groep niet."))
        if answers.get("min_minutes") and answers["min_minutes"] % 30:
            self.add_error("min_minutes", _("Uren tellen per half uur. Rond af op een half uur."))
        return answers


class CorrectForm(RecordForm):
    """A recording corrected by the office, with what the member is told when it was contested."""

    present = PresentField(label=_("Wie was erbij?"), coerce=int)
    text = forms.CharField(
        label=_("Toelichting"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wie de fout meldde, leest dit in de mail."),
    )  # fmt: skip

    def __init__(self, *args: Any, participants: Sequence[Person], contested: bool, **kwargs: Any) -> None:
        super().__init__(*args, participants=participants, **kwargs)
        if not contested:
            del self.fields["text"]


class UpholdForm(forms.Form):
    """Why a recording stands."""

    text = forms.CharField(
        label=_("Toelichting"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text=_("Wie de fout meldde, leest dit in de mail."),
    )  # fmt: skip
