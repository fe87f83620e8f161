"""What the office fills in to change what a period demands, for one person or for many."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from lvv_site import civil
from lvv_site.hours_kind import UNIT, HoursKind

from .collective import Measure, Selection
from .enums import AdjustmentKind
from .forms import DayField, DecisionForm
from .models import Adjustment, Certificate, Period, SchemeVersion

MOST_MONTHS = 48
MOST_HOURS = 1000


class HalfHoursField(forms.DecimalField):
    """Hours as people type them, "1,5" or "1.5", in whole half hours; minutes in code."""

    def __init__(self, *, least: int = UNIT, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput, **kwargs)
        self.least = least
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs derive it from integers
        """Read what was typed, with a comma or a point."""
        return super().to_python(str(value).replace(",", ".") if value not in self.empty_values else value)

    def clean(self, value: Any) -> int | None:
        """Return minutes.

        Raises:
            ValidationError: no number, too small or large, or not in half hours.
        """
        hours = super().clean(value)
        if hours is None:
            return None
        if not self.least <= hours * 60 <= MOST_HOURS * 60:
            told = {"least": in_hours(self.least), "most": MOST_HOURS}
            raise ValidationError(_("Vul een getal in van %(least)s tot en met %(most)s."), params=told)
        if hours * 60 % UNIT:
            raise ValidationError(_("Uren tellen per half uur. Rond af op een half uur."))
        return int(hours * 60)


def in_hours(minutes: int | None) -> str:
    """Return minutes as people write hours; nothing for None."""
    return "" if minutes is None else str(number_format(minutes / 60, decimal_pos=None if minutes % 60 else 0))


def months_field(**kwargs: Any) -> forms.IntegerField:
    """Return the field for the length of an extension."""
    return forms.IntegerField(label=_("Aantal maanden"), min_value=1, max_value=MOST_MONTHS, **kwargs)


def kind_field(**kwargs: Any) -> forms.ChoiceField:
    """Return the field for a kind of hours; a choice to make, none is offered."""
    choices = [("", _("Kies een soort")), *HoursKind.choices]
    return forms.ChoiceField(label=_("Soort uren"), choices=choices, **kwargs)


class PeriodForm(DecisionForm):
    """Something about one period of a certificate; the latest is offered."""

    period = forms.ModelChoiceField(Period.objects.none(), label=_("Periode"), empty_label=None)

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        super().__init__(*args, certificate=certificate, **kwargs)
        self.fields["period"].queryset = certificate.periods.order_by("-during")  # type: ignore[attr-defined]
        self.fields["period"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: (
                _("%(start)s tot en met %(end)s")
                % {"start": f"{one.start:%d-%m-%Y}", "end": f"{one.last_day:%d-%m-%Y}"}
            )
        )


class ExtensionForm(PeriodForm):
    """More months."""

    months = months_field()
    field_order = ("period", "months", "decided_on", "reason")


class ExemptionForm(PeriodForm):
    """Fewer hours of one kind."""

    hours_kind = kind_field()
    minutes = HalfHoursField(label=_("Aantal uren minder"))
    field_order = ("period", "hours_kind", "minutes", "decided_on", "reason")


class ExemptionCorrectionForm(DecisionForm):
    """Other hours for an exemption that counts."""

    adjustment = forms.ModelChoiceField(Adjustment.objects.none(), label=_("Vrijstelling"))
    minutes = HalfHoursField(least=0, label=_("Aantal uren wordt"), help_text=_("0: de vrijstelling vervalt."))
    field_order = ("adjustment", "minutes", "decided_on", "reason")

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        super().__init__(*args, certificate=certificate, **kwargs)
        live = Adjustment.objects.filter(
            period__certificate=certificate, kind=AdjustmentKind.EXEMPTION, replaced_by=None
        ).exclude(minutes=0)  # fmt: skip
        self.fields["adjustment"].queryset = live.select_related("period")  # type: ignore[attr-defined]
        self.fields["adjustment"].label_from_instance = (  # type: ignore[attr-defined]
            lambda one: (
                _("%(hours)s uur %(kind)s, periode vanaf %(start)s")
                % {
                    "hours": f"{one.hours:g}",
                    "kind": one.get_hours_kind_display(),
                    "start": f"{one.period.start:%d-%m-%Y}",
                }
            )
        )


class CollectiveForm(forms.Form):
    """One decision for many: what they get, who they are, and why."""

    kind = forms.ChoiceField(
        label=_("Wat krijgen ze?"),
        choices=[(AdjustmentKind.EXTENSION, _("Verlenging")), (AdjustmentKind.EXEMPTION, _("Vrijstelling van uren"))],
    )
    months = months_field(required=False, help_text=_("Bij een verlenging."))
    hours_kind = kind_field(required=False, help_text=_("Bij een vrijstelling."))
    minutes = HalfHoursField(label=_("Aantal uren minder"), required=False, help_text=_("Bij een vrijstelling."))
    runs_on = DayField(label=_("Van wie de periode loopt op"))
    scheme = forms.ModelChoiceField(
        SchemeVersion.objects.exclude(published_at=None), label=_("Alleen deze regeling"), required=False,
        empty_label=_("Alle regelingen"),
    )  # fmt: skip
    ends_from = DayField(label=_("Alleen als de laatste dag valt vanaf"), required=False)
    ends_until = DayField(label=_("En tot en met"), required=False)
    decided_on = DayField(label=_("Besloten op"))
    reason = forms.CharField(
        label=_("Reden"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        help_text=_("Alleen voor het bureau. Het gaat over velen: schrijf geen namen op."),
    )  # fmt: skip
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to the choice; what belongs to the other one is left alone."""
        answers: dict[str, Any] = super().clean() or {}
        needed = ("months",) if answers.get("kind") == AdjustmentKind.EXTENSION else ("hours_kind", "minutes")
        for name in needed:
            if not answers.get(name) and name not in self.errors:
                self.add_error(name, _("Vul dit in."))
        if (decided := answers.get("decided_on")) and decided > civil.today():
            self.add_error("decided_on", _("Deze dag moet nog komen."))
        first, last = answers.get("ends_from"), answers.get("ends_until")
        if first and last and last < first:
            self.add_error("ends_until", _("De laatste dag ligt voor de eerste dag."))
        return answers

    def selection(self) -> Selection:
        """Return who is meant."""
        return Selection(**{name: self.cleaned_data[name] for name in Selection.__dataclass_fields__})

    def measure(self) -> Measure:
        """Return what they get."""
        kind = AdjustmentKind(self.cleaned_data["kind"])
        if kind == AdjustmentKind.EXTENSION:
            return Measure(kind, months=self.cleaned_data["months"])
        return Measure(kind, hours_kind=self.cleaned_data["hours_kind"], minutes=self.cleaned_data["minutes"])
