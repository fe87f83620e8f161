"""What members fill in about groups and meetings."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.hours.refusals import LedgerError
from academy.hours.templatetags.hours import in_hours
from lvv_site.civil_fields import ClockField
from lvv_site.hours_kind import UNIT
from lvv_site.members.models import Person

from .enums import ContestReason
from .groups import Plain
from .meetings import Plan
from .models import Group
from .recording import Wanted
from .refusals import IntervisieError
from .validity import keyword_problem

LONGEST = 8 * 60  # minutes that the list of durations offers; who met longer asks the office
USUAL = 120
NO_SUCH_DAY = _("Deze dag bestaat niet. Schrijf de datum als dag-maand-jaar.")


class DayField(forms.DateField):
    """A civil date: the browser's own field, or typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y"], error_messages={"invalid": NO_SUCH_DAY}, **kwargs)


def tell(form: forms.BaseForm, refusal: IntervisieError | LedgerError) -> None:
    """Put what was refused beside the fields it is about."""
    found = (
        [(one.field, one.message) for one in refusal.problems]
        if isinstance(refusal, IntervisieError)
        else [(refusal.field or "", str(refusal))]
    )
    for field, message in found:
        form.add_error(field if field in form.fields else None, str(message))


class GroupForm(forms.ModelForm[Group]):
    """What a group is called and where it meets."""

    class Meta:
        model = Group
        fields = ("name", "place", "online", "open")
        labels: ClassVar = {"online": _("We komen (ook) online bij elkaar")}
        help_texts: ClassVar = {
            "name": _("Zo vinden anderen de groep. Gebruik niet de naam van een organisatie waarvoor je werkt."),
            "place": _("De plaats of de streek, geen adres. Leeg als jullie elkaar alleen online zien."),
            "open": _("Andere leden vinden de groep dan en kunnen vragen of ze mee mogen doen."),
        }

    def clean(self) -> dict[str, Any]:
        """Ask for a place, or for online."""
        answers = super().clean() or self.cleaned_data
        if not answers.get("place") and not answers.get("online") and "place" not in self.errors:
            self.add_error("place", _("Vul een plaats in, of kies dat jullie online bij elkaar komen."))
        return answers

    def plain(self) -> Plain:
        """Return what was filled in."""
        return Plain(**self.cleaned_data)


class FindForm(forms.Form):
    """Which open groups somebody looks for."""

    use_required_attribute = False

    q = forms.CharField(label=_("Plaats of naam"), required=False, max_length=100)
    online = forms.BooleanField(label=_("Alleen groepen die online bij elkaar komen"), required=False)


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label=_("E-mailadres"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Ook iemand die geen lid is, mag meedoen. Je kunt iedereen uitnodigen die vertrouwenspersoon is."),
    )  # fmt: skip


class GuestForm(forms.ModelForm[Person]):
    """The name of somebody we do not know yet."""

    class Meta:
        model = Person
        fields = ("given_name", "infix", "family_name")
        widgets: ClassVar = {
            "given_name": forms.TextInput({"autocomplete": "given-name"}),
            "family_name": forms.TextInput({"autocomplete": "family-name"}),
        }


class ContactForm(forms.Form):
    """Who the contact person will be."""

    person = forms.TypedChoiceField(label=_("Nieuwe contactpersoon"), coerce=int)

    def __init__(self, *args: Any, others: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(one.pk, one.full_name) for one in others]  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """When and where a meeting is."""

    on = DayField(label=_("Datum"))
    starts = ClockField(label=_("Begint om"))
    ends = ClockField(label=_("Eindigt om"))
    place = forms.CharField(
        label=_("Plaats"), required=False, max_length=200, help_text=_("Alleen de deelnemers zien dit.")
    )
    link = forms.URLField(
        label=_("Link om online mee te doen"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": _("Dit is geen volledige link. Kopieer hem helemaal, met https:// ervoor.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for an end after the beginning."""
        answers = super().clean() or self.cleaned_data
        starts, ends = answers.get("starts"), answers.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Het einde ligt voor het begin."))
        return answers

    def plan(self) -> Plan:
        """Return what was filled in."""
        return Plan(**self.cleaned_data)


class PresentField(forms.TypedMultipleChoiceField):
    """Who was there, by a tick each."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages: ClassVar = {
        "required": _("Vink aan wie erbij was."),
        "invalid_choice": _(
            "Iemand die je aanvinkte, deed op deze dag niet mee in de groep. Nodig een gast vooraf uit."
        ),
    }


class RecordForm(forms.Form):
    """What is recorded of a meeting. `seen` is the revision that the page showed."""

    on = DayField(label=_("Datum"))
    minutes = forms.IntegerField(
        label=_("Duur"), min_value=1, widget=forms.Select,
        error_messages={"invalid": _("Kies hoe lang de bijeenkomst duurde."), "min_value": _("Vul meer dan 0 uur in.")},
    )  # fmt: skip
    present = PresentField(
        label=_("Wie was erbij?"), coerce=int, help_text=_("Vink aan wie er echt bij was, jijzelf ook.")
    )
    theme = forms.CharField(
        label=_("Thema"), required=False, max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Een trefwoord is genoeg, zoals 'grenzen' of 'nazorg'. Schrijf geen namen op en niets over een casus: "
            "het staat op het bewijs."
        ),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, participants: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        durations = range(UNIT, LONGEST + UNIT, UNIT)
        self.fields["minutes"].widget.choices = [(one, in_hours(one)) for one in durations]
        self.fields["present"].choices = [(one.pk, one.full_name) for one in participants]  # type: ignore[attr-defined]

    def clean_theme(self) -> str:
        """Keep it a keyword."""
        theme: str = self.cleaned_data["theme"].strip()
        if problem := keyword_problem(theme):
            raise forms.ValidationError(problem)
        return theme

    def wanted(self) -> Wanted:
        """Return what was filled in."""
        answers = self.cleaned_data
        return Wanted(answers["on"], answers["minutes"], frozenset(answers["present"]), answers["theme"])


class ContestForm(forms.Form):
    """What is wrong with a recording. `seen` is the revision that the page showed."""

    reason = forms.ChoiceField(
        label=_("Wat klopt er niet?"), choices=ContestReason.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat er niet klopt.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Toelichting"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Alleen voor het bureau. Schrijf geen namen op en niets over een casus."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def typed_day(text: str | None) -> dt.date | None:
    """Return the day that somebody typed, if it is one: it decides whom the list of names shows."""
    try:
        day: dt.date | None = DayField(required=False).clean(text)
    except forms.ValidationError:
        return None
    return day
