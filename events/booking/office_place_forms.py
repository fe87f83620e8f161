"""What the office fills in about places. `seen` is what the page showed; `key` makes pressing twice one booking."""

import uuid
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import capacity, changing
from .models import Occasion
from .office_forms import SeenForm


class SubstituteForm(SeenForm):
    """Who comes instead."""

    name = forms.CharField(label=gettext_lazy("Naam"), max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("E-mailadres"), required=False, help_text=gettext_lazy("Leeg: mail gaat naar wie boekte.")
    )


class PersonForm(SeenForm):
    """Who it is, chosen from a search."""

    person = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)


class MoveForm(SeenForm):
    """To which run; those that are called off or have begun are not offered."""

    to = forms.TypedChoiceField(label=gettext_lazy("Uitvoering"), coerce=int)

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - declared above
        field.choices = runs_beside(occasion)


def runs_beside(occasion: Occasion) -> list[tuple[int, str]]:
    """Return the other runs of a course that are still to come, each with its day and how many places are free."""
    together = Q(parent=occasion.parent_id or 0) | Q(landing=occasion.landing_id or 0)
    coming = Occasion.objects.filter(together, kind=occasion.kind, starts__gt=timezone.now(), called_off=None)
    runs = [one for one in coming.order_by("starts") if changing.is_same_course(occasion, one)]
    counts = capacity.counted(runs, timezone.now())
    return [(one.pk, f"{one.title}, {_day(one)}, {_free(counts[one.pk].free)}") for one in runs]


def _day(occasion: Occasion) -> str:
    assert occasion.starts  # noqa: S101 - only those are asked for
    return date_format(timezone.localtime(occasion.starts), "j F Y H:i")


def _free(free: int | None) -> str:
    if free is None:
        return _("plaats genoeg")
    return ngettext("%(number)d plaats vrij", "%(number)d plaatsen vrij", free) % {"number": free}


def new_key() -> str:
    """Return the key of a booking that the office makes."""
    return f"office-{uuid.uuid4()}"


class SetAsideForm(forms.Form):
    """How many places to keep back."""

    number = forms.IntegerField(label=gettext_lazy("Aantal plaatsen"), min_value=1, max_value=500)
    key = forms.CharField(max_length=60, widget=forms.HiddenInput, initial=new_key)


class WaitForm(forms.Form):
    """Who goes on the waiting list."""

    name = forms.CharField(label=gettext_lazy("Naam"), max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("E-mailadres"), help_text=gettext_lazy("Daar komt het aanbod als er een plaats vrijkomt.")
    )
    person = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    key = forms.CharField(max_length=60, widget=forms.HiddenInput, initial=new_key)
