"""What a course costs and what comes back when somebody cancels, as rows of a table. Pure, from frozen tariffs and terms.

People see and pay amounts with VAT in whole cents; the amount without is what stands on an invoice (domain rule 9).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from events.booking.models import Occasion, TermsVersion
from events.booking.prices import Tariff, cents, with_vat


@dataclass(frozen=True)
class PriceRow:
    """One price, Decimal EUR: for whom, until and since which civil date, from how many people together."""

    audience: str
    net: Decimal
    gross: Decimal
    since: dt.date | None
    until: dt.date | None
    people: int


@dataclass(frozen=True)
class PriceTable:
    """The prices of the runs that start on these dates; `rates` are the percentages of VAT in it."""

    rows: tuple[PriceRow, ...]
    rates: tuple[Decimal, ...]
    exempt: bool
    starts: tuple[dt.date, ...]


@dataclass(frozen=True)
class TermsInWords:
    """What comes back: `steps` are (days before the start, percentage), the earliest first."""

    code: str
    text: str
    steps: tuple[tuple[int, int], ...]


def rows(tariffs: Iterable[Tariff], today: dt.date) -> tuple[PriceRow, ...]:
    """Return the prices that hold today or later: members first, from one person up, the earliest date first."""
    held = [one for one in tariffs if one.until is None or one.until >= today]
    held.sort(key=lambda one: (one.audience != "member", one.people, one.until or dt.date.max, one.net))
    return tuple(
        PriceRow(
            str(one.audience), cents(one.net), with_vat(one.net, one.vat_rate),
            one.since if one.since and one.since > today else None, one.until, one.people,
        )
        for one in held
    )  # fmt: skip


def tables(priced: Iterable[tuple[Occasion, list[Tariff]]], today: dt.date) -> list[PriceTable]:
    """Return a table for each set of prices, with the dates of the runs that have it."""
    found: dict[tuple[tuple[PriceRow, ...], tuple[Decimal, ...], bool], list[dt.date]] = {}
    for occasion, tariffs in priced:
        rates = tuple(sorted({one.vat_rate for one in tariffs if one.vat_rate is not None}))
        key = (rows(tariffs, today), rates, any(one.vat_rate is None for one in tariffs))
        if key[0]:
            found.setdefault(key, []).extend([occasion.starts_on] if occasion.starts_on else [])
    return [PriceTable(made, rates, exempt, tuple(starts)) for (made, rates, exempt), starts in found.items()]


def in_words(version: TermsVersion) -> TermsInWords:
    """Return terms as steps, the earliest first."""
    steps = sorted(version.terms.steps, reverse=True)
    return TermsInWords(version.code, version.text, tuple((one.days_before, one.percentage) for one in steps))
