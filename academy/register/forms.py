"""What the public may ask of the register, in the query string."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .enums import LANGUAGES, PROVINCES, SECTORS
from .listing import Filters

KIND_BY_WORD = {"intern": "internal", "extern": "external", "beide": "both"}
RADII = (5, 10, 20, 40, 80)
CHOICES = ("straal", "soort", "taal", "sector", "provincie", "beschikbaar")


def _fixed(*choices: tuple[Any, Any]) -> Callable[[], tuple[tuple[Any, Any], ...]]:
    """Return these choices as a function: a list would be copied, option by option, for every form that is made."""
    return lambda: choices


class SearchForm(forms.Form):
    """The search form; every field may stay empty, and an unknown value is told beside its field."""

    use_required_attribute = False

    q = forms.CharField(label=_("Naam of nummer"), required=False, max_length=200)
    plaats = forms.CharField(label=_("Plaats"), required=False, max_length=100)
    straal = forms.TypedChoiceField(
        label=_("Afstand"), required=False, coerce=int, empty_value=None,
        choices=_fixed(("", _("In de plaats zelf")), *((km, _("%(km)d km") % {"km": km}) for km in RADII)),
    )  # fmt: skip
    soort = forms.ChoiceField(
        label=_("Soort"), required=False,
        choices=_fixed(("", _("Intern of extern")), ("intern", _("Intern")), ("extern", _("Extern")), ("beide", _("Allebei"))),
    )  # fmt: skip
    taal = forms.ChoiceField(label=_("Taal"), required=False, choices=_fixed(("", _("Elke taal")), *LANGUAGES.items()))
    sector = forms.ChoiceField(
        label=_("Sector"), required=False, choices=_fixed(("", _("Alle sectoren")), *SECTORS.items())
    )
    provincie = forms.ChoiceField(
        label=_("Provincie"),
        required=False,
        choices=_fixed(("", _("Alle provincies")), *((one, one) for one in PROVINCES)),
    )
    beschikbaar = forms.ChoiceField(
        label=_("Beschikbaar"),
        required=False,
        choices=_fixed(("", _("Maakt niet uit")), ("ja", _("Neemt nieuwe opdrachten aan"))),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.template_name = "register/search_field.html"  # type: ignore[attr-defined]
            field.widget.attrs["class"] = "select" if isinstance(field, forms.ChoiceField) else "input"
        self.fields["q"].widget.attrs["autocomplete"] = "off"

    def choices(self) -> dict[str, SafeString]:
        """Return the fields with a fixed choice, rendered; with what was chosen the same for everybody who chose so."""
        wrong = set(self.errors) & set(CHOICES)
        chosen = {name: self[name].value() or "" for name in CHOICES if name not in wrong}
        return _rendered(get_language() or "", tuple(chosen.items())) | {
            name: self[name].as_field_group() for name in wrong
        }

    def filters(self) -> Filters:
        """Return the filters; a field with an unknown value narrows nothing, its error says so."""
        chosen: dict[str, Any] = self.cleaned_data
        return Filters(
            place=chosen.get("plaats") or "",
            radius_km=chosen.get("straal"),
            province=chosen.get("provincie") or "",
            kind=KIND_BY_WORD.get(chosen.get("soort") or "", ""),
            language=chosen.get("taal") or "",
            sector=chosen.get("sector") or "",
            available=True if chosen.get("beschikbaar") == "ja" else None,
        )


@lru_cache(maxsize=256)
def _rendered(language: str, chosen: tuple[tuple[str, str], ...]) -> dict[str, SafeString]:
    """Render these fields once for each combination: dozens of options, on a page that is asked for all day."""
    form = SearchForm(dict(chosen))
    return {name: form[name].as_field_group() for name, _value in chosen}


class OnForm(forms.Form):
    """The day that somebody asks about: not later than today."""

    on = forms.DateField(
        label=_("Datum"), input_formats=["%Y-%m-%d", "%d-%m-%Y"], help_text=_("Bijvoorbeeld 31-12-2025"),
        error_messages={"invalid": _("Deze dag bestaat niet. Schrijf de datum als dag-maand-jaar.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 14, "class": "input"}),
    )  # fmt: skip

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def day(self) -> SafeString:
        """The field, rendered; without a question it is the same for everybody."""
        return self["on"].as_field_group() if self.is_bound else _rendered_day(get_language() or "")

    def clean_on(self) -> dt.date:
        """Refuse a day that has not come: nobody can vouch for it."""
        on: dt.date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("Deze dag moet nog komen. Kies vandaag of een eerdere dag."))
        return on


@lru_cache(maxsize=8)
def _rendered_day(_language: str) -> SafeString:
    return OnForm(today=dt.date.max)["on"].as_field_group()
