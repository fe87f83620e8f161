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
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks

from lvv_site.hours_kind import UNIT, HoursKind

from .models import SchemeVersion

# Rooms above say here what must be done before a draft is published: hook(scheme) returns sentences.
BEFORE_PUBLISHING = "before_scheme_publication"
KINDS = frozenset(HoursKind.values)
YEAR_BASES = ("certificate", "calendar")
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


class SchemeRefusedError(Exception):
    """This cannot be done with a scheme version; the text says why, in Dutch."""


def publish(scheme: SchemeVersion) -> None:
    """Freeze a draft: from here on the database refuses every change to it.

    Raises:
        InvalidSchemeError: when the rules are incomplete.
    """
    check_rules(scheme.rules)
    scheme.content_hash = content_hash(scheme)
    scheme.published_at = timezone.now()
    scheme.save()


@transaction.atomic
def publish_draft(scheme_id: int, seen: str) -> SchemeVersion:
    """Publish the draft whose hash somebody saw.

    Raises:
        SchemeRefusedError: published or changed in the meantime, or something must be done first.
    """
    scheme = hold_draft(scheme_id, seen)
    if waiting := still_to_do(scheme):
        raise SchemeRefusedError(" ".join(waiting))
    publish(scheme)
    return scheme


@transaction.atomic
def save_draft(scheme_id: int | None, seen: str, *, code: str, title: str, rules: dict[str, Any]) -> SchemeVersion:
    """Write a draft, a new one without `scheme_id`. Its hash is kept, so that a comparison can name what it compared.

    Raises:
        SchemeRefusedError: published or changed in the meantime.
        InvalidSchemeError: the rules do not have the documented form.
    """
    check_rules(rules)
    scheme = SchemeVersion() if scheme_id is None else hold_draft(scheme_id, seen)
    scheme.code, scheme.title, scheme.rules = code, title, rules
    scheme.content_hash = content_hash(scheme)
    scheme.save()
    return scheme


@transaction.atomic
def discard_draft(scheme_id: int, seen: str) -> None:
    """Throw a draft away."""
    hold_draft(scheme_id, seen).delete()


def hold_draft(scheme_id: int, seen: str) -> SchemeVersion:
    """Lock a draft as somebody saw it; without the lock two editors would undo each other's work unseen."""
    scheme = SchemeVersion.objects.select_for_update().filter(pk=scheme_id, published_at=None).first()
    if scheme is None:
        raise SchemeRefusedError(_("Dit concept is intussen gepubliceerd of weggegooid."))
    if scheme.content_hash != seen:
        raise SchemeRefusedError(_("Iemand anders heeft dit concept intussen gewijzigd. Kijk eerst wat er nu staat."))
    return scheme


def still_to_do(scheme: SchemeVersion) -> list[str]:
    """Return what must be done before a draft is published, as sentences."""
    return [sentence for hook in hooks.get_hooks(BEFORE_PUBLISHING) for sentence in hook(scheme)]


def check_rules(rules: dict[str, Any]) -> None:
    """Raise `InvalidSchemeError` unless the rules have the documented form."""
    if wrong := KEYS ^ rules.keys():
        raise InvalidSchemeError(f"missing or unknown: {', '.join(sorted(wrong))}")
    if rules["granularity_minutes"] != UNIT:
        raise InvalidSchemeError(f"granularity must be {UNIT} minutes")
    if not isinstance(rules["years"], int) or rules["years"] < 1:
        raise InvalidSchemeError("years must be a whole number of at least 1")
    if rules["year_basis"] not in YEAR_BASES:
        raise InvalidSchemeError(f"year_basis must be one of {', '.join(YEAR_BASES)}")
    if rules["kinds"].keys() != KINDS:
        raise InvalidSchemeError("kinds must be course, intervisie and extra")
    if any(demand.keys() != {"min_minutes", "max_minutes_per_year"} for demand in rules["kinds"].values()):
        raise InvalidSchemeError("a kind has min_minutes and max_minutes_per_year")
    if wrong_amounts := [name for name, minutes in _amounts(rules) if minutes is not None and not _is_whole(minutes)]:
        raise InvalidSchemeError(f"{', '.join(wrong_amounts)}: minutes in steps of {UNIT}, not negative")
    _check_names(rules)


def _amounts(rules: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "total_minutes", -1 if rules["total_minutes"] is None else rules["total_minutes"]
    yield "spread_minutes_per_year", rules["spread_minutes_per_year"]
    for kind, demand in rules["kinds"].items():
        yield f"{kind}: min_minutes", -1 if demand["min_minutes"] is None else demand["min_minutes"]
        yield f"{kind}: max_minutes_per_year", demand["max_minutes_per_year"]
    for name in ("carry_over_minutes", "max_minutes_per_day"):
        yield from ((f"{name} {kind}", minutes) for kind, minutes in rules[name].items())


def _is_whole(minutes: Any) -> bool:
    return isinstance(minutes, int) and minutes >= 0 and minutes % UNIT == 0


def _check_names(rules: dict[str, Any]) -> None:
    named = {*rules["carry_over_minutes"], *rules["max_minutes_per_day"], *rules["once_per_period"]}
    named |= {kind for one in rules["overflow"] for kind in (one["source"], one["target"])}
    if unknown := named - KINDS:
        raise InvalidSchemeError(f"unknown kinds of hours: {', '.join(sorted(unknown))}")
    if any(one["source"] == one["target"] for one in rules["overflow"]):
        raise InvalidSchemeError("overflow goes from one kind to another")
