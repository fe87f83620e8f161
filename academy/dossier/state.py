"""How a dossier stands, and when its application was made. Pure: facts and dates in, a word or a date out.

The rule, in order, on a civil date:

1. what the certifier decided last: granted, refused or more asked for;
2. handed over, and nothing heard yet;
3. closed: the certificate ended before its time (resigned, struck off), or a following period was granted already;
4. before the window, one year before the end: not open yet;
5. complete when nothing is missing, otherwise open. The end of the period closes nothing: who applies late may still do so.

After a refusal or a question for more, handing over again is a new fact with the next number.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from academy.hours.period import window_opens

from .enums import OutcomeKind, State

AFTER_OUTCOME = {
    OutcomeKind.GRANTED.value: State.GRANTED,
    OutcomeKind.HELD.value: State.HELD,
    OutcomeKind.REFUSED.value: State.REFUSED,
}
AGAIN = frozenset({State.HELD, State.REFUSED})


@dataclass(frozen=True)
class Handed:
    """One time that a dossier was handed over, and what the certifier said about it last; None: nothing yet."""

    number: int
    on: dt.date
    outcome: str | None = None


def state_of(
    end: dt.date, on: dt.date, handed: Sequence[Handed] = (), *, complete: bool = False, closed: bool = False
) -> State:
    """Return the state of the dossier of a period that ends (exclusive) on `end`; `handed` in order of number."""
    if handed:
        outcome = handed[-1].outcome
        return AFTER_OUTCOME[outcome] if outcome else State.HANDED_OVER
    if closed:
        return State.CLOSED
    if on < window_opens(end):
        return State.EARLY
    return State.COMPLETE if complete else State.OPEN


def applied_on(handed: Sequence[Handed]) -> dt.date | None:
    """Return the day of the application that the last handing over belongs to.

    Handing over more, because the certifier asked for it, belongs to the application that was made before; after a refusal a
    new application begins.
    """
    first: dt.date | None = None
    for number, one in enumerate(handed):
        if number == 0 or handed[number - 1].outcome == OutcomeKind.REFUSED:
            first = one.on
    return first
