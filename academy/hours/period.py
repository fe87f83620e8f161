"""The dates of a certificate period and the slices in which its yearly maxima hold. Pure: dates in, dates out.

Rules (domain rule 2; notes with the examples of hours):

- A period is half-open: its first day counts, its end does not. The end is start + years + months of extension, counted
  from the original start in one step; an imported end wins over start + years, and then the months count from there.
- A day that a month lacks (29 February, day 31) rolls forward to the first of the next month. Only reminders clamp back.
- Certificate years run from anniversary to anniversary of the start. Calendar years are cut to the period and each keeps
  the full maximum. After the original end come extension slices, on either basis: one for each 12 months, whose maximum is
  pro rata to its months.
- A suspension is half-open and does not move the end.
- One may apply from 12 months before the end. Applied in that window, the next period starts at the old end whenever the
  decision comes; applied later, it starts on the day of the decision.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count, pairwise
from typing import NamedTuple

from academy.certification.dates import DAY, months_later

EXTENSION, SUSPENSION, EXEMPTION = "extension", "suspension", "exemption"
WINDOW_MONTHS = 12
REMINDER_MONTHS = (12, 6, 3, 1)


class Period(NamedTuple):
    """A certificate period. `end` is the first day after it, before any extension, when that is not start + years."""

    start: dt.date
    end: dt.date | None = None


class Adjustment(NamedTuple):
    """What changes one period: an extension (months), a suspension [starts, until), an exemption (minutes of a kind)."""

    kind: str
    months: int | None = None
    starts: dt.date | None = None
    until: dt.date | None = None
    hours_kind: str | None = None
    minutes: int | None = None


class Slice(NamedTuple):
    """A stretch [start, end) with a maximum of its own. `months` is the length of an extension slice, else None."""

    start: dt.date
    end: dt.date
    months: int | None = None


def months_of(adjustments: Iterable[Adjustment]) -> int:
    """Return the months by which a period is extended in all."""
    return sum(one.months or 0 for one in adjustments if one.kind == EXTENSION)


def suspensions(adjustments: Iterable[Adjustment]) -> tuple[tuple[dt.date, dt.date], ...]:
    """Return the stretches [starts, until) in which hours do not count; an open side has no bound."""
    return tuple((one.starts or dt.date.min, one.until or dt.date.max) for one in adjustments if one.kind == SUSPENSION)


def exempted(adjustments: Iterable[Adjustment], kind: str) -> int:
    """Return the minutes by which the demand of a kind is lowered in all."""
    return sum(one.minutes or 0 for one in adjustments if one.kind == EXEMPTION and one.hours_kind == kind)


def end_of(period: Period, years: int, extension_months: int = 0) -> dt.date:
    """Return the first day after a period, extension included."""
    if period.end is not None:
        return months_later(period.end, extension_months)
    return months_later(period.start, years * 12 + extension_months)


def as_recorded(
    start: dt.date, ends: dt.date, years: int, adjustments: tuple[Adjustment, ...]
) -> tuple[Period, tuple[Adjustment, ...]]:
    """Return a period of the register, of which only the end after extension is known, and the adjustments that fit it.

    An end that no extension explains (the office corrected it) is taken as it stands, without extension slices: the hours
    must never end on another day than the register says.
    """
    months = months_of(adjustments)
    for period in (Period(start), Period(start, months_before(ends, months))):
        if end_of(period, years, months) == ends:
            return period, adjustments
    return Period(start, ends), tuple(one for one in adjustments if one.kind != EXTENSION)


@lru_cache(maxsize=4096)  # many members share a first day; the number of first days is bounded
def slices(period: Period, years: int, year_basis: str, extension_months: int = 0) -> tuple[Slice, ...]:
    """Return the slices of a period in order; together they are exactly the period. `year_basis`: certificate, calendar."""
    end = end_of(period, years)
    bounds = calendar_years(period.start, end) if year_basis == "calendar" else certificate_years(period, years)
    ordinary = (Slice(*bound) for bound in pairwise(bounds))
    return (*ordinary, *_extension(period, years, extension_months))


@lru_cache(maxsize=4096)
def certificate_years(period: Period, years: int) -> tuple[dt.date, ...]:
    """Return the bounds of the original certificate years: their first days and, last, the original end."""
    end = end_of(period, years)
    return (*_until(end, (months_later(period.start, 12 * year) for year in count())), end)


def calendar_years(start: dt.date, end: dt.date) -> tuple[dt.date, ...]:
    """Return the bounds of the calendar years that a period touches, cut to the period."""
    return (start, *(dt.date(year, 1, 1) for year in range(start.year + 1, last_day(end).year + 1)), end)


def _until(end: dt.date, days: Iterator[dt.date]) -> Iterator[dt.date]:
    for day in days:
        if day >= end:
            return
        yield day


def _extension(period: Period, years: int, extension_months: int) -> Iterator[Slice]:
    for first in range(0, extension_months, 12):
        last = min(first + 12, extension_months)
        yield Slice(end_of(period, years, first), end_of(period, years, last), last - first)


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the same day of an earlier month; a day that month lacks clamps back to the last day of the month."""
    years, month = divmod(day.month - 1 - months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def year_starts(start: dt.date, years: int) -> tuple[dt.date, ...]:
    """Return the first days of the original certificate years; an extension adds none."""
    return tuple(months_later(start, 12 * year) for year in range(years))


def last_day(end: dt.date) -> dt.date:
    """Return the last valid day of a period that ends (exclusive) on this day."""
    return end - DAY


def window_opens(end: dt.date) -> dt.date:
    """Return the first day on which one may apply for the next period; it moves with an extension."""
    return months_later(end, -WINDOW_MONTHS)


def reminders(end: dt.date) -> dict[int, dt.date]:
    """Return months before the end → the day on which to remind."""
    return {months: months_before(end, months) for months in REMINDER_MONTHS}


def may_apply(end: dt.date, on: dt.date) -> bool:
    """Tell whether one may apply for the next period on this day."""
    return window_opens(end) <= on < end


def next_start(end: dt.date, applied_on: dt.date | None, decided_on: dt.date | None) -> dt.date | None:
    """Return the first day of the next period. None: not applied, applied before the window, or late and not decided."""
    if applied_on is None or applied_on < window_opens(end):
        return None
    return end if applied_on < end else decided_on
