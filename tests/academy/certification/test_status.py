"""The register's status on a date, as a table of cases and as properties."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.certification import status
from academy.certification.status import Event, PublicStatus

D = dt.date
ALWAYS = {"conditional": None, "suspended": None, "struck_off": None}
TERMS = {"conditional": 0, "suspended": 12, "struck_off": 24}
TODAY = D(2026, 6, 1)
GRANT = Event(1, "granted", D(2024, 7, 1), D(2028, 6, 30))


def on(day: dt.date, *events: Any, asked: dt.date = TODAY, terms: Any = ALWAYS) -> Any:
    return status.status_on(events, day, asked, terms)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (D(2024, 6, 30), "not_registered"),
        (D(2024, 7, 1), "registered"),
        (D(2028, 6, 30), "registered"),
        (D(2028, 7, 1), "expired"),
        (D(2060, 1, 1), "expired"),
    ],
)
def test_a_period_holds_from_its_first_to_its_last_day(day: dt.date, expected: Any) -> None:
    assert on(day, GRANT).status == expected


def test_without_events_nobody_is_registered() -> None:
    assert on(TODAY) == PublicStatus("not_registered")


def test_valid_dates_are_those_of_the_period_on_that_day() -> None:
    later = Event(2, "granted", D(2028, 7, 1), D(2032, 6, 30))
    assert on(TODAY, GRANT, later) == PublicStatus("registered", D(2024, 7, 1), D(2028, 6, 30))
    assert on(D(2028, 7, 1), GRANT, later) == PublicStatus("registered", D(2028, 7, 1), D(2032, 6, 30))


def test_expired_tells_the_last_period() -> None:
    assert on(D(2029, 1, 1), GRANT) == PublicStatus("expired", D(2024, 7, 1), D(2028, 6, 30))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (D(2026, 2, 28), "registered"),
        (D(2026, 3, 1), "suspended"),
        (D(2026, 8, 31), "suspended"),
        (D(2026, 9, 1), "registered"),
    ],
)
def test_a_suspension_holds_up_to_and_including_its_last_day(day: dt.date, expected: Any) -> None:
    assert on(day, GRANT, Event(2, "suspended", D(2026, 3, 1), D(2026, 8, 31))).status == expected


def test_a_suspension_tells_its_own_days() -> None:
    answer = on(TODAY, GRANT, Event(2, "suspended", D(2026, 3, 1), D(2026, 8, 31)))
    assert answer == PublicStatus("suspended", D(2024, 7, 1), D(2028, 6, 30), D(2026, 3, 1), D(2026, 8, 31))


def test_a_lifted_suspension_ends_that_day() -> None:
    events = (GRANT, Event(2, "suspended", D(2026, 3, 1), D(2026, 8, 31)), Event(3, "lifted", D(2026, 5, 1), lifts=2))
    assert [on(day, *events).status for day in (D(2026, 4, 30), D(2026, 5, 1))] == ["suspended", "registered"]


def test_what_is_lifted_from_its_first_day_never_was() -> None:
    events = (GRANT, Event(2, "suspended", D(2026, 3, 1), D(2026, 8, 31)), Event(3, "lifted", D(2026, 3, 1), lifts=2))
    assert on(D(2026, 3, 1), *events).status == "registered"


def test_a_suspension_weighs_more_than_a_condition() -> None:
    events = (
        GRANT,
        Event(2, "conditional", D(2026, 1, 1), D(2026, 12, 31)),
        Event(3, "suspended", D(2026, 3, 1), D(2026, 4, 30)),
    )
    days = (D(2026, 2, 1), D(2026, 3, 1), D(2026, 5, 1), D(2027, 1, 1))
    assert [on(day, *events).status for day in days] == ["conditional", "suspended", "conditional", "registered"]


def test_of_two_overlapping_suspensions_the_longest_is_told() -> None:
    events = (
        GRANT,
        Event(2, "suspended", D(2026, 3, 1), D(2026, 9, 30)),
        Event(3, "suspended", D(2026, 4, 1), D(2026, 5, 1)),
    )
    assert on(D(2026, 4, 15), *events).measure_until == D(2026, 9, 30)


def test_a_condition_without_last_day_ends_with_its_period() -> None:
    later = Event(3, "granted", D(2028, 7, 1), D(2032, 6, 30))
    events = (GRANT, Event(2, "conditional", D(2026, 1, 1)), later)
    assert [on(day, *events).status for day in (D(2028, 6, 30), D(2028, 7, 1))] == ["conditional", "registered"]


def test_a_suspension_past_the_period_leaves_it_expired() -> None:
    assert on(D(2028, 7, 1), GRANT, Event(2, "suspended", D(2028, 1, 1), D(2028, 12, 31))).status == "expired"


def test_resigning_holds_until_a_new_grant() -> None:
    events = (GRANT, Event(2, "resigned", D(2026, 3, 1)), Event(3, "granted", D(2027, 1, 1), D(2030, 12, 31)))
    days = (D(2026, 2, 28), D(2026, 3, 1), D(2026, 12, 31), D(2027, 1, 1))
    assert [on(day, *events).status for day in days] == ["registered", "resigned", "resigned", "registered"]
    assert on(D(2026, 2, 28), *events).valid_until == D(2026, 2, 28)
    assert on(D(2026, 3, 1), *events) == PublicStatus("resigned", D(2024, 7, 1), D(2026, 2, 28), D(2026, 3, 1))


def test_a_renewal_granted_before_does_not_bring_back_who_resigned() -> None:
    renewal = Event(2, "granted", D(2028, 7, 1), D(2032, 6, 30))
    assert on(D(2029, 1, 1), GRANT, renewal, Event(3, "resigned", D(2026, 3, 1))).status == "resigned"


def test_resigning_and_a_new_grant_on_one_day() -> None:
    events = (GRANT, Event(2, "resigned", D(2026, 3, 1)), Event(3, "granted", D(2026, 3, 1), D(2030, 2, 28)))
    assert on(D(2026, 3, 1), *events).status == "registered"


def test_struck_off_weighs_more_than_resigned_and_expired() -> None:
    events = (GRANT, Event(2, "resigned", D(2026, 1, 1)), Event(3, "struck_off", D(2026, 3, 1)))
    days = (D(2026, 2, 1), D(2026, 3, 1), D(2030, 1, 1))
    assert [on(day, *events).status for day in days] == ["resigned", "struck_off", "struck_off"]


def test_a_lifted_strike_off_gives_the_registration_back() -> None:
    events = (GRANT, Event(2, "struck_off", D(2026, 3, 1)), Event(3, "lifted", D(2026, 5, 1), lifts=2))
    answers = [on(day, *events) for day in (D(2026, 4, 30), D(2026, 5, 1))]
    assert [one.status for one in answers] == ["struck_off", "registered"]
    assert answers[1].valid_until == D(2028, 6, 30)


def test_a_corrected_end_counts_for_every_day() -> None:
    events = (
        GRANT,
        Event(2, "end_changed", D(2024, 7, 1), D(2026, 12, 31)),
        Event(3, "end_changed", D(2024, 7, 1), D(2025, 12, 31)),
    )
    assert [on(day, *events).status for day in (D(2025, 12, 31), D(2026, 1, 1))] == ["registered", "expired"]


def test_an_end_of_an_unknown_period_changes_nothing() -> None:
    assert on(TODAY, GRANT, Event(2, "end_changed", D(2020, 1, 1), D(2020, 12, 31))).status == "registered"


def test_a_period_may_start_on_a_leap_day() -> None:
    leap = Event(1, "granted", D(2024, 2, 29), D(2028, 2, 28))
    days = (D(2024, 2, 28), D(2024, 2, 29), D(2028, 2, 28), D(2028, 2, 29))
    assert [on(day, leap).status for day in days] == ["not_registered", "registered", "registered", "expired"]


# Public terms: conditional none, suspended a year after its end, struck off two years after its start.
SUSPENDED = Event(2, "suspended", D(2025, 1, 1), D(2025, 6, 30))
STRUCK = Event(2, "struck_off", D(2025, 1, 1))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(D(2025, 3, 1), "suspended"), (D(2026, 6, 30), "suspended"), (D(2026, 7, 1), "registered")],
)
def test_a_suspension_leaves_every_date_after_its_term(asked: dt.date, expected: Any) -> None:
    assert on(D(2025, 3, 1), GRANT, SUSPENDED, asked=asked, terms=TERMS).status == expected


def test_a_measure_in_force_is_public_whatever_its_term() -> None:
    events = (GRANT, Event(2, "conditional", D(2026, 1, 1), D(2026, 12, 31)))
    assert on(D(2026, 6, 1), *events, asked=D(2026, 6, 1), terms=TERMS).status == "conditional"
    assert on(D(2026, 6, 1), *events, asked=D(2027, 1, 1), terms=TERMS).status == "registered"


@pytest.mark.parametrize("day", [D(2024, 8, 1), D(2025, 1, 1), D(2026, 12, 31), D(2040, 1, 1)])
def test_a_strike_off_past_its_term_leaves_nothing_on_any_date(day: dt.date) -> None:
    assert on(day, GRANT, STRUCK, asked=D(2026, 12, 31), terms=TERMS).status != "not_registered"
    assert on(day, GRANT, STRUCK, asked=D(2027, 1, 1), terms=TERMS) == status.NOT_REGISTERED


def test_after_a_strike_off_past_its_term_history_begins_with_the_new_grant() -> None:
    events = (GRANT, STRUCK, Event(3, "granted", D(2026, 1, 1), D(2029, 12, 31)))
    record = status.public(status.read(events), D(2027, 1, 1), TERMS)
    assert record.begins == D(2026, 1, 1)
    days = (D(2024, 8, 1), D(2025, 6, 1), D(2026, 1, 1))
    assert [status.status_in(record, day).status for day in days] == ["not_registered", "not_registered", "registered"]


def test_a_lifted_strike_off_past_its_term_is_left_out_only() -> None:
    events = (GRANT, STRUCK, Event(3, "lifted", D(2025, 3, 1), lifts=2))
    assert on(D(2025, 2, 1), *events, asked=D(2027, 2, 28), terms=TERMS).status == "struck_off"
    assert on(D(2025, 2, 1), *events, asked=D(2027, 3, 1), terms=TERMS).status == "registered"


def test_spans_follow_each_other() -> None:
    events = (
        GRANT,
        Event(2, "suspended", D(2026, 3, 1), D(2026, 8, 31)),
        Event(3, "granted", D(2028, 7, 1), D(2032, 6, 30)),
    )
    assert status.spans(status.read(events)) == (
        status.Span("registered", D(2024, 7, 1), D(2026, 3, 1)),
        status.Span("suspended", D(2026, 3, 1), D(2026, 9, 1)),
        status.Span("registered", D(2026, 9, 1), D(2032, 7, 1)),
        status.Span("expired", D(2032, 7, 1), None),
    )


days = st.dates(D(2020, 1, 1), D(2030, 12, 31))


@st.composite
def histories(draw: Any) -> Any:
    events: list[Event] = []
    for ref in range(1, draw(st.integers(1, 8)) + 1):
        kind = draw(
            st.sampled_from(["granted", "end_changed", "conditional", "suspended", "lifted", "resigned", "struck_off"])
        )
        starts = draw(days)
        until = starts + dt.timedelta(days=draw(st.integers(0, 1500)))
        measures = [one.ref for one in events if one.kind in {"conditional", "suspended", "struck_off"}]
        if kind == "lifted":
            if measures:
                events.append(Event(ref, kind, starts, lifts=draw(st.sampled_from(measures))))
            continue
        if kind == "end_changed" and (granted := [one.starts for one in events if one.kind == "granted"]):
            starts = draw(st.sampled_from(granted))
        events.append(Event(ref, kind, starts, None if kind in {"resigned", "struck_off"} else until))
    return events


@given(histories(), days)
def test_spans_say_on_every_day_what_the_status_says(events: Any, day: dt.date) -> None:
    record = status.read(events)
    found = [one.status for one in status.spans(record) if one.starts <= day and (one.ends is None or day < one.ends)]
    assert found == [one for one in [status.status_in(record, day).status] if one != "not_registered"]


@given(histories(), days)
def test_no_answer_is_valid_beyond_its_own_day_of_leaving(events: Any, day: dt.date) -> None:
    answer = status.status_in(status.read(events), day)
    if answer.status in {"registered", "conditional", "suspended"}:
        assert answer.valid_from is not None
        assert answer.valid_until is not None
        assert answer.valid_from <= day <= answer.valid_until
    if answer.status == "expired":
        assert answer.valid_until is not None
        assert answer.valid_until < day


@given(histories(), days, days)
def test_once_past_its_term_a_measure_never_comes_back(events: Any, day: dt.date, asked: dt.date) -> None:
    first = status.status_on(events, day, asked, TERMS)
    ever = status.status_on(events, day, asked, ALWAYS)
    if first != ever:
        assert status.status_on(events, day, asked + dt.timedelta(days=400), TERMS) != ever
