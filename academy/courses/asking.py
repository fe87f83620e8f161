"""What is asked of the catalogue: read from the query string, shown again as form and chips."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lvv_site.hours_kind import HoursKind

from .catalogue import Filters
from .enums import COURSE_KINDS

# The names in the query string of what is asked.
PARAMETERS = {"kind": "soort", "hours": "uren", "month": "maand", "online": "online", "free": "vrij"}
PAGE = "pagina"
Month = tuple[int, int]


class FilterForm(forms.Form):
    """The filter bar. What is no choice is left out of the question instead of refused: old links go on working."""

    soort = forms.ChoiceField(label=_("Soort"), required=False)
    uren = forms.ChoiceField(label=_("Telt als"), required=False)
    maand = forms.ChoiceField(label=_("Maand"), required=False)
    online = forms.BooleanField(label=_("Online te volgen"), required=False)
    vrij = forms.BooleanField(label=_("Met een vrije plaats"), required=False)

    def __init__(self, asked: QueryDict, months: Iterable[Month]) -> None:
        super().__init__(asked, auto_id="filter_%s")
        self.use_required_attribute = False
        choices: dict[str, list[tuple[str, Any]]] = {
            "soort": [("", _("Alles")), *((value, str(label).capitalize()) for value, label in COURSE_KINDS)],
            "uren": [("", _("Alle uren")), *((kind.value, str(kind.label).capitalize()) for kind in HoursKind)],
            "maand": [("", _("Elke maand")), *((written(month), in_words(month).capitalize()) for month in months)],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # a ChoiceField

    def filters(self) -> Filters:
        """Return what was asked."""
        self.is_valid()
        answers: dict[str, Any] = self.cleaned_data
        month = answers.get("maand", "")
        return Filters(
            kind=answers.get("soort", ""),
            hours=answers.get("uren", ""),
            month=(int(month[:4]), int(month[5:])) if month else None,
            online=bool(answers.get("online")),
            free=bool(answers.get("vrij")),
        )


def written(month: Month) -> str:
    """Return a month as it stands in the address: 2027-02."""
    return f"{month[0]:04}-{month[1]:02}"


def in_words(month: Month) -> str:
    """Return a month as it stands on screen: februari 2027."""
    return format_date(dt.date(*month, 1), "F Y")


def said(filters: Filters, name: str) -> str:
    """Return one thing that was asked, in words."""
    if name == "kind":
        return str(dict(COURSE_KINDS)[filters.kind]).capitalize()
    if name == "hours":
        return str(HoursKind(filters.hours).label).capitalize()
    if name == "month" and filters.month:
        return in_words(filters.month).capitalize()
    return _now("Online te volgen") if name == "online" else _now("Met een vrije plaats")


def address(filters: Filters) -> str:
    """Return the query string that asks this, with its question mark."""
    query = QueryDict(mutable=True)
    for name in filters.chosen:
        value = getattr(filters, name)
        query[PARAMETERS[name]] = written(value) if name == "month" else "1" if value is True else str(value)
    return f"?{query.urlencode()}"


def chips(filters: Filters) -> list[dict[str, str]]:
    """Return what was asked, each with the address without it."""
    return [{"text": said(filters, name), "url": address(filters.without(name))} for name in filters.chosen]


def offers(filters: Filters, wider: Iterable[tuple[str, int]]) -> list[dict[str, str]]:
    """Return what would find something: each thing that could be left out, with how many courses there are then."""
    return [
        {
            "text": ngettext(
                "Zonder ‘%(what)s’ is er %(count)s.", "Zonder ‘%(what)s’ zijn er %(count)s.", count
            ) % {"what": said(filters, name).lower(), "count": count},
            "url": address(filters.without(name)),
        }
        for name, count in wider
    ]  # fmt: skip
