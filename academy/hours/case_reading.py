"""Reading cases of hours: JSON in hours → the values that `progress` takes, in minutes.

Everything odd is a `CaseError` that names the field: a case is evaluated as it was meant or not at all. What the format
leaves open reads as absent when it is null. Hours must be whole in the scheme's granularity; a negative number of hours
must reverse an entry of the same case; an instant without a date becomes the civil date in the file's time zone.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from lvv_site.hours_kind import UNIT

from .entries import APPROVED, STATUSES, Entry
from .period import EXEMPTION, EXTENSION, SUSPENSION, Adjustment, Period
from .progress import EITHER, PINNED, Case
from .scheme import Scheme

MOST_HOURS = 1_000_000
MOST_YEARS, MOST_MONTHS = 100, 1200
YEAR_BASES = frozenset({"certificate", "calendar"})
EXTENSION_CAPS = frozenset({"prorata"})


class CaseError(ValueError):
    """This case cannot be read; the text says where and why."""


def scheme_of(code: str, hours: Any) -> Scheme:
    """Return a scheme of the file, which is written in hours."""
    rules = _mapping(hours, "scheme")
    kinds = _mapping(rules.get("categories"), "categories")
    overflow = [_mapping(one, "overflow") for one in _list(rules.get("overflow"), "overflow")]
    for one in overflow:
        if {text(one.get("source"), "source"), text(one.get("target"), "target")} - kinds.keys():
            raise CaseError("overflow: source and target must be categories of the scheme")
    spread, once = rules.get("spread_min_per_year"), rules.get("once_per_period")
    chosen(rules.get("extension_cap") or "prorata", EXTENSION_CAPS, "extension_cap")
    return Scheme.from_rules(
        code,
        {
            "years": whole(rules.get("years"), "years", 1, MOST_YEARS),
            "year_basis": chosen(rules.get("year_basis"), YEAR_BASES, "year_basis"),
            "granularity_minutes": granularity_of(rules),
            "total_minutes": minutes(rules.get("total_min") or 0, "total_min"),
            "kinds": {kind: _demand(one, kind) for kind, one in kinds.items()},
            "carry_over_minutes": _limits(rules.get("carry_over_max"), "carry_over_max"),
            "once_per_period": [text(one, "once_per_period") for one in _list(once, "once_per_period")],
            "max_minutes_per_day": _limits(rules.get("max_per_day"), "max_per_day"),
            "overflow": overflow,
            "spread_minutes_per_year": None if spread is None else minutes(spread, "spread_min_per_year"),
        },
    )


def granularity_of(rules: Mapping[str, Any]) -> int:
    """Return the unit in minutes in which a scheme counts."""
    given = rules.get("granularity")
    unit = UNIT if given is None else minutes(given, "granularity")
    if not unit:
        raise CaseError("granularity: must be more than 0")
    return unit


def case_of(given: Mapping[str, Any], scheme: Callable[[Any], Scheme], zone: ZoneInfo) -> Case:
    """Return a case; `scheme` finds a scheme of the file by its code."""
    own = scheme(given.get("scheme"))
    transition = _mapping(given.get("transition") or {}, "transition")
    mode = chosen(transition.get("mode") or PINNED, {PINNED, EITHER}, "transition mode")
    entries = [_entry(one, own, zone) for one in _list(given.get("entries"), "entries")]
    _check_ids(entries)
    period = _mapping(given.get("period"), "period")
    certificate = given.get("certificate")
    return Case(
        scheme=own,
        period=_period(period),
        adjustments=tuple(_adjustment(one) for one in _list(period.get("adjustments"), "adjustments")),
        entries=entries,
        as_of=date_or_none(given.get("as_of"), "as_of"),
        known_on=date_or_none(given.get("known_on"), "known_on"),
        transition=mode,
        other_scheme=scheme(transition.get("other")) if mode == EITHER else None,
        carry_in=_limits(given.get("carry_in"), "carry_in"),
        certificate=None if certificate is None else text(certificate, "certificate"),
    )


def date(value: Any, name: str) -> dt.date:
    """Return a civil date, written YYYY-MM-DD."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise CaseError(f"{name}: a date is written YYYY-MM-DD, not {value!r:.60}")
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise CaseError(f"{name}: {value} is no date") from error


def date_or_none(value: Any, name: str) -> dt.date | None:
    """Return a civil date; null and absent are None."""
    return None if value is None else date(value, name)


def whole(value: Any, name: str, least: int, most: int) -> int:
    """Return a whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise CaseError(f"{name}: a whole number, not {value!r:.60}")
    if not least <= value <= most:
        raise CaseError(f"{name}: from {least} to {most}, not {value!r:.60}")
    return int(value)


def minutes(value: Any, name: str, unit: int = 1) -> int:
    """Return hours as minutes; they must be whole in the unit, and not negative."""
    found = _signed(value, name, unit)
    if found < 0:
        raise CaseError(f"{name}: not less than 0, not {value!r:.60}")
    return found


def text(value: Any, name: str) -> str:
    """Return an id or a word; a whole number is taken as its digits."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise CaseError(f"{name}: a text, not {value!r:.60}")
    return str(value)


def chosen(value: Any, among: frozenset[str] | set[str], name: str) -> str:
    """Return one of a few words."""
    if not isinstance(value, str) or value not in among:
        raise CaseError(f"{name}: one of {', '.join(sorted(among))}, not {value!r:.60}")
    return value


def _signed(value: Any, name: str, unit: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise CaseError(f"{name}: a number of hours, not {value!r:.60}")
    if abs(value) > MOST_HOURS:
        raise CaseError(f"{name}: {value!r:.60} hours are more than a ledger can hold")
    found = round(value * 60)
    if abs(value * 60 - found) > 1e-6 or found % unit:
        raise CaseError(f"{name}: {value!r:.60} hours are not whole in units of {unit} minutes")
    return found


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise CaseError(f"{name}: an object, not {value!r:.60}")
    return value


def _list(value: Any, name: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise CaseError(f"{name}: a list, not {value!r:.60}")
    return value


def _limits(value: Any, name: str) -> dict[str, int]:
    """Return kind → minutes; a kind with null is left out."""
    named = {} if value is None else _mapping(value, name)
    return {kind: minutes(one, f"{name} {kind}") for kind, one in named.items() if one is not None}


def _demand(value: Any, kind: str) -> dict[str, int | None]:
    demand = _mapping(value, kind)
    most = demand.get("max_per_year")
    return {
        "min_minutes": minutes(demand.get("min") or 0, f"{kind} min"),
        "max_minutes_per_year": None if most is None else minutes(most, f"{kind} max_per_year"),
    }


def _period(given: Mapping[str, Any]) -> Period:
    period = Period(date(given.get("start"), "period start"), date_or_none(given.get("end"), "period end"))
    if period.end is not None and period.end <= period.start:
        raise CaseError("period: the end must come after the start")
    return period


def _adjustment(value: Any) -> Adjustment:
    given = _mapping(value, "adjustment")
    kind = chosen(given.get("kind"), {EXTENSION, SUSPENSION, EXEMPTION}, "adjustment kind")
    if kind == EXTENSION:
        return Adjustment(kind, months=whole(given.get("months"), "extension months", 0, MOST_MONTHS))
    if kind == EXEMPTION:
        hours_kind = text(given.get("category"), "exemption category")
        return Adjustment(kind, hours_kind=hours_kind, minutes=minutes(given.get("hours"), "exemption hours"))
    starts, until = date(given.get("from"), "suspension from"), date_or_none(given.get("until"), "suspension until")
    if until is not None and until < starts:
        raise CaseError("suspension: until comes before from")
    return Adjustment(kind, starts=starts, until=until)


def _entry(value: Any, scheme: Scheme, zone: ZoneInfo) -> Entry:
    given = _mapping(value, "entry")
    name = text(given.get("id"), "entry id")
    where, reverses = f"entry {name}", given.get("reverses")
    activity, allocated_to = given.get("activity"), given.get("allocated_to")
    amount = _signed(given.get("hours"), f"{where} hours", scheme.granularity)
    if amount < 0 and reverses is None:
        raise CaseError(f"{where}: negative hours without the entry that they reverse")
    status = given.get("status")
    return Entry(
        id=name,
        kind=text(given.get("kind"), f"{where} kind"),
        minutes=amount,
        on=_civil_date(given, where, zone),
        activity=None if activity is None else text(activity, f"{where} activity"),
        allocated_to=None if allocated_to is None else text(allocated_to, f"{where} allocated_to"),
        reverses=None if reverses is None else text(reverses, f"{where} reverses"),
        recorded_on=date_or_none(given.get("recorded_on"), f"{where} recorded_on"),
        status=APPROVED if status is None else chosen(status, STATUSES, f"{where} status"),
        started_on=date_or_none(given.get("started_on"), f"{where} started_on"),
    )


def _civil_date(given: Mapping[str, Any], where: str, zone: ZoneInfo) -> dt.date:
    """Return the date of an entry, else the day of its instant in the zone. An instant without offset is UTC."""
    if given.get("date") is not None:
        return date(given["date"], f"{where} date")
    instant = given.get("occurred_at")
    if instant is None:
        raise CaseError(f"{where}: neither date nor occurred_at")
    try:
        moment = dt.datetime.fromisoformat(instant)
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(zone).date()
    except (TypeError, ValueError, OverflowError) as error:
        raise CaseError(f"{where} occurred_at: {instant!r:.60} is no moment") from error


def _check_ids(entries: list[Entry]) -> None:
    """Refuse ids that mean two things, and reversals of what is not there or cannot be reversed."""
    by_id = {one.id: one for one in entries}
    if len(by_id) < len(entries):
        raise CaseError("entries: two of them have the same id")
    for one in entries:
        if one.reverses is None:
            continue
        award = by_id.get(one.reverses)
        if award is None or award.reverses is not None:
            raise CaseError(f"entry {one.id}: reverses {one.reverses}, which is no award of this case")
