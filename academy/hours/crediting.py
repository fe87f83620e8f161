"""What hours earn under one scheme, once it is clear which hours these are (notes with the examples of hours).

The steps, in this order; everywhere the earliest date goes first, then the id as text:

1. once per period: of a kind that the scheme names, the same activity counts once;
2. a maximum per day and kind;
3. a maximum per slice and kind;
4. overflow, inside the slice: what went over the maximum of one kind fills the room that another kind has left after its
   own hours. The rules go in the order of the scheme and in one step: hours that flowed over never flow on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .entries import Line
from .period import Slice
from .scheme import Scheme

OVER_CAP, OVER_DAY, DUPLICATE = "over_cap", "over_day", "duplicate"
NO_MAXIMUM = 10**18  # minutes; more than any ledger holds, so that one comparison serves kinds with and without maximum


class Counting(NamedTuple):
    """Hours that may count: the line of the ledger, its minutes so far and the number of its slice."""

    line: Line
    minutes: int
    slice: int


@dataclass(slots=True)
class Credit:
    """What the steps gave, in minutes. The lists are per slice; `lost` says per entry id what did not count and why."""

    own: list[dict[str, int]]
    room: list[dict[str, int]]
    received: list[dict[str, int]]
    sent: list[dict[str, int]]
    over_cap: list[dict[str, int]]
    counted: dict[str, int] = field(default_factory=dict)
    lost: list[tuple[str, str, int]] = field(default_factory=list)

    def earned(self, kind: str) -> int:
        """Return the minutes of a kind that count, in all."""
        return sum(one[kind] for one in self.own) + sum(one[kind] for one in self.received)


def rooms(scheme: Scheme, slices: Sequence[Slice]) -> list[dict[str, int]]:
    """Return per slice and kind how many minutes count at most."""
    return [
        {kind: NO_MAXIMUM if (cap := scheme.cap(kind, one.months)) is None else cap for kind in scheme.kinds}
        for one in slices
    ]


def zeros(scheme: Scheme, slices: Sequence[Slice]) -> list[dict[str, int]]:
    """Return nothing, per slice and kind."""
    return [dict.fromkeys(scheme.kinds, 0) for _ in slices]


def credit(scheme: Scheme, slices: Sequence[Slice], hours: Sequence[Counting]) -> Credit:
    """Take hours, in order of date and id, through the steps."""
    given = Credit(
        own=zeros(scheme, slices), room=rooms(scheme, slices), received=zeros(scheme, slices),
        sent=zeros(scheme, slices), over_cap=zeros(scheme, slices),
    )  # fmt: skip
    if scheme.once_per_period:
        hours = _once(scheme, hours, given)
    if scheme.max_per_day:
        hours = _per_day(scheme, hours, given)
    surplus = _per_slice(hours, given)
    if scheme.overflow:
        surplus = _overflow(scheme, surplus, given)
    for one in surplus:
        given.over_cap[one.slice][one.line.kind] += one.minutes
        given.lost.append((one.line.id, OVER_CAP, one.minutes))
    return given


def _once(scheme: Scheme, hours: Sequence[Counting], given: Credit) -> list[Counting]:
    """Leave out an activity that counted before. An entry without activity is never a duplicate."""
    seen: set[tuple[str, str]] = set()
    left = []
    for one in hours:
        kind, activity = one.line.kind, one.line.activity
        if activity and kind in scheme.once_per_period:
            if (kind, activity) in seen:
                given.lost.append((one.line.id, DUPLICATE, one.minutes))
                continue
            seen.add((kind, activity))
        left.append(one)
    return left


def _per_day(scheme: Scheme, hours: Sequence[Counting], given: Credit) -> list[Counting]:
    """Cut what one day holds of a kind to its maximum."""
    room: dict[tuple[str, object], int] = {}
    left = []
    for one in hours:
        most = scheme.max_per_day.get(one.line.kind)
        if most is None:
            left.append(one)
            continue
        day = (one.line.kind, one.line.on)
        open_ = room.get(day, most)
        fits = min(one.minutes, open_)
        room[day] = open_ - fits
        if fits < one.minutes:
            given.lost.append((one.line.id, OVER_DAY, one.minutes - fits))
        if fits:
            left.append(Counting(one.line, fits, one.slice))
    return left


def _per_slice(hours: Sequence[Counting], given: Credit) -> list[Counting]:
    """Count up to the maximum of each slice; return what goes over it."""
    surplus = []
    own, rooms_, counted = given.own, given.room, given.counted
    for one in hours:
        line, minutes, number = one
        kind = line.kind
        room = rooms_[number][kind]
        fits = min(minutes, room)
        if fits < minutes:
            surplus.append(Counting(line, minutes - fits, number))
        if fits:
            rooms_[number][kind] = room - fits
            own[number][kind] += fits
            counted[line.id] = fits
    return surplus


def _overflow(scheme: Scheme, surplus: Sequence[Counting], given: Credit) -> list[Counting]:
    """Let surplus fill the room of other kinds in the same slice; return what fits nowhere."""
    for source, target in scheme.overflow:
        left = []
        for one in surplus:
            room = given.room[one.slice][target]
            fits = min(one.minutes, room) if one.line.kind == source else 0
            if fits:
                given.room[one.slice][target] -= fits
                given.received[one.slice][target] += fits
                given.sent[one.slice][source] += fits
                given.counted[one.line.id] = given.counted.get(one.line.id, 0) + fits
            if fits < one.minutes:
                left.append(Counting(one.line, one.minutes - fits, one.slice))
        surplus = left
    return list(surplus)
