"""What decisions make together, as a table of cases and as properties."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.accreditation import periods
from academy.accreditation.periods import Fact, Term

D = dt.date
GRANT = Fact(1, "granted", D(2026, 3, 1), D(2027, 3, 1), 480, "course")
OPEN = Fact(1, "granted", D(2026, 3, 1), None, 480, "course")


def withdrawal(ref: int, on: dt.date, of: int = 1, replaces: int | None = None) -> Fact:
    return Fact(ref, "withdrawn", on, withdraws=of, replaces=replaces)


def annulled(ref: int, replaces: int) -> Fact:
    return Fact(ref, "annulled", replaces=replaces)


def granted(ref: int, starts: dt.date, until: dt.date | None, replaces: int | None = None, minutes: int = 360) -> Fact:
    return Fact(ref, "granted", starts, until, minutes, "course", replaces=replaces)


CASES = [
    ("nothing decided", [], D(2026, 3, 1), None),
    ("the day before the first", [GRANT], D(2026, 2, 28), None),
    ("the first day", [GRANT], D(2026, 3, 1), 480),
    ("the last day", [GRANT], D(2027, 2, 28), 480),
    ("the day after the last", [GRANT], D(2027, 3, 1), None),
    ("open-ended", [OPEN], D(2090, 1, 1), 480),
    ("the day before a withdrawal", [OPEN, withdrawal(2, D(2026, 6, 1))], D(2026, 5, 31), 480),
    ("the day of a withdrawal", [OPEN, withdrawal(2, D(2026, 6, 1))], D(2026, 6, 1), None),
    ("withdrawn on its first day", [GRANT, withdrawal(2, D(2026, 3, 1))], D(2026, 3, 1), None),
    ("withdrawn twice: the earlier day counts", [GRANT, withdrawal(2, D(2026, 8, 1)), withdrawal(3, D(2026, 6, 1))], D(2026, 7, 1), None),
    ("a withdrawal taken back", [GRANT, withdrawal(2, D(2026, 6, 1)), annulled(3, 2)], D(2026, 7, 1), 480),
    ("a withdrawal moved later", [GRANT, withdrawal(2, D(2026, 6, 1)), withdrawal(3, D(2026, 8, 1), replaces=2)], D(2026, 7, 1), 480),
    ("a withdrawal moved earlier", [GRANT, withdrawal(2, D(2026, 8, 1)), withdrawal(3, D(2026, 6, 1), replaces=2)], D(2026, 7, 1), None),
    ("a grant taken back", [GRANT, annulled(2, 1)], D(2026, 4, 1), None),
    ("replaced: the new hours", [GRANT, granted(2, D(2026, 3, 1), D(2027, 3, 1), replaces=1)], D(2026, 4, 1), 360),
    ("replaced: a later first day", [GRANT, granted(2, D(2026, 5, 1), D(2027, 3, 1), replaces=1)], D(2026, 4, 1), None),
    ("replaced twice", [GRANT, granted(2, D(2026, 5, 1), None, 1), granted(3, D(2026, 4, 1), None, 2, 30)], D(2026, 4, 1), 30),
    ("replaced after a withdrawal, which stays", [GRANT, withdrawal(2, D(2026, 6, 1)), granted(3, D(2026, 3, 1), None, 1)], D(2026, 6, 1), None),
    ("replaced after a withdrawal, before its day", [GRANT, withdrawal(2, D(2026, 6, 1)), granted(3, D(2026, 3, 1), None, 1)], D(2026, 5, 1), 360),
    ("withdrawn after a replacement", [GRANT, granted(2, D(2026, 3, 1), None, 1), withdrawal(3, D(2026, 6, 1), of=2)], D(2026, 6, 1), None),
    ("replaced by an annulment at last", [GRANT, granted(2, D(2026, 3, 1), None, 1), annulled(3, 2)], D(2026, 6, 1), None),
    ("in the gap between two periods", [GRANT, granted(2, D(2027, 6, 1), None)], D(2027, 4, 1), None),
    ("in the second period", [GRANT, granted(2, D(2027, 6, 1), None)], D(2027, 6, 1), 360),
    ("granted again after a withdrawal", [OPEN, withdrawal(2, D(2026, 6, 1)), granted(3, D(2026, 9, 1), None)], D(2026, 9, 1), 360),
    ("between a withdrawal and a new grant", [OPEN, withdrawal(2, D(2026, 6, 1)), granted(3, D(2026, 9, 1), None)], D(2026, 7, 1), None),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "on", "minutes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_holds_on_a_day(facts: Sequence[Fact], on: dt.date, minutes: int | None) -> None:
    term = periods.begun_by(facts, on)
    assert (term.minutes if term and term.holds_on(on) else None) == minutes


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([GRANT, granted(2, D(2027, 2, 28), None)], True),
        ([GRANT, granted(2, D(2027, 3, 1), None)], False),
        ([OPEN, granted(2, D(2099, 1, 1), None)], True),
        ([OPEN, withdrawal(2, D(2026, 6, 1)), granted(3, D(2026, 6, 1), None)], False),
        ([OPEN, withdrawal(2, D(2026, 6, 1)), granted(3, D(2026, 5, 31), None)], True),
        ([OPEN, withdrawal(2, D(2026, 6, 1)), granted(3, D(2026, 9, 1), None), annulled(4, 2)], True),
        ([GRANT, withdrawal(2, D(2026, 3, 1)), granted(3, D(2026, 3, 1), None)], False),
    ],
)
def test_when_two_periods_overlap(facts: Sequence[Fact], expected: bool) -> None:
    assert periods.overlap(facts) is expected


def test_a_withdrawn_period_keeps_what_was_granted_and_names_its_withdrawal() -> None:
    assert periods.terms([GRANT, withdrawal(2, D(2026, 6, 1))]) == [
        Term(1, D(2026, 3, 1), D(2027, 3, 1), 480, "course", D(2026, 6, 1), 2)
    ]


def test_what_stands_is_what_nobody_corrected() -> None:
    facts = [GRANT, withdrawal(2, D(2026, 6, 1)), annulled(3, 2), granted(4, D(2026, 3, 1), None, 1)]
    assert periods.standing(facts) == {4}


FIRST = D(2026, 1, 1)
SPAN_OF_DAYS = 60


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Decisions in any order that the database takes, overlaps among them left out as the verbs do."""
    facts: list[Fact] = []
    for ref in range(1, draw(st.integers(0, 9)) + 1):
        fact = draw(_decisions(ref, facts))
        if fact is not None and not periods.overlap([*facts, fact]):
            facts.append(fact)
    return facts


@st.composite
def _decisions(draw: st.DrawFn, ref: int, facts: list[Fact]) -> Fact | None:
    starts = FIRST + dt.timedelta(days=draw(st.integers(0, SPAN_OF_DAYS)))
    length = draw(st.none() | st.integers(1, 30))
    until = None if length is None else starts + dt.timedelta(days=length)
    stand = sorted(periods.standing(facts))
    replaces = draw(st.sampled_from([None, *stand]))
    replaced = next((fact for fact in facts if fact.ref == replaces), None)
    if replaced and draw(st.booleans()):
        return annulled(ref, replaced.ref)
    if replaced and replaced.kind == "withdrawn":
        return withdrawal(ref, starts, replaced.withdraws or 0, replaced.ref)
    grants = [fact.ref for fact in facts if fact.kind == "granted"]
    if replaced is None and grants and draw(st.booleans()):
        return withdrawal(ref, starts, draw(st.sampled_from(grants)))
    return granted(ref, starts, until, replaces, draw(st.sampled_from([30, 60, 480])))


def by_hand(facts: Sequence[Fact], on: dt.date) -> set[int]:
    """The minutes that hold on a day, found without `periods`: every standing grant against every standing withdrawal."""
    corrected = {fact.replaces: fact.ref for fact in facts if fact.replaces}

    def newest(ref: int) -> int:
        return newest(corrected[ref]) if ref in corrected else ref

    gone = {newest(fact.withdraws or 0) for fact in facts if fact.kind == "withdrawn" and fact.ref not in corrected and fact.starts and fact.starts <= on}  # fmt: skip
    return {
        fact.minutes
        for fact in facts
        if fact.kind == "granted" and fact.ref not in corrected and fact.ref not in gone
        and fact.starts and fact.starts <= on and (fact.until is None or on < fact.until)
    }  # fmt: skip


@given(histories())
def test_the_periods_equal_the_decisions_on_every_day(facts: list[Fact]) -> None:
    for offset in range(-1, SPAN_OF_DAYS + 32):
        on = FIRST + dt.timedelta(days=offset)
        holding = [term for term in periods.holding(facts) if term.holds_on(on)]
        assert {term.minutes for term in holding} == by_hand(facts, on)
        assert len(holding) <= 1
        begun = periods.begun_by(facts, on)
        assert [begun] * bool(begun and begun.holds_on(on)) == holding


@given(histories())
def test_periods_that_hold_follow_each_other(facts: list[Fact]) -> None:
    held = periods.holding(facts)
    assert all(one.ends is not None and one.ends <= next_.starts for one, next_ in pairwise(held))
