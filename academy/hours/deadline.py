"""Until when a goal can still be reached, and what must be done by then. Pure: it asks the evaluation, slice by slice.

A yearly maximum makes that day earlier than the last day of the period: what a year does not hold any more cannot be made up
for. Without one it is the last day. Only approved hours count here: what is booked may be cancelled.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from academy.certification.dates import DAY

from .progress import Case, Progress, evaluate


@dataclass(frozen=True)
class Deadline:
    """The last day on which the goal is within reach when nothing is added, and what keeps it there, in minutes.

    `needed` is per kind what must be earned by then at least, `total` over all kinds. `final` when it is the last day of the
    period: then `needed` is simply what is short.
    """

    until: dt.date
    needed: Mapping[str, int]
    total: int
    final: bool


def deadline(case: Case, progress: Progress) -> Deadline | None:
    """Return the deadline of a case with a day of looking; None when the goal is met or out of reach already."""
    if progress.met or not progress.reachable or case.as_of is None:
        return None
    for year in progress.years:
        if year.end <= case.as_of:
            continue
        later = evaluate(replace(case, as_of=year.end))
        if not later.reachable:
            return _by(year.end, progress, later)
    return None


def _by(end: dt.date, progress: Progress, later: Progress) -> Deadline:
    """Return what must be earned before `end`, given the room that is left from then on."""
    capacity = later.remaining_capacity or {}
    needed = {
        kind: 0 if (room := capacity.get(kind, 0)) is None else max(0, short - room)
        for kind, short in progress.short.items()
    }
    rooms = [room for room in capacity.values() if room is not None]
    total = max(sum(needed.values()), progress.total_short - sum(rooms) if len(rooms) == len(capacity) else 0)
    return Deadline(end - DAY, needed, total, final=end == progress.end)
