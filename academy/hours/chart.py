"""The chart of hours per year, as shapes: columns of what counts, striped what is still to come. Pure geometry.

Numbers leave as text with a point: SVG knows no decimal comma, whatever the language of the page.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from academy.certification.dates import DAY

from .progress import Progress, Share, Year
from .scheme import Scheme

STEP, WIDTH, FIRST = 108, 58, 26
AXIS, TALLEST = 232, 190
PER_HOUR = 8.6  # pixels, when everything fits


@dataclass(frozen=True)
class Bar:
    """One block of a column: its kind, and whether it is still to come."""

    kind: str
    coming: bool
    x: str
    y: str
    height: str


@dataclass(frozen=True)
class Column:
    """One year: its blocks, the place of its words, minutes that count and minutes still to come."""

    x: str
    middle: str
    above: str
    bars: tuple[Bar, ...]
    credited: int
    coming: int
    ghost: bool
    number: int
    year: Year

    @property
    def last_day(self) -> dt.date:
        """The last day of the year."""
        return self.year.end - DAY

    @property
    def cells(self) -> list[tuple[str, Share, int]]:
        """Each kind with its share and the minutes still to come, for the table."""
        return [(kind, share, share.pending + share.planned) for kind, share in self.year.kinds.items()]


@dataclass(frozen=True)
class Chart:
    """All of it. `guide` is the height of an even spread; `even` the minutes it stands for."""

    width: int
    columns: tuple[Column, ...]
    guide: str
    guide_height: str
    even: int
    calendar: bool

    @property
    def right(self) -> int:
        """Where the axis ends."""
        return self.width - 8


def chart(progress: Progress, scheme: Scheme, today: dt.date) -> Chart:
    """Return the chart of a period; `today` tells which years have not begun."""
    even = progress.total_min // scheme.years
    tallest = max([even, *(_credited(year) + _coming(year) for year in progress.years)])
    scale = min(PER_HOUR / 60, TALLEST / tallest) if tallest else PER_HOUR / 60
    columns = tuple(_column(place, year, scale, even, today) for place, year in enumerate(progress.years))
    return Chart(
        width=max(440, 8 + STEP * len(columns)),
        columns=columns,
        guide=_number(AXIS - even * scale),
        guide_height=_number(even * scale),
        even=even,
        calendar=scheme.year_basis == "calendar",
    )


def _column(place: int, year: Year, scale: float, even: int, today: dt.date) -> Column:
    x, top, bars = FIRST + STEP * place, float(AXIS), []
    for kind, coming, minutes in _blocks(year):
        top -= minutes * scale
        bars.append(Bar(kind, coming, _number(x), _number(top), _number(minutes * scale)))
    ghost = not bars and year.start > today
    return Column(
        x=_number(x),
        middle=_number(x + WIDTH / 2),
        above=_number((AXIS - even * scale if ghost else top) - 9),
        bars=tuple(bars),
        credited=_credited(year),
        coming=_coming(year),
        ghost=ghost,
        number=place + 1,
        year=year,
    )


def _blocks(year: Year) -> Sequence[tuple[str, bool, int]]:
    """Return what stands on each other: everything that counts, then everything that is still to come."""
    counting = [(kind, False, share.credited) for kind, share in year.kinds.items()]
    coming = [(kind, True, share.pending + share.planned) for kind, share in year.kinds.items()]
    return [one for one in [*counting, *coming] if one[2]]


def _credited(year: Year) -> int:
    return sum(share.credited for share in _shares(year))


def _coming(year: Year) -> int:
    return sum(share.pending + share.planned for share in _shares(year))


def _shares(year: Year) -> Sequence[Share]:
    return list(year.kinds.values())


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
