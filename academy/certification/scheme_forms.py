"""A scheme version as a form: hours in words and numbers, no JSON."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site.hours_kind import UNIT, HoursKind

from .adjustment_forms import HalfHoursField, in_hours
from .models import SchemeVersion

OVERFLOWS = 3  # pairs on the form
BASES = [
    ("certificate", gettext_lazy("van verjaardag tot verjaardag van de periode")),
    ("calendar", gettext_lazy("kalenderjaren")),
]
ASSUMED: Mapping[str, str | Promise] = {
    "year_basis": gettext_lazy("hoe een jaar loopt"),
    "max_minutes_per_year": gettext_lazy("maximum per jaar"),
    "max_minutes_per_day": gettext_lazy("maximum per dag"),
    "once_per_period": gettext_lazy("één keer per periode"),
    "carry_over_minutes": gettext_lazy("wat meegaat naar de volgende periode"),
    "overflow": gettext_lazy("wat overloopt naar een andere soort"),
    "extension_cap": gettext_lazy("maximum naar verhouding bij een verlenging"),
    "spread_minutes_per_year": gettext_lazy("advies per jaar"),
}


class SchemeForm(forms.Form):
    """Everything that a scheme version says. `seen` is the hash of the draft that the page showed."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=30,
        validators=[RegexValidator(r"^[a-z0-9]+([.-][a-z0-9]+)*$", gettext_lazy("Alleen kleine letters, cijfers, punt en streepje."))],
        help_text=gettext_lazy("Zo heet de regeling in bestanden, bijvoorbeeld lvv-2030."),
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("Titel"), max_length=150)
    years = forms.IntegerField(label=gettext_lazy("Lengte van een periode in jaren"), min_value=1, max_value=20)
    year_basis = forms.ChoiceField(label=gettext_lazy("Een jaar loopt"), choices=BASES)
    total = HalfHoursField(least=0, label=gettext_lazy("Uren in totaal"))
    spread = HalfHoursField(
        label=gettext_lazy("Advies: minstens zoveel uur per jaar"), required=False,
        help_text=gettext_lazy("Leeg: geen advies. Het is nooit een eis."),
    )  # fmt: skip
    sources = forms.CharField(
        label=gettext_lazy("Bronnen"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000,
        help_text=gettext_lazy("Op elke regel een: titel | https://adres | dag waarop je het las (jaar-maand-dag)."),
    )  # fmt: skip
    assumptions = forms.MultipleChoiceField(
        label=gettext_lazy("Wat staat niet in de bronnen?"), choices=list(ASSUMED.items()), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("Het bestuur moet dit bevestigen."),
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scheme_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme_id = scheme_id
        for kind in HoursKind:
            self._add_kind(kind)
        kinds = [("", gettext_lazy("Niets")), *HoursKind.choices]
        for number in range(1, OVERFLOWS + 1):
            for end, label in (("source", gettext_lazy("Overschot van")), ("target", gettext_lazy("Vult aan"))):
                self.fields[f"overflow_{number}_{end}"] = forms.ChoiceField(label=label, choices=kinds, required=False)

    def _add_kind(self, kind: str) -> None:
        self.fields[f"{kind}_min"] = HalfHoursField(least=0, label=gettext_lazy("Minstens"))
        for name, label in (
            ("max_year", gettext_lazy("Hoogstens per jaar")), ("max_day", gettext_lazy("Hoogstens per dag")),
            ("carry", gettext_lazy("Mag mee naar de volgende periode")),
        ):  # fmt: skip
            self.fields[f"{kind}_{name}"] = HalfHoursField(label=label, required=False)
        once = gettext_lazy("Dezelfde activiteit telt één keer per periode")
        self.fields[f"{kind}_once"] = forms.BooleanField(label=once, required=False)

    def general(self) -> list[BoundField]:
        """Return the fields about the whole."""
        return [self[name] for name in ("code", "title", "years", "year_basis", "total", "spread")]

    def per_kind(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Yield each kind of hours with its fields."""
        for kind in HoursKind:
            yield (
                str(kind.label),
                [self[f"{kind.value}_{name}"] for name in ("min", "max_year", "max_day", "carry", "once")],
            )

    def overflows(self) -> Iterator[list[BoundField]]:
        """Yield the pairs of surplus and what it fills, in their order."""
        for number in range(1, OVERFLOWS + 1):
            yield [self[f"overflow_{number}_source"], self[f"overflow_{number}_target"]]

    def clean_code(self) -> str:
        """Refuse a code that is taken."""
        code = str(self.cleaned_data["code"])
        taken = SchemeVersion.objects.filter(code=code).values_list("pk", flat=True).first()
        if taken not in {None, self.scheme_id}:
            raise ValidationError(_("Er is al een regeling met deze code."))
        return code

    def clean_sources(self) -> list[dict[str, str]]:
        """Read one source a line."""
        lines = [line.strip() for line in str(self.cleaned_data["sources"]).splitlines() if line.strip()]
        return [_source(number, line) for number, line in enumerate(lines, start=1)]

    def clean(self) -> dict[str, Any]:
        """Check what concerns several fields."""
        answers: dict[str, Any] = super().clean() or {}
        for number in range(1, OVERFLOWS + 1):
            source, target = answers.get(f"overflow_{number}_source"), answers.get(f"overflow_{number}_target")
            if bool(source) != bool(target) or (source and source == target):
                self.add_error(f"overflow_{number}_target", _("Kies twee verschillende soorten, of twee keer niets."))
        minima = sum(answers.get(f"{kind}_min") or 0 for kind in HoursKind.values)
        if answers.get("total") is not None and answers["total"] < minima:
            self.add_error("total", _("Dit is minder dan de minima van de soorten samen."))
        return answers

    def rules(self) -> dict[str, Any]:
        """Return the rules in the form that `schemes.py` documents."""
        answers = self.cleaned_data
        return {
            "years": answers["years"],
            "year_basis": answers["year_basis"],
            "granularity_minutes": UNIT,
            "total_minutes": answers["total"],
            "kinds": {
                kind: {"min_minutes": answers[f"{kind}_min"], "max_minutes_per_year": answers[f"{kind}_max_year"]}
                for kind in HoursKind.values
            },
            "carry_over_minutes": self._named("carry"),
            "once_per_period": [kind for kind in HoursKind.values if answers[f"{kind}_once"]],
            "max_minutes_per_day": self._named("max_day"),
            "overflow": [
                {"source": answers[f"overflow_{number}_source"], "target": answers[f"overflow_{number}_target"]}
                for number in range(1, OVERFLOWS + 1)
                if answers[f"overflow_{number}_source"]
            ],
            "extension_cap": "prorata",
            "spread_minutes_per_year": answers["spread"],
            "sources": answers["sources"],
            "assumptions": answers["assumptions"],
        }

    def _named(self, name: str) -> dict[str, int]:
        found = {kind: self.cleaned_data[f"{kind}_{name}"] for kind in HoursKind.values}
        return {kind: minutes for kind, minutes in found.items() if minutes is not None}


def _source(number: int, line: str) -> dict[str, str]:
    """Read "title | address | day"; the last two may be missing."""
    title, url, seen = (*(part.strip() for part in line.split("|", 2)), "", "")[:3]
    source = {"title": title}
    try:
        if url:
            URLValidator(["http", "https"])(url)
            source["url"] = url
        if seen:
            source["seen"] = dt.date.fromisoformat(seen).isoformat()
    except (ValueError, ValidationError):
        title = ""
    if not title:
        raise ValidationError(
            _("Regel %(number)d klopt niet. Schrijf: titel | https://adres | jaar-maand-dag.") % {"number": number}
        )
    return source


def initial_of(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form shows for these rules."""
    found: dict[str, Any] = {
        "years": rules["years"],
        "year_basis": rules["year_basis"],
        "total": in_hours(rules["total_minutes"]),
        "spread": in_hours(rules["spread_minutes_per_year"]),
        "sources": "\n".join(
            " | ".join(filter(None, map(one.get, ("title", "url", "seen")))) for one in rules["sources"]
        ),
        "assumptions": rules["assumptions"],
    }
    for kind, demand in rules["kinds"].items():
        found[f"{kind}_min"] = in_hours(demand["min_minutes"])
        found[f"{kind}_max_year"] = in_hours(demand["max_minutes_per_year"])
        found[f"{kind}_max_day"] = in_hours(rules["max_minutes_per_day"].get(kind))
        found[f"{kind}_carry"] = in_hours(rules["carry_over_minutes"].get(kind))
        found[f"{kind}_once"] = kind in rules["once_per_period"]
    for number, one in enumerate(rules["overflow"], start=1):
        found |= {f"overflow_{number}_source": one["source"], f"overflow_{number}_target": one["target"]}
    return found
