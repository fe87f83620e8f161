"""What may follow what in an application, and how it stands on a day. Pure.

The procedure is that of the requirements for accreditation (document BNS vs05, 2013): only a complete file is taken up, the
committee decides in a meeting, an objection is decided in the next one, and a second refusal is final. The same table stands in
the database (`migrations/0004_application_guards.py`); a test compares them.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .enums import ApplicationState, StepKind
from .periods import Term

# What may be done after what; "" is before the first step.
NEXT: Mapping[str, frozenset[str]] = {
    "": frozenset({StepKind.SUBMITTED}),
    StepKind.SUBMITTED: frozenset({StepKind.INCOMPLETE, StepKind.TAKEN_UP, StepKind.WITHDRAWN}),
    StepKind.INCOMPLETE: frozenset({StepKind.SUBMITTED, StepKind.WITHDRAWN}),
    StepKind.TAKEN_UP: frozenset({StepKind.INCOMPLETE, StepKind.ACCREDITED, StepKind.REFUSED, StepKind.WITHDRAWN}),
    StepKind.ACCREDITED: frozenset({StepKind.REOPENED}),
    StepKind.REFUSED: frozenset({StepKind.OBJECTED, StepKind.REOPENED}),
    StepKind.OBJECTED: frozenset({StepKind.ACCREDITED, StepKind.REFUSED, StepKind.WITHDRAWN}),
    StepKind.REOPENED: frozenset({StepKind.INCOMPLETE, StepKind.ACCREDITED, StepKind.REFUSED, StepKind.WITHDRAWN}),
    StepKind.WITHDRAWN: frozenset(),
}
OPEN_STATES = frozenset({
    ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.INCOMPLETE, ApplicationState.IN_ASSESSMENT,
    ApplicationState.OBJECTION,
})  # fmt: skip
EDITABLE = frozenset({ApplicationState.DRAFT, ApplicationState.INCOMPLETE})
ASSESSABLE = frozenset({ApplicationState.IN_ASSESSMENT, ApplicationState.OBJECTION})

_AFTER: Mapping[str, ApplicationState] = {
    StepKind.SUBMITTED: ApplicationState.SUBMITTED,
    StepKind.INCOMPLETE: ApplicationState.INCOMPLETE,
    StepKind.TAKEN_UP: ApplicationState.IN_ASSESSMENT,
    StepKind.REFUSED: ApplicationState.REFUSED,
    StepKind.OBJECTED: ApplicationState.OBJECTION,
    StepKind.REOPENED: ApplicationState.IN_ASSESSMENT,
    StepKind.WITHDRAWN: ApplicationState.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Done:
    """A step: what was done and on which day."""

    kind: str
    decided_on: dt.date


def follows(last: str, kind: str) -> bool:
    """Whether a step may come after the last one ("" when there is none)."""
    return kind in NEXT[last]


def state_of(steps: Sequence[Done], term: Term | None, on: dt.date) -> ApplicationState:
    """Return how an application stands on a day, from its steps in order and the period that it was granted.

    `term` is that period as it holds now; None when nothing was granted, or the grant was taken back.
    """
    if not steps:
        return ApplicationState.DRAFT
    last = steps[-1].kind
    if last != StepKind.ACCREDITED:
        return _AFTER[last]
    if term is None or (term.withdrawn_on is not None and term.withdrawn_on <= on):
        return ApplicationState.WITHDRAWN
    if term.ends is not None and term.ends <= on:
        return ApplicationState.EXPIRED
    return ApplicationState.ACCREDITED


def objection_open(steps: Sequence[Done], on: dt.date, weeks: int) -> bool:
    """Whether one can still object: refused, for the first time, and not longer ago than so many weeks."""
    if not steps or steps[-1].kind != StepKind.REFUSED or any(one.kind == StepKind.OBJECTED for one in steps):
        return False
    return on <= last_day_to_object(steps[-1].decided_on, weeks)


def last_day_to_object(refused_on: dt.date, weeks: int) -> dt.date:
    """Return the last day on which an objection to a refusal is in time."""
    return refused_on + dt.timedelta(weeks=weeks)
