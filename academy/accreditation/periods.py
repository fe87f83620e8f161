"""When a training is accredited: from what was decided to the stretches of time that hold. Pure.

A decision grants a period [starts, until), or withdraws one from a day on. Nothing is edited: a correction is a decision that
replaces another, at most one for each; an annulment replaces without anything instead. A withdrawal stays with the period that
it withdraws, also when that is corrected later. Periods of one training that hold never overlap.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from academy.certification.dates import DAY

from .enums import FactKind


@dataclass(frozen=True, slots=True)
class Fact:
    """One decision. `until` is the first day after; `withdraws` names the grant, `replaces` the decision it corrects."""

    ref: int
    kind: str
    starts: dt.date | None = None
    until: dt.date | None = None
    minutes: int = 0
    hours_kind: str = ""
    withdraws: int | None = None
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A granted period as it holds now; `ref` and `withdrawal` name the decisions that say so."""

    ref: int
    starts: dt.date
    until: dt.date | None
    minutes: int
    hours_kind: str
    withdrawn_on: dt.date | None = None
    withdrawal: int | None = None

    @property
    def ends(self) -> dt.date | None:
        """The first day on which it does not hold any more; None is open."""
        return min((day for day in (self.until, self.withdrawn_on) if day), default=None)

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds; None is open."""
        return self.ends - DAY if self.ends else None

    @property
    def empty(self) -> bool:
        """Whether it was withdrawn before it held for a day."""
        return self.ends is not None and self.ends <= self.starts

    def holds_on(self, on: dt.date) -> bool:
        """Whether the training is accredited by it on a day."""
        return self.starts <= on and (self.ends is None or on < self.ends)


def terms(facts: Sequence[Fact]) -> list[Term]:
    """Return the periods that these decisions make, the earliest first; withdrawn ones included."""
    by_ref = {fact.ref: fact for fact in facts}
    successor = {fact.replaces: fact for fact in facts if fact.replaces is not None}
    withdrawn: dict[int, Fact] = {}
    for fact in facts:
        if fact.kind == FactKind.WITHDRAWN and fact.ref not in successor and fact.withdraws is not None:
            grant = _last(by_ref[fact.withdraws], successor)
            withdrawn[grant.ref] = _earliest(fact, withdrawn.get(grant.ref))
    granted = [fact for fact in facts if fact.kind == FactKind.GRANTED and fact.ref not in successor]
    made = [_term(fact, withdrawn.get(fact.ref)) for fact in granted]
    return sorted(made, key=lambda term: (term.starts, term.ref))


def now_of(facts: Sequence[Fact], ref: int) -> Term | None:
    """Return the period that a granted one is now, as it was corrected since; None when it was annulled."""
    by_ref = {fact.ref: fact for fact in facts}
    successor = {fact.replaces: fact for fact in facts if fact.replaces is not None}
    last = _last(by_ref[ref], successor)
    return next((term for term in terms(facts) if term.ref == last.ref), None)


def standing(facts: Sequence[Fact]) -> set[int]:
    """Return the decisions that were not corrected or annulled, annulments left out."""
    corrected = {fact.replaces for fact in facts}
    return {fact.ref for fact in facts if fact.ref not in corrected and fact.kind != FactKind.ANNULLED}


def holding(facts: Sequence[Fact]) -> list[Term]:
    """Return the periods that hold on at least one day, the earliest first: what the projection stores."""
    return [term for term in terms(facts) if not term.empty]


def overlap(facts: Sequence[Fact]) -> bool:
    """Whether two periods hold on the same day: what is never to be."""
    return any(first.ends is None or second.starts < first.ends for first, second in pairwise(holding(facts)))


def begun_by(facts: Sequence[Fact], on: dt.date) -> Term | None:
    """Return the period that decides about a day: the last one begun, whether or not it still holds; None before the first.

    Periods that hold do not overlap, so no earlier one can hold on that day when this one does not.
    """
    begun = [term for term in holding(facts) if term.starts <= on]
    return begun[-1] if begun else None


def _last(fact: Fact, successor: dict[int, Fact]) -> Fact:
    while fact.ref in successor:
        fact = successor[fact.ref]
    return fact


def _earliest(one: Fact, other: Fact | None) -> Fact:
    return one if other is None or (one.starts or dt.date.max) < (other.starts or dt.date.max) else other


def _term(grant: Fact, withdrawal: Fact | None) -> Term:
    assert grant.starts is not None  # noqa: S101 - the database refuses a grant without
    return Term(
        grant.ref, grant.starts, grant.until, grant.minutes, grant.hours_kind,
        withdrawal.starts if withdrawal else None, withdrawal.ref if withdrawal else None,
    )  # fmt: skip
