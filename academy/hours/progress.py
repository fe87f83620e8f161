"""How far somebody is: `evaluate(case) -> Progress`, one pure function over plain values. Nothing of it is ever stored.

All amounts are integer minutes, all dates civil dates in Amsterdam, all stretches half-open. The steps, in this order
(notes with the examples of hours; where the scheme has no such rule, the step does nothing):

1. what is known on `known_on`, reversals taken off the award they reverse, the status of each entry (`entries`);
2. certificate: an entry allocated to another certificate does not count here; in a case without certificate all count;
3. kind: a kind that the scheme does not know is listed, never counted;
4. period (`period`): hours before its start or from its end on belong to another period;
5. suspension: hours inside it do not count, the end does not move;
6. once per period, maximum per day, maximum per slice, overflow (`crediting`);
7. what was carried in from the previous period: limited by the scheme, outside every maximum;
8. exemption: lowers the demand of a kind, and the total by what it really lowered.

Hours that somebody loses in a step are told with the first reason that holds. Those tallies and `credited` look at approved
hours only; the forecast takes approved, submitted and planned hours through the same steps.

In a transition of mode "either" both schemes are evaluated. The one with less still short wins, where short is the larger of
the total and the sum of the kinds; met is nothing short. A tie keeps the case's own scheme.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .crediting import DUPLICATE, OVER_CAP, OVER_DAY, Counting, Credit, credit
from .entries import APPROVED, PLANNED, SUBMITTED, Decision, Entry, Line, standing
from .period import Adjustment, Period, Slice, certificate_years, exempted, months_of, slices, suspensions
from .scheme import Demand, Scheme
from .sifting import OTHER_CERTIFICATE, OUTSIDE_PERIOD, SUSPENDED, UNKNOWN_KIND, Lost, Sifted, sift

__all__ = [
    "DUPLICATE", "OTHER_CERTIFICATE", "OUTSIDE_PERIOD", "OVER_CAP", "OVER_DAY", "REVERSED", "SUSPENDED", "UNKNOWN_KIND",
    "Adjustment", "Case", "Decision", "Demand", "Entry", "Period", "Progress", "Scheme", "Share", "Year", "evaluate",
]  # fmt: skip

PINNED, EITHER = "pinned", "either"
REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that decides how far somebody is. `as_of` is the day of looking, `known_on` the day whose knowledge counts.

    `carry_in` is per kind what the previous period left over. `certificate` None: hours count whatever their allocation.
    """

    scheme: Scheme
    period: Period
    adjustments: tuple[Adjustment, ...] = ()
    entries: Sequence[Entry] = ()
    decisions: Sequence[Decision] = ()
    as_of: dt.date | None = None
    known_on: dt.date | None = None
    transition: str = PINNED
    other_scheme: Scheme | None = None
    carry_in: Mapping[str, int] = field(default_factory=dict)
    certificate: int | str | None = None


class Share(NamedTuple):
    """One kind of hours in one slice, in minutes. raw + received = credited + sent + over_cap + left_out.

    `raw` is approved and falls in the slice; `received` and `sent` flowed over from and to other kinds; `left_out` was lost
    to a suspension, a duplicate or a day. `cap` None: no maximum. `pending` and `planned` are raw.
    """

    raw: int
    credited: int
    cap: int | None
    over_cap: int
    left_out: int
    received: int
    sent: int
    pending: int
    planned: int


class Year(NamedTuple):
    """One slice of the period. `ended` on the day of looking, None without one; `months` of an extension slice, else None."""

    start: dt.date
    end: dt.date
    months: int | None
    ended: bool | None
    kinds: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is, in minutes. Mappings without further word are per kind.

    `credited` counts, carried-in hours included; `met` when every minimum and `total_min` are reached. `over_cap`,
    `pending` per kind and the tallies `outside_period` to `other_certificate` say what does not count. `counted` is per
    entry id what counts, overflow included, carried-in hours not; `reasons` per entry id what does not and why. `forecast`
    is what submitted and planned hours would make of it. Without a day of looking `reachable`, `remaining_capacity` (None
    in it: unlimited) and `thin_years` (certificate years, from 1) are None.
    """

    scheme_used: str
    start: dt.date
    end: dt.date
    credited: Mapping[str, int]
    total: int
    met: bool
    minimum: Mapping[str, int]
    total_min: int
    short: Mapping[str, int]
    total_short: int
    over_cap: Mapping[str, int]
    pending: Mapping[str, int]
    outside_period: int
    suspended: int
    duplicate: int
    over_day: int
    unknown_kind: int
    other_certificate: int
    forecast: Mapping[str, int]
    forecast_met: bool
    reachable: bool | None
    remaining_capacity: Mapping[str, int | None] | None
    thin_years: tuple[int, ...] | None
    counted: Mapping[str, int]
    reasons: Mapping[str, tuple[tuple[str, int], ...]]
    carried: Mapping[str, int]
    years: tuple[Year, ...]

    @property
    def still_short(self) -> int:
        """How many minutes are needed at least: the larger of the total's and the sum of the kinds'."""
        return max(self.total_short, sum(self.short.values()))


def evaluate(case: Case) -> Progress:
    """Return how far somebody is. Whoever gives the same case gets the same answer, in whatever order the entries come."""
    lines = standing(case.entries, case.decisions, case.known_on)
    own = _under(case.scheme, case, lines)
    if case.transition != EITHER or case.other_scheme is None:
        return own
    other = _under(case.other_scheme, case, lines)
    return other if other.still_short < own.still_short else own


def _under(scheme: Scheme, case: Case, lines: Sequence[Line]) -> Progress:
    """Evaluate a case under one scheme."""
    parts = slices(case.period, scheme.years, scheme.year_basis, months_of(case.adjustments))
    sifted = sift(scheme, parts, lines, suspensions(case.adjustments), case.certificate)
    given = credit(scheme, parts, sifted.approved)
    hoped = credit(scheme, parts, sifted.hoped) if len(sifted.hoped) > len(sifted.approved) else given
    carried = {kind: min(case.carry_in.get(kind, 0), scheme.carry_over.get(kind, 0)) for kind in scheme.kinds}
    minimum, total_min = _demand(scheme, case.adjustments)
    credited = {kind: given.earned(kind) + carried[kind] for kind in scheme.kinds}
    forecast = {kind: hoped.earned(kind) + carried[kind] for kind in scheme.kinds}
    short = {kind: max(0, minimum[kind] - credited[kind]) for kind in scheme.kinds}
    total_short = max(0, total_min - sum(credited.values()))
    capacity = _remaining(scheme, parts, given, case.as_of)
    lost = sifted.lost + given.lost
    return Progress(
        scheme_used=scheme.code,
        start=case.period.start,
        end=parts[-1].end,
        credited=credited,
        total=sum(credited.values()),
        met=_meets(credited, minimum, total_min),
        minimum=minimum,
        total_min=total_min,
        short=short,
        total_short=total_short,
        over_cap=_summed(scheme, given.over_cap),
        pending=_summed(scheme, sifted.raw[SUBMITTED]),
        outside_period=_lost_to(OUTSIDE_PERIOD, lost),
        suspended=_lost_to(SUSPENDED, lost),
        duplicate=_lost_to(DUPLICATE, lost),
        over_day=_lost_to(OVER_DAY, lost),
        unknown_kind=_lost_to(UNKNOWN_KIND, lost),
        other_certificate=_lost_to(OTHER_CERTIFICATE, lost),
        forecast=forecast,
        forecast_met=_meets(forecast, minimum, total_min),
        reachable=None if capacity is None else _within(short, total_short, capacity),
        remaining_capacity=capacity,
        thin_years=_thin_years(scheme, case, given.counted, sifted.approved),
        counted=dict(sorted(given.counted.items())),
        reasons=_reasons(lines, lost),
        carried=carried,
        years=_years(scheme, parts, case.as_of, sifted, given),
    )


def _demand(scheme: Scheme, adjustments: Sequence[Adjustment]) -> tuple[dict[str, int], int]:
    """Return the minimum per kind and in total after exemptions; the total falls by what the minima really fall."""
    minimum = {kind: max(0, demand.minimum - exempted(adjustments, kind)) for kind, demand in scheme.kinds.items()}
    lowered = sum(demand.minimum for demand in scheme.kinds.values()) - sum(minimum.values())
    return minimum, max(0, scheme.total_minimum - lowered)


def _meets(credited: Mapping[str, int], minimum: Mapping[str, int], total_min: int) -> bool:
    return sum(credited.values()) >= total_min and all(credited[kind] >= least for kind, least in minimum.items())


def _remaining(
    scheme: Scheme, parts: Sequence[Slice], given: Credit, as_of: dt.date | None
) -> dict[str, int | None] | None:
    """Return the room that slices not yet ended still have per kind; None in it: unlimited."""
    if as_of is None:
        return None
    running = [room for part, room in zip(parts, given.room, strict=True) if part.end > as_of]
    return {
        kind: None if running and demand.max_per_year is None else sum(room[kind] for room in running)
        for kind, demand in scheme.kinds.items()
    }


def _within(short: Mapping[str, int], total_short: int, capacity: Mapping[str, int | None]) -> bool:
    """Tell whether what is short still fits, per kind and in total."""
    limited = [room for room in capacity.values() if room is not None]
    fits = all(room is None or short[kind] <= room for kind, room in capacity.items())
    return fits and (len(limited) < len(capacity) or total_short <= sum(limited))


def _thin_years(
    scheme: Scheme, case: Case, counted: Mapping[str, int], hours: Iterable[Counting]
) -> tuple[int, ...] | None:
    """Return the elapsed certificate years, from 1, with less than the scheme advises; None without a day of looking."""
    if case.as_of is None or scheme.spread is None:
        return None if case.as_of is None else ()
    bounds = certificate_years(case.period, scheme.years)
    earned = [0] * len(bounds)
    for one in hours:
        earned[bisect_right(bounds, one.line.on) - 1] += counted.get(one.line.id, 0)
    return tuple(
        year for year, end in enumerate(bounds[1:], start=1) if end <= case.as_of and earned[year - 1] < scheme.spread
    )


def _summed(scheme: Scheme, per_slice: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {kind: sum(one[kind] for one in per_slice) for kind in scheme.kinds}


def _lost_to(reason: str, lost: Iterable[Lost]) -> int:
    return sum(minutes for _id, why, minutes in lost if why == reason)


def _reasons(lines: Iterable[Line], lost: Iterable[Lost]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return per entry id why it does not count, or not in full."""
    reasons: dict[str, tuple[tuple[str, int], ...]] = {
        line.id: ((REVERSED, line.reversed),) for line in lines if line.reversed
    }
    for key, reason, minutes in lost:
        reasons[key] = (*reasons.get(key, ()), (reason, minutes))
    return reasons


def _years(
    scheme: Scheme, parts: Sequence[Slice], as_of: dt.date | None, sifted: Sifted, given: Credit
) -> tuple[Year, ...]:
    """Return what happened to the hours of each slice."""
    years = []
    for number, part in enumerate(parts):
        shares = {}
        for kind in scheme.kinds:
            raw, own, sent = sifted.raw[APPROVED][number][kind], given.own[number][kind], given.sent[number][kind]
            received, over_cap = given.received[number][kind], given.over_cap[number][kind]
            shares[kind] = Share(
                raw=raw, credited=own + received, cap=scheme.cap(kind, part.months), over_cap=over_cap,
                left_out=raw - own - sent - over_cap, received=received, sent=sent,
                pending=sifted.raw[SUBMITTED][number][kind], planned=sifted.raw[PLANNED][number][kind],
            )  # fmt: skip
        years.append(Year(part.start, part.end, part.months, None if as_of is None else part.end <= as_of, shares))
    return tuple(years)
