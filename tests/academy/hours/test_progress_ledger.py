"""What is known on a day, what reversals leave, and which status counts."""

import datetime as dt
from typing import Any

import pytest

from academy.hours.entries import Decision, Entry, standing

from .hour_cases import case, wrong

KNOWN = [
    case(
        "an entry recorded on the day itself is known",
        "a 2024-02-01 course 8 recorded_on=2024-03-10",
        known_on="2024-03-10",
        expect={"credited": {"course": 8}},
    ),
    case(
        "an entry recorded a day later is not",
        "a 2024-02-01 course 8 recorded_on=2024-03-11",
        known_on="2024-03-10",
        expect={"credited": {}, "total": 0},
    ),
    case(
        "an entry without a day of recording is always known",
        "a 2024-02-01 course 8",
        known_on="2020-01-01",
        expect={"credited": {"course": 8}},
    ),
    case(
        "what is known says nothing of when the activity was",
        "a 2026-02-01 course 8 recorded_on=2024-01-01",
        known_on="2024-06-01",
        expect={"credited": {"course": 8}},
    ),
    case(
        "a reversal recorded on the day itself works",
        "a 2024-02-01 course 8 recorded_on=2024-02-02",
        "b 2024-02-01 course -8 reverses=a recorded_on=2024-03-10",
        known_on="2024-03-10",
        expect={"credited": {}},
    ),
    case(
        "a reversal of an award that is not known yet does nothing",
        "a 2024-02-01 course 8 recorded_on=2024-05-01",
        "b 2024-02-01 course -8 reverses=a",
        "c 2024-02-02 course 2",
        known_on="2024-03-01",
        expect={"credited": {"course": 2}, "counted": {"c": 2}},
    ),
    case(
        "unknown hours are in no tally either",
        "a 2029-02-01 course 8 recorded_on=2024-05-01",
        "b 2024-02-01 dance 8 recorded_on=2024-05-01",
        "c 2024-02-01 course 3 submitted recorded_on=2024-05-01",
        known_on="2024-03-01",
        expect={"outside_period": 0, "unknown_kind": 0, "pending": {}},
    ),
]
REVERSED = [
    case(
        "two partial reversals add up",
        "a 2024-02-01 course 8",
        "b 2024-02-01 course -3 reverses=a",
        "c 2024-02-01 course -2 reverses=a",
        expect={"credited": {"course": 3}, "counted": {"a": 3}},
    ),
    case(
        "a reversal takes from its award, whatever its own date",
        "a 2024-02-01 course 8",
        "b 2029-02-01 course -8 reverses=a",
        expect={"credited": {}, "outside_period": 0},
    ),
    case(
        "a reversal takes from its award, whatever its own kind and certificate",
        "a 2024-02-01 course 8",
        "b 2024-02-01 dance -8 reverses=a allocated_to=B",
        certificate="A",
        expect={"credited": {}, "unknown_kind": 0, "other_certificate": 0},
    ),
    case(
        "a reversal frees room under the maximum for a later award",
        "a 2024-02-01 course 16",
        "b 2024-03-01 course 8",
        "c 2024-02-01 course -10 reverses=a",
        expect={"credited": {"course": 14}, "over_cap": {}, "counted": {"a": 6, "b": 8}},
    ),
    case(
        "a reversal of submitted hours works",
        "a 2024-02-01 course 8 submitted",
        "b 2024-02-01 course -3 reverses=a",
        expect={"credited": {}, "pending": {"course": 5}, "forecast": {"course": 5}},
    ),
    case(
        "a reversal of planned hours works",
        "a 2024-02-01 course 8 planned",
        "b 2024-02-01 course -8 reverses=a",
        expect={"forecast": {}, "pending": {}},
    ),
    case(
        "a submitted reversal does nothing, not even to the forecast",
        "a 2024-02-01 course 8",
        "b 2024-02-01 course -8 submitted reverses=a",
        expect={"credited": {"course": 8}, "pending": {}, "forecast": {"course": 8}},
    ),
    case(
        "a rejected reversal does nothing",
        "a 2024-02-01 course 8",
        "b 2024-02-01 course -8 rejected reverses=a",
        expect={"credited": {"course": 8}},
    ),
    case(
        "a withdrawn reversal does nothing",
        "a 2024-02-01 course 8",
        "b 2024-02-01 course -8 withdrawn reverses=a",
        expect={"credited": {"course": 8}},
    ),
    case(
        "reversed hours outside the period are in no tally",
        "a 2023-02-01 course 8",
        "b 2024-02-01 course -6 reverses=a",
        expect={"outside_period": 2},
    ),
]
STATUS = [
    case(
        "only approved hours count",
        "a 2024-02-01 course 1",
        "b 2024-02-01 course 2 submitted",
        "c 2024-02-01 course 3 rejected",
        "d 2024-02-01 course 4 withdrawn",
        "e 2024-02-01 course 5 planned",
        expect={"credited": {"course": 1}, "pending": {"course": 2}, "forecast": {"course": 8}, "counted": {"a": 1}},
    ),
    case(
        "rejected hours are in no tally",
        "a 2029-02-01 course 8 rejected",
        "b 2024-02-01 dance 8 withdrawn",
        "c 2024-02-01 course 8 rejected allocated_to=B",
        certificate="A",
        expect={"outside_period": 0, "unknown_kind": 0, "other_certificate": 0},
    ),
    case(
        "planned hours are never pending",
        "a 2026-02-01 extra 3 planned",
        expect={"pending": {}, "forecast": {"extra": 3}},
    ),
]


@pytest.mark.parametrize(("given", "expect"), [*KNOWN, *REVERSED, *STATUS])
def test_the_ledger_on_a_day(given: dict[str, Any], expect: dict[str, Any]) -> None:
    assert wrong(given, expect) == {}


def status_on(known_on: dt.date | None, *decisions: Decision) -> str:
    (line,) = standing([Entry("a", "course", 60, dt.date(2024, 2, 1), status="submitted")], decisions, known_on)
    return line.status


MARCH, APRIL = dt.date(2024, 3, 1), dt.date(2024, 4, 1)


def test_an_entry_has_its_own_status_until_somebody_decides() -> None:
    assert status_on(None) == "submitted"
    assert status_on(None, Decision("b", "approved", MARCH)) == "submitted"


def test_the_last_recorded_decision_holds_in_whatever_order_they_come() -> None:
    approved, withdrawn = Decision("a", "approved", MARCH), Decision("a", "withdrawn", APRIL)
    assert status_on(None, approved, withdrawn) == status_on(None, withdrawn, approved) == "withdrawn"


def test_of_two_decisions_on_one_day_the_one_given_last_holds() -> None:
    assert status_on(None, Decision("a", "rejected", MARCH), Decision("a", "submitted", MARCH)) == "submitted"


def test_a_decision_recorded_later_is_not_known() -> None:
    decisions = Decision("a", "approved", MARCH), Decision("a", "withdrawn", APRIL)
    assert status_on(dt.date(2024, 3, 31), *decisions) == "approved"
    assert status_on(APRIL, *decisions) == "withdrawn"
    assert status_on(dt.date(2024, 2, 29), *decisions) == "submitted"


def test_a_decision_without_a_day_comes_before_all_others() -> None:
    assert status_on(None, Decision("a", "approved", MARCH), Decision("a", "rejected")) == "approved"
    assert status_on(dt.date(2020, 1, 1), Decision("a", "rejected")) == "rejected"


def test_a_decided_reversal_works_from_its_approval_on() -> None:
    day = dt.date(2024, 2, 1)
    entries = [Entry("a", "course", 480, day), Entry("b", "course", -480, day, reverses="a", status="submitted")]
    approved = [Decision("b", "approved", APRIL)]
    assert [line.minutes for line in standing(entries, approved, MARCH)] == [480]
    assert [(line.minutes, line.reversed) for line in standing(entries, approved, APRIL)] == [(0, 480)]


def test_lines_stand_in_order_of_date_and_then_id_as_text() -> None:
    day = dt.date(2024, 2, 1)
    entries = [Entry(name, "course", 60, day) for name in ("e9", "e10", "e1")]
    entries.append(Entry("z", "course", 60, dt.date(2024, 1, 1)))
    assert [line.id for line in standing(entries, (), None)] == ["z", "e1", "e10", "e9"]


def test_reversals_that_exceed_their_award_leave_nothing() -> None:
    day = dt.date(2024, 2, 1)
    entries = [Entry("a", "course", 60, day), Entry("b", "course", -120, day, reverses="a")]
    assert [line.minutes for line in standing(entries, (), None)] == [0]


def test_a_reversal_may_be_written_without_a_minus_sign() -> None:
    day = dt.date(2024, 2, 1)
    entries = [Entry("a", "course", 120, day), Entry("b", "course", 30, day, reverses="a")]
    assert [line.minutes for line in standing(entries, (), None)] == [90]
