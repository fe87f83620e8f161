"""What the office fills in about occasions: the occasion itself, its parts, another run, online or not.

A form that changes something knows what the page showed (`seen`): who saved meanwhile is not overwritten unseen.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from lvv_site.civil import AMSTERDAM
from lvv_site.civil_fields import DayField
from lvv_site.hours_kind import UNIT

from .models import Occasion, TermsVersion
from .models.occasions import SLUG, civil_date
from .office_occasions import OccasionChoiceField, newest_terms
from .planning import Plan

EARLIEST, LATEST = dt.datetime(2000, 1, 1, tzinfo=AMSTERDAM), dt.datetime(2100, 1, 1, tzinfo=AMSTERDAM)
CODE_LENGTH = 80  # leaves room for a date and a number
SAME = _("Deze activiteit staat er al met dit begin.")


class MomentField(forms.DateTimeField):
    """A moment in Amsterdam, within memory and foresight."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d-%m-%Y %H:%M"],
            # The browser's own: Wagtail's stays open above the next field.
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
            error_messages={"invalid": _("Dit moment bestaat niet. Schrijf het als jaar-maand-dag uur:minuut.")},
            **kwargs,
        )


class CivilDayField(DayField):
    """A civil date, within memory and foresight."""

    earliest, latest = EARLIEST.date(), LATEST.date()


class MinutesField(forms.IntegerField):
    """A duration in minutes, in whole half hours."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Duur in minuten"), min_value=0, max_value=100_000, step_size=UNIT, **kwargs)
        self.error_messages["step_size"] = _("Vul hele halve uren in: 30, 60, 90 minuten.")

    def validate(self, value: Any) -> None:
        """Refuse what is no whole number of half hours."""
        super().validate(value)
        if value is not None and value % UNIT:
            raise ValidationError(self.error_messages["step_size"])


def print_of(row: Model, fields: Iterable[str]) -> str:
    """Return what tells one state of a row from another."""
    names = {field.name: field.attname for field in row._meta.concrete_fields}
    text = repr([_plain(getattr(row, names[one])) for one in fields])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> str:
    """Return a value as text; 21 and 21.00 are one amount."""
    return str(value.normalize() if isinstance(value, Decimal) else value)


def proposed_code(title: str, starts: dt.datetime | None) -> str:
    """Return a free code made of the title and the date."""
    stem = slugify(title)[:CODE_LENGTH].strip("-_").replace("_", "-") or "activiteit"
    first = f"{stem}-{civil_date(starts)}" if starts else stem
    taken = set(Occasion.objects.filter(code__startswith=first).values_list("code", flat=True))
    return next(code for code in (first, *(f"{first}-{number}" for number in range(2, 10_000))) if code not in taken)


def code_field() -> forms.CharField:
    """Return the field for the code of a new occasion."""
    return forms.CharField(
        label=_("Code"), required=False, max_length=100,
        validators=[RegexValidator(SLUG, _("Gebruik kleine letters, cijfers en losse streepjes."))],
        help_text=_("In het adres: /boeken/…/. Leeg: uit de titel en de datum. Later niet meer te wijzigen."),
    )  # fmt: skip


def check_code(code: str) -> None:
    """Refuse a code that is taken. ValidationError."""
    if code and Occasion.objects.filter(code=code).exists():
        raise ValidationError(_("Er is al een activiteit met deze code."))


class OccasionForm(forms.ModelForm[Occasion]):
    """An occasion; its code only when it is new, because addresses and mails name it."""

    code = code_field()
    starts = MomentField(label=_("Begin"), required=False, help_text=_("Leeg: zonder datum, zoals een e-learning."))
    ends = MomentField(label=_("Einde"), required=False)
    opens_at = MomentField(label=_("Inschrijving opent"), required=False, help_text=_("Leeg: meteen."))
    closes_at = MomentField(label=_("Inschrijving sluit"), required=False, help_text=_("Leeg: bij het begin."))
    minutes = MinutesField(initial=0, help_text=_("Wat er aan uren telt, in hele halve uren: 30, 60, 90, …"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    agreed = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Occasion
        fields = (
            "title", "kind", "code", "starts", "ends", "place", "online_link", "capacity", "opens_at", "closes_at",
            "hours_kind", "minutes", "parent", "landing", "bookable", "external_url", "terms",
        )  # fmt: skip
        field_classes = {"parent": OccasionChoiceField}
        widgets = {"landing": AdminPageChooser}
        labels = {"parent": _("Hoort bij"), "landing": _("Pagina op de site"), "terms": _("Annuleringsvoorwaarden")}
        help_texts = {
            "capacity": _("Leeg: zoveel als er komen."),
            "online_link": _("Alleen wie een plaats heeft, ziet de link, en pas kort van tevoren."),
            "parent": _("De opleiding waarvan dit een uitvoering is, of het congres."),
            "terms": _("Wie boekt, houdt de versie van dat moment."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        occasion, newest = self.instance, newest_terms()
        if occasion.pk:
            del self.fields["code"]
            self.fields["seen"].initial = self.shown()
        else:
            self.initial.setdefault("terms", newest)
        self._choose("terms", TermsVersion.objects.filter(pk__in=[one for one in (newest, occasion.terms_id) if one]))
        self._choose("parent", parents_for(occasion))
        self._choose("landing", Page.objects.all())

    def _choose(self, name: str, found: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - a relation
        field.queryset = found

    def shown(self) -> str:
        """Return what tells this state of the occasion from another."""
        return print_of(self.instance, (*self.Meta.fields, "sequence"))

    def plan(self) -> Plan:
        """Return the plan that was filled in."""
        answers = self.cleaned_data
        return Plan(answers["starts"], answers["ends"], answers["place"], answers["online_link"])

    def clean_code(self) -> str:
        """Refuse a code that is taken, beside its field."""
        check_code(self.cleaned_data["code"])
        return str(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        """Say beside its field what contradicts something else."""
        answers = super().clean() or self.cleaned_data
        for field, why in contradictions(answers):
            if field not in self.errors:
                self.add_error(field, why)
        if "code" in self.fields and is_there(answers.get("title"), answers.get("kind"), answers.get("starts")):
            self.add_error("title", SAME)
        if "code" in self.fields and not answers.get("code") and "code" not in self.errors:
            answers["code"] = proposed_code(answers.get("title", ""), answers.get("starts"))
        return answers


def is_there(title: str | None, kind: str | None, starts: dt.datetime | None) -> bool:
    """Whether there is this occasion at this moment already: then the button was pressed twice."""
    return bool(title) and Occasion.objects.filter(title=title, kind=kind, starts=starts).exists()


def contradictions(answers: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Return what in the answers about an occasion contradicts something else, each beside the field to look at."""
    starts, ends = answers.get("starts"), answers.get("ends")
    opens, closes = answers.get("opens_at"), answers.get("closes_at")
    minutes, kind = answers.get("minutes") or 0, answers.get("hours_kind")
    if starts and not ends:
        yield "ends", gettext("Vul ook in wanneer het eindigt.")
    if ends and not starts:
        yield "starts", gettext("Vul ook in wanneer het begint.")
    if starts and ends and ends <= starts:
        yield "ends", gettext("Het einde moet na het begin liggen.")
    if starts and ends and ends > starts and dt.timedelta(minutes=minutes) > ends - starts:
        yield "minutes", gettext("Dit is langer dan van begin tot einde.")
    if opens and closes and closes <= opens:
        yield "closes_at", gettext("De inschrijving moet sluiten nadat ze opent.")
    if kind and not minutes:
        yield "minutes", gettext("Vul in hoeveel minuten er tellen.")
    if answers.get("external_url") and answers.get("bookable"):
        yield "external_url", gettext("Kies een van beide: hier te boeken, of aanmelden op een andere site.")


def parents_for(occasion: Occasion) -> QuerySet[Occasion]:
    """Return what the occasion can belong to: what is still to come or has no dates, and what it belongs to now."""
    coming = Q(ends=None) | Q(ends__gt=timezone.now()) | Q(pk=occasion.parent_id)
    return (
        Occasion.objects.filter(coming).exclude(pk=occasion.pk).exclude(parent=occasion.pk or 0).order_by("title", "pk")
    )


class CopyForm(forms.Form):
    """When another run begins."""

    starts = MomentField(
        label=_("Begin"), help_text=_("Alles andere schuift evenveel op: einde, onderdelen, inschrijving.")
    )
    code = code_field()

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.occasion = occasion

    def clean_code(self) -> str:
        """Refuse a code that is taken, beside its field."""
        check_code(self.cleaned_data["code"])
        return str(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        """Propose a code; the same run twice is one press too many."""
        answers = super().clean() or self.cleaned_data
        if not self.errors and is_there(self.occasion.title, self.occasion.kind, answers["starts"]):
            self.add_error("starts", SAME)
        if not answers.get("code") and not self.errors:
            answers["code"] = proposed_code(self.occasion.title, answers["starts"])
        return answers


class OnlineForm(forms.Form):
    """The link; `seen` is the plan that the page showed."""

    online_link = forms.URLField(
        label=_("Link voor online"), max_length=500, assume_scheme="https",
        help_text=_("De link staat in geen mail: wie een plaats heeft, ziet hem kort van tevoren."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)


class OnSiteForm(forms.Form):
    """Where it is instead; `seen` is the plan that the page showed."""

    place = forms.CharField(label=_("Plaats"), max_length=200)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class SeenForm(forms.Form):
    """Nothing to fill in: only what the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
