"""Which hours a certificate period looks at: certificate, kind, period, civil dates, suspension, and in which order."""

from typing import Any

import pytest

from .hour_cases import answer, case, entry, extension, suspension, wrong

CERTIFICATE = [
    case(
        "hours for another certificate do not count",
        "a 2024-02-01 course 8 allocated_to=B",
        "b 2024-02-01 course 3 submitted allocated_to=B",
        certificate="A",
        expect={"credited": {}, "other_certificate": 8, "pending": {}, "forecast": {}},
    ),
    case(
        "seen from their own certificate they do",
        "a 2024-02-01 course 8 allocated_to=B",
        "b 2024-02-01 course 3 submitted allocated_to=B",
        certificate="B",
        expect={
            "credited": {"course": 8},
            "other_certificate": 0,
            "pending": {"course": 3},
            "forecast": {"course": 11},
        },
    ),
    case(
        "a case without certificate counts all of them",
        "a 2024-02-01 course 8 allocated_to=B",
        "b 2024-02-02 course 2 allocated_to=A",
        expect={"credited": {"course": 10}, "other_certificate": 0},
    ),
    case(
        "hours for no certificate in particular count for each",
        "a 2024-02-01 course 8",
        certificate="B",
        expect={"credited": {"course": 8}},
    ),
]
KIND = [
    case(
        "every unknown kind is listed",
        "a 2024-02-01 conference 8",
        "b 2024-02-01 Course 2",
        "c 2024-02-01 extra 1",
        expect={"credited": {"extra": 1}, "unknown_kind": 10, "total": 1},
    ),
    case(
        "submitted hours of an unknown kind are nowhere",
        "a 2024-02-01 conference 8 submitted",
        "b 2024-02-01 conference 8 planned",
        expect={"credited": {}, "unknown_kind": 0, "pending": {}, "forecast": {}},
    ),
]
PERIOD = [
    case(
        "the day before the start is outside",
        "a 2023-12-31 course 8",
        "b 2024-01-01 course 2",
        expect={"credited": {"course": 2}, "outside_period": 8},
    ),
    case(
        "the day before the end is inside and the end is not",
        "a 2027-12-31 extra 1",
        "b 2028-01-01 extra 2",
        expect={"credited": {"extra": 1}, "outside_period": 2},
    ),
    case(
        "submitted hours outside the period are not pending",
        "a 2023-12-31 course 8 submitted",
        "b 2028-01-01 course 8 submitted",
        "c 2028-01-01 course 8 planned",
        expect={"pending": {}, "outside_period": 0, "forecast": {}},
    ),
    case(
        "a period from leap day ends on leap day",
        "a 2028-02-28 course 1",
        "b 2028-02-29 course 2",
        start="2024-02-29",
        expect={"credited": {"course": 1}, "outside_period": 2},
    ),
    case(
        "a later start that has no leap day in its last year rolls forward",
        "a 2025-02-28 course 16",
        "b 2025-03-01 course 16",
        start="2024-02-29",
        expect={"credited": {"course": 32}, "over_cap": {}},
    ),
    case(
        "an extension of a period from the last of a month rolls forward",
        "a 2028-02-29 course 1",
        "b 2028-03-01 course 2",
        start="2023-08-31",
        adjustments=[extension(6)],
        expect={"credited": {"course": 1}, "outside_period": 2, "end_exclusive": "2028-03-01"},
    ),
    case(
        "an imported end wins over start and years",
        "a 2027-06-29 course 1",
        "b 2027-06-30 course 2",
        expect={"credited": {"course": 1}, "outside_period": 2, "end_exclusive": "2027-06-30"},
    ),
    case(
        "an extension counts from an imported end",
        "a 2027-12-29 course 1",
        "b 2027-12-30 course 2",
        adjustments=[extension(6)],
        expect={"credited": {"course": 1}, "outside_period": 2, "end_exclusive": "2027-12-30"},
    ),
    case(
        "a course over new year belongs to its last day",
        "a 2028-01-02 course 8 started_on=2027-12-30",
        "b 2024-01-01 course 4 started_on=2023-12-01",
        expect={"credited": {"course": 4}, "outside_period": 8},
    ),
]
for imported in PERIOD[6:8]:
    imported.values[0]["period"]["end"] = "2027-06-30"
MOMENTS = [
    case(
        "23 UTC on new year's eve is the new year in winter",
        "a 2027-12-31T23:00:00Z course 1",
        expect={"credited": {}, "outside_period": 1},
    ),
    case(
        "one second earlier it is not",
        "a 2027-12-31T22:59:59Z course 1",
        expect={"credited": {"course": 1}},
    ),
    case(
        "in summer the day changes at 22 UTC",
        "a 2028-06-30T22:00:00Z course 1",
        "b 2028-06-30T21:59:59Z course 2",
        adjustments=[extension(6)],
        expect={"credited": {"course": 2}, "outside_period": 1},
    ),
    case(
        "the first day begins at 23 UTC of the day before",
        "a 2023-12-31T23:00:00Z course 1",
        "b 2023-12-31T22:59:59Z course 2",
        expect={"credited": {"course": 1}, "outside_period": 2},
    ),
    case(
        "an offset is honoured and a moment without one is UTC",
        "a 2028-01-01T00:30:00+02:00 course 1",
        "b 2027-12-31T23:30:00 course 2",
        expect={"credited": {"course": 1}, "outside_period": 2},
    ),
]
SUSPENSION = [
    case(
        "its first day does not count and its end does",
        "a 2025-04-01 course 1",
        "b 2025-07-01 course 2",
        "c 2025-06-30 course 4",
        adjustments=[suspension("2025-04-01", "2025-07-01")],
        expect={"credited": {"course": 2}, "suspended": 5},
    ),
    case(
        "it does not move the end",
        "a 2028-01-01 course 1",
        adjustments=[suspension("2025-01-01", "2026-01-01")],
        expect={"outside_period": 1, "end_exclusive": "2028-01-01"},
    ),
    case(
        "two of them that overlap do not count twice",
        "a 2025-05-01 course 4",
        adjustments=[suspension("2025-04-01", "2025-07-01"), suspension("2025-05-01", "2025-06-01")],
        expect={"suspended": 4},
    ),
    case(
        "one of no days does nothing",
        "a 2025-04-01 course 1",
        adjustments=[suspension("2025-04-01", "2025-04-01")],
        expect={"credited": {"course": 1}, "suspended": 0},
    ),
    case(
        "submitted hours in it are pending, but in no forecast and no tally",
        "a 2025-05-01 course 4 submitted",
        "b 2025-05-02 course 2 planned",
        adjustments=[suspension("2025-04-01", "2025-07-01")],
        expect={"pending": {"course": 4}, "forecast": {}, "suspended": 0},
    ),
    case(
        "suspended hours take no room",
        "a 2025-05-01 course 10",
        "b 2025-08-01 course 16",
        adjustments=[suspension("2025-04-01", "2025-07-01")],
        expect={"credited": {"course": 16}, "over_cap": {}, "suspended": 10},
    ),
]
FIRST_REASON = [
    case(
        "certificate goes before kind",
        "a 2029-02-01 dance 8 allocated_to=B",
        certificate="A",
        expect={"other_certificate": 8, "unknown_kind": 0, "outside_period": 0},
    ),
    case("kind goes before period", "a 2029-02-01 dance 8", expect={"unknown_kind": 8, "outside_period": 0}),
    case(
        "period goes before suspension",
        "a 2029-02-01 course 8",
        adjustments=[suspension("2027-01-01", "2030-01-01")],
        expect={"outside_period": 8, "suspended": 0},
    ),
    case(
        "suspension goes before once per period",
        "a 2025-05-01 course 4 activity=X",
        "b 2025-08-01 course 4 activity=X",
        scheme="demo-once",
        adjustments=[suspension("2025-04-01", "2025-07-01")],
        expect={"credited": {"course": 4}, "suspended": 4, "duplicate": 0, "counted": {"b": 4}},
    ),
]


@pytest.mark.parametrize(("given", "expect"), [*CERTIFICATE, *KIND, *PERIOD, *MOMENTS, *SUSPENSION, *FIRST_REASON])
def test_which_hours_are_looked_at(given: dict[str, Any], expect: dict[str, Any]) -> None:
    assert wrong(given, expect) == {}


def test_a_date_wins_over_a_moment() -> None:
    both = entry("a 2027-12-31 course 1") | {"occurred_at": "2028-05-01T12:00:00Z"}
    given = {"id": "x", "scheme": "lvv-1.11", "period": {"start": "2024-01-01"}, "entries": [both]}
    assert wrong(given, {"credited": {"course": 1}, "outside_period": 0}) == {}


def test_moments_are_read_in_the_time_zone_of_the_file() -> None:
    moment = entry("a 2028-01-01T03:00:00Z course 1")
    given = {"id": "x", "scheme": "lvv-1.11", "period": {"start": "2024-01-01"}, "entries": [moment]}
    assert answer(given)["result"]["outside_period"] == 1
    assert answer(given, meta={"timezone": "America/New_York"})["result"]["outside_period"] == 0
