"""What the office fills in about hours. The ledger judges; a form reads what was typed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from academy.certification.forms import DayField
from lvv_site.hours_kind import HoursKind

from .durations import DurationField
from .enums import RejectionReason, ReversalReason, Verdict
from .forms import FilesField
from .models import Evidence

SALT = "hours.office_claim"
LARGEST_SAMPLE = 500


def remark_field(**kwargs: Any) -> forms.CharField:
    """Return the field for what the member reads beside a decision."""
    return forms.CharField(
        label=_("Toelichting"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs
    )


class ApproveForm(forms.Form):
    """Approve; `seen` is the number of the last decision that the page showed."""

    text = remark_field(help_text=_("Mag leeg blijven. Het lid leest dit in de mail."))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RejectForm(forms.Form):
    """Turn down, with a reason."""

    reason_code = forms.ChoiceField(label=_("Reden"), choices=[("", _("Kies een reden")), *RejectionReason.choices])
    text = remark_field(help_text=_("Het lid leest dit in de mail. Schrijf wat er nodig is om het wel goed te keuren."))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ReverseForm(forms.Form):
    """Take hours back, all of them or a part."""

    minutes = DurationField(label=_("Hoeveel uur neem je terug?"), help_text=_("In halve uren, bijvoorbeeld 2 of 1,5."))
    reason_code = forms.ChoiceField(label=_("Reden"), choices=[("", _("Kies een reden")), *ReversalReason.choices])
    text = remark_field(help_text=_("Het lid leest dit in de mail."))


class OfficeClaimForm(forms.Form):
    """A claim on behalf of a member. Files that came in are kept in `kept` when something else must be mended."""

    kind = forms.ChoiceField(label=_("Soort uren"), choices=[("", _("Kies een soort")), *HoursKind.choices])
    title = forms.CharField(label=_("Titel"), max_length=200)
    on = DayField(label=_("Datum"), help_text=_("Bij meer dagen: de laatste dag."))
    started_on = DayField(label=_("Eerste dag, als het meer dagen duurde"), required=False)
    minutes = DurationField(label=_("Duur in uren"), help_text=_("In halve uren, bijvoorbeeld 2 of 1,5."))
    text = forms.CharField(
        label=_("Beschrijving"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Het lid leest dit mee. Geen namen van anderen en geen details van een casus."),
    )  # fmt: skip
    evidence = FilesField(
        label=_("Bewijs"), required=False,
        help_text=_("PDF of foto (JPG, PNG), tot 10 MB per bestand. Zonder bewijs kan niemand dit goedkeuren."),
    )  # fmt: skip
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_started_on(self) -> dt.date | None:
        """A first day that is the only day is no first day."""
        started_on: dt.date | None = self.cleaned_data.get("started_on")
        return None if started_on == self.cleaned_data.get("on") else started_on


def sealed(pieces: Sequence[Evidence]) -> str:
    """Return the names of received files as a field that nobody can change."""
    return signing.dumps([one.pk for one in pieces], salt=SALT)


def unsealed(text: str, person_ids: Sequence[int]) -> list[Evidence]:
    """Return the files that a field names, of these people and not used yet; none when it was changed."""
    try:
        ids = signing.loads(text, salt=SALT, max_age=dt.timedelta(hours=12))
    except signing.BadSignature:
        return []
    return list(Evidence.objects.filter(pk__in=ids, person__in=person_ids, uses=None).order_by("pk"))


class ListForm(forms.Form):
    """A list of hours."""

    file = forms.FileField(label=_("CSV- of Excelbestand"), allow_empty_file=True)


class SampleForm(forms.Form):
    """A sample to draw."""

    first = DayField(label=_("Activiteiten vanaf"))
    last = DayField(label=_("Activiteiten tot en met"))
    size = forms.IntegerField(label=_("Aantal opgaven"), min_value=1, max_value=LARGEST_SAMPLE)
    seed = forms.RegexField(
        r"^[\w.-]+$", label=_("Zaad"), max_length=64, required=False,
        error_messages={"invalid": _("Alleen letters, cijfers, punt en streepje.")},
        help_text=_("Mag leeg blijven: dan kiezen wij er een. Met hetzelfde zaad komt er hetzelfde uit."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The last day comes last."""
        answers: dict[str, Any] = super().clean() or {}
        first, last = answers.get("first"), answers.get("last")
        if first and last and last < first:
            self.add_error("last", _("De laatste dag ligt voor de eerste dag."))
        return answers


class VerdictForm(forms.Form):
    """What somebody found."""

    verdict = forms.ChoiceField(label=_("Oordeel"), choices=Verdict.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Toelichting"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Alleen voor het bureau en het bestuur. Schrijf geen namen op."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """What is wrong must be said."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("verdict") == Verdict.WRONG and not answers.get("text", "").strip():
            self.add_error("text", _("Schrijf op wat er niet in orde is."))
        return answers
