"""'Haal ik het nog?': the answer, as plain values. Pure: it reads a case and its evaluation on the day of looking.

- *Within reach* is what the evaluation calls reachable: only approved hours, and the room that yearly maxima leave.
- *Coming* is what submitted and booked hours would add, under the same rules.
- *Pace* is what the period would end with when the rest of it goes like the part that has passed; told from a tenth of the
  period on. A kind is tight when its pace gives less than its minimum and a tenth more.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lvv_site.hours_kind import UNIT

from .deadline import Deadline, deadline
from .progress import Case, Progress

TELLING = 0.1  # the part of a period after which a pace says something
MARGIN = 1.1
SOON = dt.timedelta(days=92)  # a deadline this near is tight


class Answer(StrEnum):
    """What the page says first."""

    DONE = "done"
    YES = "yes"
    TIGHT = "tight"
    UNLESS = "unless"
    OVER = "over"
    COMING = "coming"


class State(StrEnum):
    """How one kind of hours stands."""

    DONE = "done"
    COVERED = "covered"
    FINE = "fine"
    TIGHT = "tight"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class KindOutlook:
    """One kind, in minutes: what is short now, what is short when all that is coming goes on, and the pace (None: too early).

    `room` is what the maxima leave in this period; None: no maximum.
    """

    kind: str
    state: State
    short: int
    short_then: int
    pace: int | None
    room: int | None


@dataclass(frozen=True)
class Outlook:
    """The answer with what it rests on. `has` of `needed` minutes work towards the goal; shares are percentages."""

    answer: Answer
    kinds: tuple[KindOutlook, ...]
    has: int
    needed: int
    hours_share: int
    time_share: int
    days_left: int
    months_left: int
    deadline: Deadline | None

    @property
    def tight(self) -> list[KindOutlook]:
        """The kinds that ask for attention."""
        return [one for one in self.kinds if one.state is State.TIGHT]

    @property
    def open_kinds(self) -> frozenset[str]:
        """The kinds that stay short even when all that is coming goes on."""
        return frozenset(one.kind for one in self.kinds if one.short_then)


def outlook(case: Case, progress: Progress) -> Outlook:
    """Return how somebody stands on `case.as_of`. ValueError without a day of looking."""
    today = case.as_of
    if today is None:
        raise ValueError("an outlook needs a day of looking")
    passed = _passed(progress, today)
    kinds = tuple(_kind(kind, progress, passed) for kind in progress.minimum)
    latest = deadline(case, progress)
    needed = max(progress.total_min, sum(progress.minimum.values()))
    has = max(0, needed - progress.still_short)
    return Outlook(
        answer=_answer(progress, kinds, latest, today),
        kinds=kinds,
        has=has,
        needed=needed,
        hours_share=100 * has // needed if needed else 100,
        time_share=int(100 * passed),
        days_left=max(0, (progress.end - today).days),
        months_left=_whole_months(today, progress.end),
        deadline=latest,
    )


def _answer(progress: Progress, kinds: tuple[KindOutlook, ...], latest: Deadline | None, today: dt.date) -> Answer:
    if progress.met:
        return Answer.DONE
    if progress.end <= today:
        return Answer.OVER
    if today < progress.start:
        return Answer.COMING
    if not progress.reachable:
        return Answer.UNLESS
    if progress.forecast_met:
        return Answer.YES
    near = latest is not None and not latest.final and latest.until - today < SOON
    return Answer.TIGHT if near or any(one.state is State.TIGHT for one in kinds) else Answer.YES


def _kind(kind: str, progress: Progress, passed: float) -> KindOutlook:
    short = progress.short[kind]
    short_then = max(0, progress.minimum[kind] - progress.forecast[kind])
    room = (progress.remaining_capacity or _no_room(progress))[kind]
    pace = _pace(progress.credited[kind] - progress.carried[kind], passed, progress.carried[kind])
    if not short:
        state = State.DONE
    elif room is not None and short > room:
        state = State.IMPOSSIBLE
    elif not short_then:
        state = State.COVERED
    else:
        state = State.TIGHT if pace is not None and pace < progress.minimum[kind] * MARGIN else State.FINE
    return KindOutlook(kind, state, short, short_then, pace, room)


def _pace(earned: int, passed: float, carried: int) -> int | None:
    """Return the minutes at the end of the period at this pace, in whole units."""
    if not TELLING <= passed < 1:
        return None
    return int(earned / passed) // UNIT * UNIT + carried


def _passed(progress: Progress, today: dt.date) -> float:
    return min(1.0, max(0.0, (today - progress.start) / (progress.end - progress.start)))


def _no_room(progress: Progress) -> Mapping[str, int | None]:
    return dict.fromkeys(progress.minimum, 0)


def _whole_months(today: dt.date, end: dt.date) -> int:
    """Return the whole months from a day to an end."""
    months = (end.year - today.year) * 12 + end.month - today.month - (end.day < today.day)
    return max(0, months)
