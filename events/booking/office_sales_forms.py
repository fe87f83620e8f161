"""What the office fills in about prices, discount codes and versions of the terms. Prices are typed with VAT."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site import civil

from .enums import DiscountKind
from .models import DiscountCode, Occasion, Price, TermsVersion
from .office_forms import CivilDayField, print_of
from .office_occasions import OccasionChoiceField
from .prices import without_vat
from .terms import Step, Terms

EXEMPT = "exempt"
VAT = [("", _("- kies -")), ("21", "21 %"), ("9", "9 %"), (EXEMPT, _("vrijgesteld"))]
PRICED = ("audience", "net", "vat_rate", "since", "until", "people")
CODED = ("code", "occasion", "kind", "value", "uses", "since", "until", "members_only")


def rate(written: str) -> Decimal | None:
    """Return the percentage; none when exempt."""
    return None if written == EXEMPT else Decimal(written)


class PriceForm(forms.ModelForm[Price]):
    """A price as people pay it."""

    gross = forms.DecimalField(
        label=_("Prijs inclusief btw"), min_value=0, max_digits=8, decimal_places=2, localize=True,
        help_text=_("Wat iemand betaalt, in euro. 0 is gratis."),
    )  # fmt: skip
    vat_rate = forms.TypedChoiceField(label=_("Btw"), choices=VAT, coerce=rate, empty_value=None)
    since = CivilDayField(label=_("Vanaf"), required=False, help_text=_("Leeg: vanaf nu."))
    until = CivilDayField(
        label=_("Tot en met"), required=False, help_text=_("Een vroegboekprijs heeft hier een dag. Leeg: zonder einde.")
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Price
        fields = ("audience", "since", "until", "people")
        labels = {"people": _("Vanaf hoeveel mensen in één boeking")}
        help_texts = {"people": _("1: altijd. Hoger: een groepsprijs.")}

    field_order = ("audience", "gross", "vat_rate", "since", "until", "people")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        price = self.instance
        if price.pk:
            written = EXEMPT if price.vat_rate is None else str(int(price.vat_rate))
            self.initial = {**self.initial, "gross": price.gross, "vat_rate": written}
            self.fields["seen"].initial = self.shown()
        self.order_fields(self.field_order)

    def shown(self) -> str:
        """Return what tells this state of the price from another."""
        return print_of(self.instance, PRICED)

    def clean(self) -> dict[str, Any]:
        """Keep the net amount; say beside its field when it ends before it begins."""
        answers = super().clean() or self.cleaned_data
        check_period(self, answers)
        if "gross" in answers and "vat_rate" in answers:
            self.instance.vat_rate = answers["vat_rate"]
            self.instance.net = without_vat(answers["gross"], answers["vat_rate"])
        return answers


def check_period(form: forms.BaseForm, answers: dict[str, Any]) -> None:
    """Say beside the field that a period ends before it begins."""
    since, until = answers.get("since"), answers.get("until")
    if since and until and until < since:
        form.add_error("until", _("Deze dag ligt voor het begin."))


class EndForm(forms.Form):
    """The last day on which a price or a code holds."""

    until = CivilDayField(label=_("Laatste dag"), initial=civil.today)

    def __init__(self, *args: Any, since: dt.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_until(self) -> dt.date:
        """Refuse a day before the first one."""
        day: dt.date = self.cleaned_data["until"]
        if self.since and day < self.since:
            raise ValidationError(_("Deze dag ligt voor het begin. Wijzig dan het begin."))
        return day


class DiscountForm(forms.ModelForm[DiscountCode]):
    """A discount code."""

    code = forms.CharField(
        label=_("Kortingscode"), max_length=40,
        validators=[RegexValidator(r"^[0-9A-Za-z-]+$", _("Gebruik letters, cijfers en streepjes."))],
    )  # fmt: skip
    since = CivilDayField(label=_("Vanaf"), required=False)
    until = CivilDayField(label=_("Tot en met"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = DiscountCode
        field_classes = {"occasion": OccasionChoiceField}
        fields = CODED
        localized_fields = ("value",)
        labels = {"occasion": _("Voor"), "uses": _("Voor hoeveel plaatsen samen")}
        help_texts = {
            "uses": _("Leeg: zonder grens."),
            "value": _("In euro inclusief btw per plaats, of een percentage."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        occasion = self.fields["occasion"]
        assert isinstance(occasion, forms.ModelChoiceField)  # noqa: S101 - a relation
        coming = Q(ends=None) | Q(ends__gt=timezone.now()) | Q(pk=self.instance.occasion_id)
        occasion.queryset = Occasion.objects.filter(coming).order_by("title", "pk")
        occasion.empty_label = str(_("alle activiteiten"))
        if self.instance.pk:
            self.fields["seen"].initial = self.shown()

    def shown(self) -> str:
        """Return what tells this state of the code from another."""
        return print_of(self.instance, CODED)

    def clean_code(self) -> str:
        """Keep it in capitals; refuse one that is there already, however it was typed."""
        code = str(self.cleaned_data["code"]).upper()
        if DiscountCode.objects.filter(code__iexact=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Deze code is er al."))
        return code

    def clean(self) -> dict[str, Any]:
        """Say beside its field what cannot be."""
        answers = super().clean() or self.cleaned_data
        check_period(self, answers)
        value = answers.get("value")
        if value is not None and value < 0:
            self.add_error("value", _("Een korting is niet minder dan nul."))
        elif value is not None and answers.get("kind") == DiscountKind.PERCENTAGE and value > 100:
            self.add_error("value", _("Een percentage is hooguit 100."))
        return answers


class TermsForm(forms.ModelForm[TermsVersion]):
    """A new version of the terms; its steps are rows beside it."""

    class Meta:
        model = TermsVersion
        fields = ("code", "text")
        help_texts = {"code": _("Bijvoorbeeld 2027-1. Staat bij wie ermee boekte.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}


class StepForm(forms.Form):
    """Until so many days before the start, this percentage comes back."""

    days = forms.IntegerField(label=_("Tot zoveel dagen vooraf"), min_value=1, max_value=1000)
    percentage = forms.IntegerField(label=_("Percentage terug"), min_value=0, max_value=100)


ROOM = 4  # empty rows below those of the version before


def rows_of(steps: Iterable[Step]) -> list[dict[str, int]]:
    """Return steps as rows, the earliest first."""
    return [{"days": one.days_before, "percentage": one.percentage} for one in sorted(steps, reverse=True)]


class StepFormSet(BaseFormSet[StepForm]):
    """The steps; they may not contradict each other. Each row may be left empty, also one of the version before."""

    def initial_form_count(self) -> int:
        """Return none: a row that is filled in beforehand is a proposal."""
        return 0

    def total_form_count(self) -> int:
        """Return how many rows there are: as sent, or those proposed and some room."""
        return super().total_form_count() if self.is_bound else len(self.initial or ()) + ROOM

    def steps(self) -> list[list[int]]:
        """Return the steps that were filled in, the earliest first."""
        filled = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return sorted(([one["days"], one["percentage"]] for one in filled), reverse=True)

    def clean(self) -> None:
        """Refuse steps of which nobody can say what they give."""
        if any(self.errors):
            return
        steps = self.steps()
        if not steps:
            raise ValidationError(_("Vul ten minste één regel in; 0 procent mag."))
        if len({days for days, _share in steps}) < len(steps):
            raise ValidationError(_("Twee regels hebben hetzelfde aantal dagen."))
        try:
            Terms(tuple(Step(days, share) for days, share in steps))
        except ValueError as contradiction:
            raise ValidationError(_("Wie eerder annuleert, krijgt niet minder terug.")) from contradiction


StepsForm = formset_factory(StepForm, formset=StepFormSet, max_num=20)
