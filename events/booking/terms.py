"""What comes back when a place is cancelled: a share of the price by the days that were left (frozen when booking).

A share is a whole percentage of what was paid. Cancelling earlier never gives back less. Days are civil dates; from the
day of the start on nothing comes back. An occasion without dates has no days left to count: then nothing comes back by
these terms.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .prices import NOTHING, WHOLE, FrozenPrice, cents

DAY = dt.timedelta(days=1)


class Extent(StrEnum):
    """How much comes back, in a word."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, order=True)
class Step:
    """From so many days before the start, this percentage comes back."""

    days_before: int
    percentage: int


@dataclass(frozen=True)
class Terms:
    """The steps, in any order. ValueError when they contradict each other."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        ordered = sorted(self.steps)
        if any(one.days_before < 1 or not 0 <= one.percentage <= 100 for one in ordered):
            raise ValueError("a step is at least a day before the start and between 0 and 100 percent")
        if len({one.days_before for one in ordered}) < len(ordered):
            raise ValueError("two steps on one day")
        if [one.percentage for one in ordered] != sorted(one.percentage for one in ordered):
            raise ValueError("cancelling earlier cannot give back less")


@dataclass(frozen=True)
class ShareBack:
    """What comes back of one place: Decimal EUR, with and without VAT, and the terms' percentage."""

    percentage: int
    net: Decimal
    gross: Decimal

    @property
    def extent(self) -> Extent:
        """Return all, a part or nothing, by the percentage: all of a free place is still all."""
        if self.percentage == 100:
            return Extent.FULL
        return Extent.PARTIAL if self.percentage else Extent.NONE


NO_SHARE = ShareBack(0, NOTHING, NOTHING)


def percentage(terms: Terms, on: dt.date, starts_on: dt.date | None) -> int:
    """Return the percentage that comes back when cancelling on a civil date."""
    if starts_on is None:
        return 0
    left = (starts_on - on) // DAY
    return max((step.percentage for step in terms.steps if left >= step.days_before), default=0)


def share(price: FrozenPrice, percent: int) -> ShareBack:
    """Return that percentage of a price, in whole cents; all of it is exactly the price."""
    return ShareBack(percent, cents(price.net * percent / WHOLE), cents(price.gross * percent / WHOLE))
