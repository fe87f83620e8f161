"""What the public may ask of the agenda, in the query string."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.dateformat import format as format_date
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.booking.enums import OccasionKind

from .listing import Filters

# E-learning has no dates: it is never in the agenda.
KIND_BY_WORD = {
    "opleiding": OccasionKind.COURSE,
    "masterclass": OccasionKind.MASTERCLASS,
    "uitzending": OccasionKind.BROADCAST,
    "congres": OccasionKind.CONGRESS,
    "workshop": OccasionKind.WORKSHOP,
    "netwerk": OccasionKind.NETWORK,
    "tour": OccasionKind.TOUR,
    "opleider": OccasionKind.PROVIDER_RUN,
}
YES_NO = {"ja": True, "nee": False}


class FilterForm(forms.Form):
    """The filter bar; every field may stay empty, and an unknown value is told beside its field."""

    use_required_attribute = False
    takes_focus = False

    soort = forms.ChoiceField(label=_("Soort"), required=False)
    maand = forms.ChoiceField(label=_("Maand"), required=False)
    online = forms.ChoiceField(
        label=_("Waar"), required=False,
        choices=[("", _("Online of op locatie")), ("ja", _("Online")), ("nee", _("Op locatie"))],
    )  # fmt: skip
    leden = forms.ChoiceField(
        label=_("Voor wie"), required=False,
        choices=[("", _("Leden en gasten")), ("ja", _("Alleen voor leden")), ("nee", _("Ook voor gasten"))],
    )  # fmt: skip

    def __init__(self, *args: Any, months: Iterable[dt.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(word, capfirst(kind.label)) for word, kind in KIND_BY_WORD.items()]
        named = [(f"{month:%Y-%m}", format_date(month, "F Y")) for month in months]
        self._choose("soort", [("", _("Alle soorten")), *kinds])
        self._choose("maand", [("", _("Alle maanden")), *named])
        for field in self.fields.values():
            field.template_name = "register/search_field.html"  # type: ignore[attr-defined]
            field.widget.attrs["class"] = "select"
            field.error_messages["invalid_choice"] = _("Kies iets uit de lijst.")

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy which field has choices
        field.choices = choices

    def filters(self) -> Filters:
        """Return the filters; a field with an unknown value narrows nothing, its error says so."""
        chosen = self.cleaned_data
        month = chosen.get("maand")
        return Filters(
            kind=KIND_BY_WORD.get(chosen.get("soort") or ""),
            month=dt.date.fromisoformat(f"{month}-01") if month else None,
            online=YES_NO.get(chosen.get("online") or ""),
            members=YES_NO.get(chosen.get("leden") or ""),
        )
