"""What the office fills in about providers, trainings and their accreditation."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.certification.dates import DAY
from academy.certification.forms import DayField
from academy.hours.durations import DurationField
from lvv_site import civil
from lvv_site.hours_kind import HoursKind

from . import periods
from .decisions import Granting, last_fact
from .models import TRAINING_HOURS, Provider, Training
from .provider_requests import RESERVED
from .queries import facts_of
from .wording import term_in_words


class ProviderForm(forms.ModelForm[Provider]):
    """A provider; its address on the site only when it is new."""

    class Meta:
        model = Provider
        fields = ("name", "slug", "place", "website", "kvk_number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        """Refuse a word that is a page of the portal itself."""
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED:
            raise forms.ValidationError(_("Dit adres heeft de site zelf nodig. Kies een ander."))
        return slug

    def clean_kvk_number(self) -> str:
        """Refuse another provider's number beside the field; the database refuses it too."""
        number: str = self.cleaned_data["kvk_number"]
        if number and Provider.objects.filter(kvk_number=number).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Er is al een opleider met dit KvK-nummer."))
        return number


class TrainingForm(forms.ModelForm[Training]):
    """A training; its code only when it is new, because hours in the ledger name it."""

    class Meta:
        model = Training
        fields = ("title", "code", "provider", "kind", "website")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]


class DecisionForm(forms.Form):
    """What every decision needs; `seen` is the last decision that the page showed."""

    reason = forms.CharField(
        label=_("Reden"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        help_text=_("Alleen voor het bureau. Schrijf geen namen op van anderen."),
    )  # fmt: skip
    decided_on = DayField(label=_("Besloten op"))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, training: Training, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.training = training
        self.fields["decided_on"].initial = civil.today()
        self.fields["seen"].initial = last_fact(training)

    def clean_decided_on(self) -> dt.date:
        """Refuse a decision of tomorrow."""
        day: dt.date = self.cleaned_data["decided_on"]
        if day > civil.today():
            raise forms.ValidationError(_("Deze dag moet nog komen."))
        return day


class GrantForm(DecisionForm):
    """A period, with its last day; in code it ends the day after."""

    starts = DayField(label=_("Eerste dag"))
    last_day = DayField(label=_("Laatste dag"), required=False, help_text=_("Leeg: tot een nieuw besluit."))
    minutes = DurationField(
        label=_("Uren van de hele opleiding"), help_text=_("In hele of halve uren, bijvoorbeeld 6 of 7,5.")
    )
    hours_kind = forms.ChoiceField(label=_("Tellen als"), choices=TRAINING_HOURS, initial=HoursKind.COURSE)
    field_order: tuple[str, ...] = ("starts", "last_day", "minutes", "hours_kind", "decided_on", "reason")

    def granting(self) -> Granting:
        """Return what is granted."""
        answers = self.cleaned_data
        until = answers["last_day"] + DAY if answers["last_day"] else None
        return Granting(answers["starts"], until, answers["minutes"], answers["hours_kind"])


class FromForm(DecisionForm):
    """Another day from which a period is withdrawn."""

    starts = DayField(label=_("Vanaf"), help_text=_("De eerste dag waarop de opleiding niet meer geaccrediteerd is."))
    field_order: tuple[str, ...] = ("starts", "decided_on", "reason")


class WithdrawForm(FromForm):
    """The period that is withdrawn, and from which day."""

    grant = forms.TypedChoiceField(label=_("Periode"), coerce=int)
    field_order = ("grant", "starts", "decided_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [term for term in periods.terms(facts_of(self.training)) if term.withdrawal is None]
        choices = [(term.ref, term_in_words(term)) for term in reversed(held)]
        self.fields["grant"].choices = choices  # type: ignore[attr-defined]
