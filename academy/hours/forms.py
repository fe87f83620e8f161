"""What a member fills in about own hours. Rules live in the ledger; a form reads what was typed and says where it goes wrong."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lvv_site import civil
from lvv_site.hours_kind import HoursKind

from .durations import DurationField
from .ledger import check_amount
from .models import ClaimDraft
from .refusals import LedgerError, NotPositiveError

# What each kind is, and an example.
KINDS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    HoursKind.COURSE: (
        _("Bij- en nascholing"),
        _("Een geaccrediteerde opleiding of training. Bijvoorbeeld een masterclass van een erkende opleider."),
    ),
    HoursKind.INTERVISIE: (
        _("Intervisie"),
        _(
            "Met collega's van je eigen werk leren, in een groep die bij ons bekend is. Bijvoorbeeld een avond van je groep."
        ),
    ),
    HoursKind.EXTRA: (
        _("Extra activiteiten"),
        _(
            "Al het andere dat je als vertrouwenspersoon beter maakt. Bijvoorbeeld een congres, een lezing of een artikel."
        ),
    ),
}
FIRST_YEAR = 2000
ACCEPTED = "image/*,.heic,application/pdf"


def _choice(kind: str) -> SafeString:
    title, explained = KINDS[kind]
    return format_html('<span class="option"><b>{}</b> <span>{}</span></span>', str(title), str(explained))


class DateInput(forms.DateInput):
    """The browser's own calendar, which speaks ISO 8601."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"max": ""})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Hours that are still to come cannot be claimed: the calendar ends today."""
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["max"] = civil.today().isoformat()
        return context


class FilesInput(forms.FileInput):
    """Several files at once; a telephone offers its camera because pictures are accepted."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ACCEPTED})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return all of them."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """The files as they came in; the view cleans and keeps them one by one."""

    widget = FilesInput

    def clean(self, value: Any) -> list[Any]:
        """Return the files, none when nothing was chosen."""
        return [one for one in value or () if one]


class ClaimForm(forms.Form):
    """An own claim. Everything may be empty in a draft; `complete` asks what a claim needs."""

    kind = forms.ChoiceField(label=_("Wat voor activiteit was het?"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Titel"),
        max_length=200,
        help_text=_("Bijvoorbeeld: lezing over grenzen van de rol"),
    )
    on = forms.DateField(label=_("Datum"), widget=DateInput, help_text=_("Bij meer dagen: de laatste dag."))
    started_on = forms.DateField(
        label=_("Eerste dag"), required=False, widget=DateInput, help_text=_("Alleen als het meer dan één dag duurde.")
    )
    minutes = DurationField(label=_("Duur in uren"), help_text=_("In halve uren, bijvoorbeeld 2 of 1,5"))
    text = forms.CharField(
        label=_("Beschrijving"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Schrijf geen namen op en geen details van een casus. Wat je leerde, is genoeg."),
    )
    evidence = FilesField(
        label=_("Bewijs"),
        help_text=_(
            "PDF of foto (JPG, PNG), tot 10 MB per bestand. Meer bestanden mag. Let op: geen namen van anderen."
        ),
    )

    use_required_attribute = False  # a draft may be kept half filled in
    NEEDED: ClassVar = ("kind", "title", "on", "minutes")

    def __init__(self, *args: Any, complete: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complete = complete
        self.fields["kind"].choices = [(kind, _choice(kind)) for kind in HoursKind.values]  # type: ignore[attr-defined]
        self.fields["kind"].error_messages["required"] = _("Kies een soort.")
        for name in self.NEEDED[1:]:
            self.fields[name].error_messages["required"] = _("Vul dit in.")
        self.fields["on"].error_messages["invalid"] = _("Deze datum bestaat niet.")
        self.fields["started_on"].error_messages["invalid"] = _("Deze datum bestaat niet.")

    @classmethod
    def of(cls, draft: ClaimDraft) -> "ClaimForm":
        """Return the form as it was kept."""
        return cls(initial={name: getattr(draft, name) for name in (*cls.NEEDED, "started_on", "text")})

    def full_clean(self) -> None:
        """Read what was typed; a draft may lack anything, and says so on the page no less."""
        if not self.complete:
            for name in self.NEEDED:
                self.fields[name].required = False
        super().full_clean()
        for name in self.NEEDED:
            self.fields[name].required = True

    def clean_started_on(self) -> dt.date | None:
        """A first day that is the only day is no first day."""
        started_on = _this_century(self.cleaned_data.get("started_on"))
        return None if started_on == self.cleaned_data.get("on") else started_on

    def clean_on(self) -> dt.date | None:
        """A year of two figures is a typing error, not the first century."""
        return _this_century(self.cleaned_data.get("on"))

    def clean_minutes(self) -> int | None:
        """A draft holds no hours below zero. Half hours and what a day holds are for the ledger to judge."""
        minutes: int | None = self.cleaned_data.get("minutes")
        if minutes is not None and minutes <= 0:
            raise ValidationError(NotPositiveError.message)
        return minutes

    def clean(self) -> dict[str, Any]:
        """Ask the ledger too, so that everything that is wrong is told at once; what was read is still kept in the draft."""
        given = self.read = dict(self.cleaned_data)
        on, started_on, minutes = given.get("on"), given.get("started_on"), given.get("minutes")
        if self.complete and on and started_on and started_on > on:
            self.add_error("started_on", _("De eerste dag ligt na de laatste dag."))
        elif self.complete and on and minutes:
            try:
                check_amount(minutes, on, started_on, civil.today())
            except LedgerError as refusal:
                self.add_error(refusal.field, str(refusal))
        return self.cleaned_data

    def readable(self) -> dict[str, Any]:
        """Return what could be read, for a draft: also when other fields went wrong. Ask after `is_valid`."""
        given = self.read
        return {name: given.get(name) or "" for name in ("kind", "title", "text")} | {
            name: given.get(name) for name in ("on", "started_on", "minutes")
        }


def _this_century(day: dt.date | None) -> dt.date | None:
    if day is not None and day.year < FIRST_YEAR:
        raise ValidationError(_("Kijk het jaar na."))
    return day


class EvidenceForm(forms.Form):
    """More evidence for a claim that was turned down."""

    evidence = FilesField(
        label=_("Nieuw bewijs"),
        help_text=_("PDF of foto (JPG, PNG), tot 10 MB per bestand. Meer bestanden mag."),
    )

    use_required_attribute = False  # the files of a try before may be enough


class CodeForm(forms.Form):
    """The code of a participation proof, as somebody reads it from paper."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Staat op het bewijs, bijvoorbeeld 7KPW-3MXR-9TCV. Kleine letters mogen ook."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["code"].error_messages["required"] = _("Vul de code in.")
