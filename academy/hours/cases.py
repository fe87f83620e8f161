"""Evaluating a file of cases of hours, so that anybody can check how this site counts. Needs no database.

The file holds `schemes` and `meta.timezone`, and lists of `cases`, `date_cases` and `classify_cases`. Hours go in and come
out as numbers; null is unlimited, or what cannot be said without a day of looking. A case with an input error gets an
`error` instead of a `result` and the others go on.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from lvv_site.hours_kind import HoursKind

from . import period
from .case_reading import MOST_MONTHS, MOST_YEARS, CaseError, case_of, chosen, date, date_or_none, scheme_of, whole
from .classify import kind_of
from .progress import Progress, evaluate
from .scheme import Scheme

AMSTERDAM = "Europe/Amsterdam"


class CasesFileError(ValueError):
    """The file as a whole cannot be read; the text says why."""


def results(content: bytes) -> list[dict[str, Any]]:
    """Return the results of a file, in its order: id and result, or id and error.

    Raises:
        CasesFileError: this is no file of cases.
    """
    file = _parsed(content)
    zone, scheme = _zone(file), _schemes(file)

    def progress(given: Mapping[str, Any]) -> Any:
        return in_hours(evaluate(case_of(given, scheme, zone)))

    found = [_result(one, progress) for one in _cases(file, "cases")]
    found += [_result(one, dates) for one in _cases(file, "date_cases")]
    return found + [_result(one, classified) for one in _cases(file, "classify_cases")]


def in_hours(progress: Progress) -> dict[str, Any]:
    """Return everything that a case can expect, in hours."""
    per_kind = ("credited", "short", "minimum", "over_cap", "pending", "forecast", "counted", "remaining_capacity")
    tallies = (
        "total", "total_short", "total_min", "outside_period", "suspended", "duplicate", "over_day", "unknown_kind",
        "other_certificate",
    )  # fmt: skip
    return {
        **{name: _per_kind(getattr(progress, name)) for name in per_kind},
        **{name: hours(getattr(progress, name)) for name in tallies},
        "met": progress.met,
        "forecast_met": progress.forecast_met,
        "reachable": progress.reachable,
        "thin_years": None if progress.thin_years is None else list(progress.thin_years),
        "scheme_used": progress.scheme_used,
        "end_exclusive": progress.end.isoformat(),
    }


def hours(minutes: int | None) -> float | None:
    """Return minutes as hours, a whole number where they are whole; None stays None."""
    if minutes is None or minutes % 60:
        return None if minutes is None else minutes / 60
    return minutes // 60


def dates(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dates of a period and of the next one."""
    start, years = date(given.get("start"), "start"), whole(given.get("years"), "years", 1, MOST_YEARS)
    months = whole(given.get("extension_months") or 0, "extension_months", 0, MOST_MONTHS)
    end, as_of = period.end_of(period.Period(start), years, months), date_or_none(given.get("as_of"), "as_of")
    next_start = period.next_start(
        end, date_or_none(given.get("applied_on"), "applied_on"), date_or_none(given.get("decided_on"), "decided_on")
    )
    return {
        "end_exclusive": end.isoformat(),
        "last_day": period.last_day(end).isoformat(),
        "window_opens": period.window_opens(end).isoformat(),
        "year_starts": [day.isoformat() for day in period.year_starts(start, years)],
        "reminders": {str(before): day.isoformat() for before, day in period.reminders(end).items()},
        "may_apply": None if as_of is None else period.may_apply(end, as_of),
        "next_start": next_start and next_start.isoformat(),
    }


def classified(case: Mapping[str, Any]) -> str:
    """Return the kind of hours of an activity. An unknown activity is an error, not an extra activity."""
    given = case.get("given")
    if not isinstance(given, dict):
        raise CaseError("given: an object with activity and date")
    return kind_of(
        chosen(given.get("activity"), frozenset(HoursKind.values), "activity"),
        date(given.get("date"), "date"),
        accredited_from=date_or_none(given.get("accredited_from"), "accredited_from"),
        accredited_until=date_or_none(given.get("accredited_until_exclusive"), "accredited_until_exclusive"),
        withdrawn_on=date_or_none(given.get("withdrawn_on"), "withdrawn_on"),
        group_registered_on=date_or_none(given.get("group_registered_on"), "group_registered_on"),
    ).value


def _result(case: Any, answer: Callable[[Mapping[str, Any]], Any]) -> dict[str, Any]:
    if not isinstance(case, dict):
        return {"id": None, "error": "a case is an object"}
    name = case.get("id")
    name = name if isinstance(name, str | int) else None
    try:
        return {"id": name, "result": answer(case)}
    except (ValueError, OverflowError) as error:  # a date far away may leave the calendar
        return {"id": name, "error": str(error)}


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        file = json.loads(content, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise CasesFileError(f"This is no JSON: {error}") from error
    if not isinstance(file, dict):
        raise CasesFileError("This is no file of cases: the outermost value is no object.")
    return file


def _whole(digits: str) -> float:
    """Read a whole number; one with thousands of digits, which `int` refuses, becomes infinite: only its own case fails."""
    return int(digits) if len(digits) < 20 else float(digits)


def _cases(file: Mapping[str, Any], name: str) -> Iterable[Any]:
    cases = file.get(name)
    if cases is not None and not isinstance(cases, list):
        raise CasesFileError(f"{name} is no list.")
    return cases or ()


def _zone(file: Mapping[str, Any]) -> ZoneInfo:
    meta = file.get("meta") or {}
    name = meta.get("timezone") or AMSTERDAM if isinstance(meta, dict) else AMSTERDAM
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError) as error:
        raise CasesFileError(f"meta.timezone: {name!r} is no time zone.") from error


def _schemes(file: Mapping[str, Any]) -> Callable[[Any], Scheme]:
    """Return what finds a scheme of the file. A broken scheme breaks the cases that use it, not the file."""
    given = file.get("schemes", {})
    if not isinstance(given, dict):
        raise CasesFileError("schemes is no object.")
    read: dict[str, Scheme] = {}

    def scheme(code: Any) -> Scheme:
        if not isinstance(code, str) or code not in given:
            raise CaseError(f"scheme: {code!r:.60} is not in this file")
        if code not in read:
            try:
                read[code] = scheme_of(code, given[code])
            except CaseError as error:
                raise CaseError(f"scheme {code}: {error}") from error
        return read[code]

    return scheme


def _per_kind(minutes: Mapping[str, int | None] | None) -> dict[str, float | None] | None:
    return None if minutes is None else {kind: hours(one) for kind, one in minutes.items()}
