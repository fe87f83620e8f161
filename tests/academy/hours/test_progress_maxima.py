"""Maxima: once per period, per day, per slice, in an extension."""

from typing import Any

import pytest

from .hour_cases import case, extension, wrong

ONCE = [
    case(
        "the earliest counts, not the first given",
        "a 2025-02-01 course 8 activity=X",
        "b 2024-02-01 course 6 activity=X",
        expect={"credited": {"course": 6}, "duplicate": 8, "counted": {"b": 6}},
    ),
    case(
        "on one day the smaller id as text counts",
        "e9 2024-02-01 course 8 activity=X",
        "e10 2024-02-01 course 6 activity=X",
        expect={"credited": {"course": 6}, "duplicate": 8, "counted": {"e10": 6}},
    ),
    case(
        "without an activity nothing is a duplicate",
        "a 2024-02-01 course 4",
        "b 2024-02-01 course 4",
        expect={"credited": {"course": 8}, "duplicate": 0},
    ),
    case(
        "a kind that the scheme does not name may repeat",
        "a 2024-02-01 intervisie 4 activity=X",
        "b 2024-02-02 intervisie 4 activity=X",
        expect={"credited": {"intervisie": 8}, "duplicate": 0},
    ),
    case(
        "the same activity as another kind is no duplicate",
        "a 2024-02-01 extra 2 activity=X",
        "b 2024-02-02 course 4 activity=X",
        expect={"credited": {"course": 4, "extra": 2}, "duplicate": 0},
    ),
    case(
        "an award that was reversed whole blocks nothing",
        "a 2024-02-01 course 8 activity=X",
        "b 2024-02-01 course -8 reverses=a",
        "c 2025-02-01 course 6 activity=X",
        expect={"credited": {"course": 6}, "duplicate": 0},
    ),
    case(
        "an award that was reversed in part does",
        "a 2024-02-01 course 8 activity=X",
        "b 2024-02-01 course -7 reverses=a",
        "c 2025-02-01 course 6 activity=X",
        expect={"credited": {"course": 1}, "duplicate": 6},
    ),
    case(
        "rejected and submitted hours block nothing approved",
        "a 2024-02-01 course 8 rejected activity=X",
        "b 2024-02-02 course 8 submitted activity=X",
        "c 2025-02-01 course 6 activity=X",
        expect={"credited": {"course": 6}, "duplicate": 0, "pending": {"course": 8}, "forecast": {"course": 8}},
    ),
    case(
        "hours of another period block nothing",
        "a 2023-02-01 course 8 activity=X",
        "b 2024-02-01 course 6 activity=X",
        expect={"credited": {"course": 6}, "outside_period": 8, "duplicate": 0},
    ),
]
DAY = [
    case(
        "on one day the smaller id goes first",
        "b 2024-02-01 intervisie 3",
        "a 2024-02-01 intervisie 2",
        "c 2024-02-01 intervisie 1",
        expect={"credited": {"intervisie": 4}, "over_day": 2, "counted": {"a": 2, "b": 2}},
    ),
    case(
        "exactly the maximum is not over it",
        "a 2024-02-01 intervisie 4",
        "b 2024-02-02 intervisie 4",
        expect={"credited": {"intervisie": 8}, "over_day": 0},
    ),
    case("other kinds have none", "a 2024-02-01 course 8", expect={"credited": {"course": 8}, "over_day": 0}),
    case(
        "what a day lost does not go to the year's maximum",
        "a 2024-02-01 intervisie 10",
        "b 2024-02-02 intervisie 4",
        "c 2024-02-03 intervisie 4",
        "d 2024-02-04 intervisie 4",
        "e 2024-02-05 intervisie 4",
        expect={"credited": {"intervisie": 16}, "over_day": 6, "over_cap": {"intervisie": 4}},
    ),
    case(
        "submitted hours fill the day in the forecast only",
        "a 2024-02-01 intervisie 3 submitted",
        "b 2024-02-01 intervisie 3",
        expect={"credited": {"intervisie": 3}, "over_day": 0, "forecast": {"intervisie": 4}},
    ),
]
YEAR = [
    case(
        "half an hour over the maximum is lost",
        "a 2024-02-01 extra 4.5",
        expect={"credited": {"extra": 4}, "over_cap": {"extra": 0.5}, "total": 4},
    ),
    case(
        "room of another year does not help",
        "a 2024-12-31 course 20",
        "b 2025-01-01 course 2",
        expect={"credited": {"course": 18}, "over_cap": {"course": 4}, "counted": {"a": 16, "b": 2}},
    ),
    case(
        "without maxima all of it counts",
        "a 2024-02-01 course 200",
        scheme="lvv-2024",
        expect={"credited": {"course": 200}, "over_cap": {}, "short": {"course": 0}, "total_short": 0, "met": False},
    ),
    case(
        "calendar years each have the full maximum, cut ones too",
        "a 2023-09-15 course 16",
        "b 2023-12-31 course 1",
        "c 2024-01-01 course 16",
        "d 2027-01-01 course 16",
        "e 2027-09-14 course 1",
        scheme="lvv-1.11-calendar",
        start="2023-09-15",
        expect={"credited": {"course": 48}, "over_cap": {"course": 2}},
    ),
    case(
        "calendar years of a period from 1 January are its certificate years",
        "a 2027-01-01 course 16",
        "b 2027-12-31 course 1",
        scheme="lvv-1.11-calendar",
        expect={"credited": {"course": 16}, "over_cap": {"course": 1}},
    ),
]
EXTENSION = [
    case(
        "a month more gives a maximum rounded up to half an hour",
        "a 2028-01-15 course 5",
        "b 2028-01-15 extra 5",
        adjustments=[extension(1)],
        expect={"credited": {"course": 1.5, "extra": 0.5}, "over_cap": {"course": 3.5, "extra": 4.5}},
    ),
    case(
        "18 months are a year with the full maximum and half a year with half of it",
        "a 2028-02-01 course 20",
        "b 2029-02-01 course 20",
        "c 2029-07-01 course 20",
        adjustments=[extension(18)],
        expect={"credited": {"course": 24}, "over_cap": {"course": 16}, "outside_period": 20},
    ),
    case(
        "two extensions are one of their sum",
        "a 2028-02-01 course 10",
        "b 2028-11-01 course 10",
        adjustments=[extension(6), extension(6)],
        expect={"credited": {"course": 16}, "over_cap": {"course": 4}},
    ),
    case(
        "the last ordinary year keeps its own maximum",
        "a 2027-12-31 course 20",
        "b 2028-01-01 course 20",
        adjustments=[extension(6)],
        expect={"credited": {"course": 24}, "over_cap": {"course": 16}},
    ),
    case(
        "with calendar years the part after the original end is a slice of its own",
        "a 2027-09-14 course 16",
        "b 2027-09-15 course 10",
        "c 2028-01-10 course 10",
        scheme="lvv-1.11-calendar",
        start="2023-09-15",
        adjustments=[extension(6)],
        expect={"credited": {"course": 24}, "over_cap": {"course": 12}, "counted": {"a": 16, "b": 8}},
    ),
    case(
        "without maxima an extension has none",
        "a 2028-01-15 course 30",
        scheme="lvv-2024",
        adjustments=[extension(1)],
        expect={"credited": {"course": 30}, "over_cap": {}},
    ),
    case(
        "an extension of no months is none",
        "a 2028-01-01 course 1",
        adjustments=[extension(0)],
        expect={"outside_period": 1},
    ),
]
for table, code in [(ONCE, "demo-once"), (DAY, "demo-day")]:
    for row in table:
        row.values[0]["scheme"] = code


@pytest.mark.parametrize(("given", "expect"), [*ONCE, *DAY, *YEAR, *EXTENSION])
def test_what_a_maximum_leaves(given: dict[str, Any], expect: dict[str, Any]) -> None:
    assert wrong(given, expect) == {}
