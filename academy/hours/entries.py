"""What the ledger says on a day: which entries are known, what reversals leave of them, and their status.

Rules (notes with the examples of hours), in this order:

1. An entry or decision recorded after `known_on` is not there yet; one without a day of recording always is.
2. A reversal that is itself approved takes its minutes from the award it reverses, whatever the status of that award. Its
   own date, kind and certificate play no part. The store refuses a reversal of a reversal and one larger than its award.
3. The status of an entry is that of the last known decision about it, else what the entry itself says.

Everything afterwards goes in one order: date, then id as text.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

APPROVED, SUBMITTED, REJECTED, WITHDRAWN, PLANNED = "approved", "submitted", "rejected", "withdrawn", "planned"
STATUSES = frozenset({APPROVED, SUBMITTED, REJECTED, WITHDRAWN, PLANNED})

DATE_AND_ID = itemgetter(0, 1)


class Entry(NamedTuple):
    """One line of the ledger, or hours that are only planned. `on` is the civil date on which the activity was completed.

    `minutes` of a reversal may be written with or without a minus sign. `allocated_to` names the one certificate for which
    the hours count; None: all of them. `started_on` is told to people and decides nothing.
    """

    id: str
    kind: str
    minutes: int
    on: dt.date
    activity: str | None = None
    allocated_to: int | str | None = None
    reverses: str | None = None
    recorded_on: dt.date | None = None
    status: str = APPROVED
    started_on: dt.date | None = None


class Decision(NamedTuple):
    """What was decided about an entry, and on which day that was recorded (None: always known)."""

    entry_id: str
    status: str
    recorded_on: dt.date | None = None


class Line(NamedTuple):
    """An award as it stands: what reversals left of it and took from it, in minutes, and its status."""

    on: dt.date
    id: str
    kind: str
    minutes: int
    status: str
    activity: str | None
    allocated_to: int | str | None
    reversed: int


def standing(entries: Iterable[Entry], decisions: Sequence[Decision], known_on: dt.date | None) -> list[Line]:
    """Return what is known of every award on a day (None: all that is recorded), in order of date and id."""
    known = [one for one in entries if known_on is None or one.recorded_on is None or one.recorded_on <= known_on]
    decided = _decided(decisions, known_on)
    taken = _reversed(known, decided)
    found = []
    for key, kind, minutes, on, activity, allocated_to, reverses, _recorded_on, status, _started_on in known:
        if reverses is None:
            less = taken.get(key, 0)
            found.append(
                Line(on, key, kind, max(0, minutes - less), decided.get(key, status), activity, allocated_to, less)
            )
    found.sort(key=DATE_AND_ID)
    return found


def _decided(decisions: Sequence[Decision], known_on: dt.date | None) -> Mapping[str, str]:
    """Return entry id → status of its last known decision; of one day, the last given."""
    known = [one for one in decisions if known_on is None or one.recorded_on is None or one.recorded_on <= known_on]
    known.sort(key=lambda one: one.recorded_on or dt.date.min)
    return {one.entry_id: one.status for one in known}


def _reversed(entries: Iterable[Entry], decided: Mapping[str, str]) -> Mapping[str, int]:
    """Return award id → minutes that its approved reversals take."""
    taken: dict[str, int] = {}
    for one in entries:
        if one.reverses is not None and decided.get(one.id, one.status) == APPROVED:
            taken[one.reverses] = taken.get(one.reverses, 0) + abs(one.minutes)
    return taken
