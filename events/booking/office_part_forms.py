"""The parts of an occasion, in rows: within its begin and end, and kept once somebody was there."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .models import Attendance, Occasion, Part
from .office_forms import MinutesField, MomentField, contradictions

MOST, PREFIX = 60, "parts"
TYPED = ("starts", "ends", "minutes")


class PartForm(forms.ModelForm[Part]):
    """One part."""

    starts = MomentField(label=_("Begin"))
    ends = MomentField(label=_("Einde"))
    minutes = MinutesField()

    class Meta:
        model = Part
        fields = ("starts", "ends", "minutes")

    def clean(self) -> dict[str, Any]:
        """Say beside its field what contradicts something else."""
        answers = super().clean() or self.cleaned_data
        for field, why in contradictions(answers):
            self.add_error(field, why)
        starts, ends, whole = answers.get("starts"), answers.get("ends"), self.instance.occasion
        if starts and whole.starts and starts < whole.starts:
            self.add_error("starts", _("Dit is voor het begin van de activiteit."))
        if ends and whole.ends and ends > whole.ends:
            self.add_error("ends", _("Dit is na het einde van de activiteit."))
        return answers


def seen_of(occasion: Occasion) -> str:
    """Return what tells these parts of an occasion from others: somebody else may change them meanwhile."""
    rows = list(occasion.parts.order_by("pk").values_list("pk", "starts", "ends", "minutes"))
    return hashlib.sha256(repr(rows).encode()).hexdigest()


class PartFormSet(BaseInlineFormSet[Part, Occasion, PartForm]):
    """The parts; one that attendance was recorded of stays."""

    def clean(self) -> None:
        """Refuse to remove a part that somebody was at."""
        super().clean()
        removed = [form.instance.pk for form in self.deleted_forms if form.instance.pk]
        if Attendance.objects.filter(part__in=removed).exists():
            raise ValidationError(
                _("Bij een onderdeel dat je wilt verwijderen is aanwezigheid vastgelegd. Het blijft.")
            )


PartsForm = inlineformset_factory(
    Occasion, Part, form=PartForm, formset=PartFormSet, extra=3, max_num=MOST, can_delete_extra=False
)


def put_beside(occasion: Occasion, sent: QueryDict) -> QueryDict:
    """Return what was sent as rows of the parts as they are now: nothing that was typed is lost, nothing stands twice.

    A row of a part that is gone becomes a new one; a new row that somebody saved meanwhile is that part.
    """
    stored = {str(part.pk): _stored(part) for part in occasion.parts.order_by("starts", "pk")}
    typed = _rows(sent)
    changed = {row["id"]: row for row in typed if row["id"] in stored}
    there = [[row[name] for name in TYPED] for row in stored.values()]
    new = [row | {"id": ""} for row in typed if row["id"] not in stored and not row["DELETE"]]
    new = [row for row in new if any(row[name] for name in TYPED) and [row[name] for name in TYPED] not in there]
    rows = [*(changed.get(pk, row) for pk, row in stored.items()), *new]
    beside = sent.copy()
    beside[f"{PREFIX}-INITIAL_FORMS"], beside[f"{PREFIX}-TOTAL_FORMS"] = str(len(stored)), str(len(rows))
    for number, row in enumerate(rows):
        for name, value in row.items():
            beside[f"{PREFIX}-{number}-{name}"] = value
    return beside


def _rows(sent: QueryDict) -> list[dict[str, str]]:
    """Return the rows that were sent, with moments as the page writes them."""
    total = sent.get(f"{PREFIX}-TOTAL_FORMS", "")
    number = min(int(total), MOST) if total.isdecimal() and len(total) < 4 else 0
    names = ("id", *TYPED, "DELETE")
    rows = [{name: sent.get(f"{PREFIX}-{one}-{name}", "").strip() for name in names} for one in range(number)]
    return [row | {name: row[name].replace(" ", "T") for name in ("starts", "ends")} for row in rows]


def _stored(part: Part) -> dict[str, str]:
    """Return a part as the page shows it."""
    form = PartForm(instance=part)
    shown = {name: form.fields[name].widget.format_value(form[name].value()) for name in TYPED}
    return {"id": str(part.pk), **{name: str(value) for name, value in shown.items()}, "DELETE": ""}
