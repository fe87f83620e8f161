"""Scheme versions: their form, their hash, and publishing (domain rule 1).

`rules` of a version, all times in minutes:

    years                   length of a period
    year_basis              "certificate" (anniversary to anniversary) or "calendar"
    granularity_minutes     the unit in which hours are counted; equals `lvv_site.hours_kind.UNIT`
    total_minutes           needed in all
    kinds                   per kind of hours: min_minutes, max_minutes_per_year (null: no maximum)
    carry_over_minutes      per kind, what may go along to the next period (absent: nothing)
    once_per_period         kinds in which the same activity counts once
    max_minutes_per_day     per kind (absent: no maximum)
    overflow                [{source, target}]: surplus of one kind that fills another
    extension_cap           "prorata"
    spread_minutes_per_year advice only; null: none
    sources                 [{title, url, seen}]
    assumptions             what the sources do not say and the board must confirm
"""

import hashlib
import json
from typing import Any

from django.utils import timezone

from lvv_site.hours_kind import UNIT, HoursKind

from .models import SchemeVersion

KINDS = frozenset(HoursKind.values)
KEYS = frozenset({
    "years", "year_basis", "granularity_minutes", "total_minutes", "kinds", "carry_over_minutes", "once_per_period",
    "max_minutes_per_day", "overflow", "extension_cap", "spread_minutes_per_year", "sources", "assumptions",
})  # fmt: skip


class InvalidSchemeError(ValueError):
    """The rules are not complete or contradict the house; the text says where."""


def content_hash(scheme: SchemeVersion) -> str:
    """Return the SHA-256 of the canonical JSON of a scheme's code, title and rules."""
    content = {"code": scheme.code, "title": scheme.title, "rules": scheme.rules}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def publish(scheme: SchemeVersion) -> None:
    """Freeze a draft: from here on the database refuses every change to it.

    Raises:
        InvalidSchemeError: when the rules are incomplete.
    """
    check_rules(scheme.rules)
    scheme.content_hash = content_hash(scheme)
    scheme.published_at = timezone.now()
    scheme.save()


def check_rules(rules: dict[str, Any]) -> None:
    """Raise `InvalidSchemeError` unless the rules have the documented form."""
    if wrong := KEYS ^ rules.keys():
        raise InvalidSchemeError(f"missing or unknown: {', '.join(sorted(wrong))}")
    if rules["granularity_minutes"] != UNIT:
        raise InvalidSchemeError(f"granularity must be {UNIT} minutes")
    if rules["kinds"].keys() != KINDS:
        raise InvalidSchemeError("kinds must be course, intervisie and extra")
    if not isinstance(rules["years"], int) or rules["years"] < 1:
        raise InvalidSchemeError("years must be a whole number of at least 1")
    for kind, demand in rules["kinds"].items():
        if demand.keys() != {"min_minutes", "max_minutes_per_year"} or demand["min_minutes"] % UNIT:
            raise InvalidSchemeError(f"{kind}: min_minutes and max_minutes_per_year, in steps of {UNIT}")
