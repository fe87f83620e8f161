"""What the office fills in to decide something. Every decision has a day and a reason."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lvv_site import civil, civil_fields

from . import status
from .decisions import held_record, last_event
from .enums import EventKind
from .models import Certificate, SchemeVersion, StatusEvent


class DayField(civil_fields.DayField):
    """A civil date within living memory and foresight."""


class DecisionForm(forms.Form):
    """What every decision needs; `seen` is the last event that the page showed."""

    reason = forms.CharField(
        label=_("Reden"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        help_text=_("Alleen voor het bureau. Schrijf geen namen op van anderen."),
    )  # fmt: skip
    decided_on = DayField(label=_("Besloten op"))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.certificate = certificate
        self.fields["decided_on"].initial = civil.today()
        self.fields["seen"].initial = last_event(certificate)

    def clean_decided_on(self) -> dt.date:
        """Refuse a decision of tomorrow."""
        day: dt.date = self.cleaned_data["decided_on"]
        if day > civil.today():
            raise forms.ValidationError(_("Deze dag moet nog komen."))
        return day


class ConfirmForm(forms.Form):
    """Nothing to fill in; `seen` is the last event that the page showed, so nobody confirms what they did not see."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = last_event(certificate)


class GrantForm(DecisionForm):
    """A new period."""

    starts = DayField(label=_("Eerste dag"))
    until = DayField(label=_("Laatste dag"), required=False, help_text=_("Leeg: zo lang als de regeling zegt."))
    scheme = forms.ModelChoiceField(SchemeVersion.objects.exclude(published_at=None), label=_("Regeling"))
    other_scheme = forms.ModelChoiceField(
        SchemeVersion.objects.exclude(published_at=None), label=_("Andere regeling"), required=False,
        help_text=_("Alleen bij een overgang: de gunstigste van de twee beslist dan over de uren."),
    )  # fmt: skip
    field_order: tuple[str, ...] = ("starts", "until", "scheme", "other_scheme", "decided_on", "reason")


class EndForm(DecisionForm):
    """Another last day for a period."""

    starts = forms.TypedChoiceField(label=_("Periode"), coerce=dt.date.fromisoformat)
    until = DayField(label=_("Nieuwe laatste dag"))
    field_order = ("starts", "until", "decided_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = held_record(self.certificate).terms
        self.fields["starts"].choices = [  # type: ignore[attr-defined]
            (term.starts.isoformat(), _("%(start)s tot en met %(end)s") % {
                "start": f"{term.starts:%d-%m-%Y}", "end": f"{term.until:%d-%m-%Y}",
            })
            for term in reversed(terms)
        ]  # fmt: skip


class FromForm(DecisionForm):
    """Something that holds from a day on."""

    starts = DayField(label=_("Vanaf"))
    field_order: tuple[str, ...] = ("starts", "decided_on", "reason")


class ConditionForm(FromForm):
    """A condition, until a day or until it is lifted."""

    until = DayField(label=_("Tot en met"), required=False, help_text=_("Leeg: tot de voorwaarde wordt opgeheven."))
    field_order = ("starts", "until", "decided_on", "reason")


class SuspensionForm(FromForm):
    """A suspension, which always has a last day."""

    until = DayField(label=_("Tot en met"))
    field_order = ("starts", "until", "decided_on", "reason")


class LiftForm(FromForm):
    """The end of a measure that is in force or to come."""

    measure = forms.ModelChoiceField(StatusEvent.objects.none(), label=_("Maatregel"))
    field_order = ("measure", "starts", "decided_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = liftable(self.certificate)  # type: ignore[attr-defined]
        self.fields["measure"].label_from_instance = (  # type: ignore[attr-defined]
            lambda event: f"{event.get_kind_display()}, {event.starts:%d-%m-%Y}"
        )


def liftable(certificate: Certificate) -> Any:
    """Return the measures that have not ended yet."""
    held, today = held_record(certificate), civil.today()
    refs = [
        one.ref
        for one in (*held.measures, *held.endings)
        if one.kind != EventKind.RESIGNED and (one.ends == status.FOREVER or one.ends > today)
    ]
    return StatusEvent.objects.filter(pk__in=refs)
