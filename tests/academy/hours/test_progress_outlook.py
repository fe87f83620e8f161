"""Whether it can still be done: the room that is left, and thin years."""

import copy
from typing import Any

import pytest

from .hour_cases import SCHEMES, case, exemption, extension, suspension, wrong

ROOM = [
    case(
        "without a day of looking there is none",
        expect={"reachable": None, "remaining_capacity": None, "thin_years": None},
    ),
    case(
        "before the period all of it is open",
        as_of="2023-06-01",
        expect={"remaining_capacity": {"course": 64, "intervisie": 64, "extra": 16}, "reachable": True},
    ),
    case(
        "a slice is over on its end",
        as_of="2025-01-01",
        expect={"remaining_capacity": {"course": 48, "intervisie": 48, "extra": 12}, "reachable": True},
    ),
    case(
        "and not on its last day",
        as_of="2024-12-31",
        expect={"remaining_capacity": {"course": 64, "intervisie": 64, "extra": 16}},
    ),
    case(
        "on the last day there is room and nothing on the end",
        as_of="2027-12-31",
        expect={"remaining_capacity": {"course": 16, "intervisie": 16, "extra": 4}, "reachable": False},
    ),
    case(
        "once the period is over there is none, maxima or not",
        as_of="2028-01-01",
        scheme="lvv-2024",
        expect={"remaining_capacity": {"course": 0, "intervisie": 0, "extra": 0}, "reachable": False},
    ),
    case(
        "who has met it after the end has reached it",
        "n1 2024-06-01 course 24",
        "n2 2024-06-02 intervisie 32",
        "n3 2024-06-03 extra 16",
        as_of="2028-01-01",
        scheme="lvv-2024",
        expect={"reachable": True, "remaining_capacity": {"course": 0}},
    ),
    case(
        "approved hours of a running year take room, submitted and planned ones do not",
        "a 2027-02-01 course 10",
        "b 2027-02-02 course 4 submitted",
        "c 2027-02-02 course 2 planned",
        as_of="2027-06-01",
        expect={"remaining_capacity": {"course": 6}},
    ),
    case(
        "hours later than the day of looking take room too",
        "a 2027-11-01 course 10",
        as_of="2027-06-01",
        expect={"remaining_capacity": {"course": 6}},
    ),
    case(
        "hours of a year that is over take none",
        "a 2024-02-01 course 16",
        as_of="2027-06-01",
        expect={"remaining_capacity": {"course": 16}},
    ),
    case(
        "a suspension to come takes none",
        as_of="2027-01-01",
        adjustments=[suspension("2027-01-01", "2028-01-01")],
        expect={"remaining_capacity": {"course": 16, "intervisie": 16, "extra": 4}},
    ),
    case(
        "suspended hours take none",
        "a 2027-02-01 course 10",
        as_of="2027-06-01",
        adjustments=[suspension("2027-01-01", "2027-03-01")],
        expect={"remaining_capacity": {"course": 16}, "suspended": 10},
    ),
    case(
        "a maximum per day takes none",
        "a 2027-02-01 intervisie 10",
        as_of="2027-06-01",
        scheme="demo-day",
        expect={"remaining_capacity": {"intervisie": 12}, "over_day": 6},
    ),
    case(
        "an extension brings its own",
        as_of="2028-02-01",
        adjustments=[extension(6)],
        expect={"remaining_capacity": {"course": 8, "intervisie": 8, "extra": 2}, "reachable": False},
    ),
    case(
        "a cut calendar year has the full maximum",
        as_of="2027-01-01",
        scheme="lvv-1.11-calendar",
        start="2023-09-15",
        expect={"remaining_capacity": {"course": 16, "intervisie": 16, "extra": 4}},
    ),
    case(
        "one kind out of reach is enough",
        "a 2024-02-01 course 16",
        "b 2025-02-01 course 16",
        "c 2024-02-02 intervisie 15.5",
        "d 2024-02-03 extra 4",
        as_of="2027-01-01",
        expect={"short": {"intervisie": 16.5}, "remaining_capacity": {"intervisie": 16}, "reachable": False},
    ),
    case(
        "to the half hour it is reachable",
        "a 2024-02-01 course 16",
        "b 2024-02-02 intervisie 16",
        "d 2024-02-03 extra 4",
        as_of="2027-01-01",
        expect={"short": {"course": 16, "intervisie": 16, "extra": 4}, "reachable": True, "total_short": 36},
    ),
    case(
        "an exemption brings it within reach",
        as_of="2027-01-01",
        adjustments=[exemption("course", 16), exemption("intervisie", 16), exemption("extra", 4)],
        expect={"reachable": True, "total_short": 36},
    ),
]
THIN = [
    case(
        "exactly the advice is not thin and half an hour less is",
        "a 2024-02-01 course 9",
        "b 2025-02-01 course 4",
        "c 2025-02-01 extra 4.5",
        as_of="2026-01-01",
        expect={"thin_years": [2]},
    ),
    case("a year is elapsed on its end", as_of="2025-01-01", expect={"thin_years": [1]}),
    case("and not on its last day", as_of="2024-12-31", expect={"thin_years": []}),
    case("all four of them in the end", as_of="2030-01-01", expect={"thin_years": [1, 2, 3, 4]}),
    case(
        "an extension is no certificate year",
        *[f"a{year} {year}-02-01 course 9" for year in (2024, 2025, 2026, 2027)],
        as_of="2030-01-01",
        adjustments=[extension(12)],
        expect={"thin_years": []},
    ),
    case(
        "submitted hours do not fill a year",
        "a 2024-02-01 course 9 submitted",
        as_of="2025-01-01",
        expect={"thin_years": [1]},
    ),
    case("a scheme without advice has none", scheme="lvv-1.11", as_of="2030-01-01", expect={"thin_years": []}),
]
for row in THIN[:-1]:
    row.values[0]["scheme"] = "demo-spread"


@pytest.mark.parametrize(("given", "expect"), [*ROOM, *THIN])
def test_what_can_still_be_done(given: dict[str, Any], expect: dict[str, Any]) -> None:
    assert wrong(given, expect) == {}


def scheme(**changes: Any) -> dict[str, Any]:
    return {"x": copy.deepcopy(SCHEMES["lvv-1.11"]) | changes}


def test_a_total_beyond_all_room_is_out_of_reach() -> None:
    given = case("x", scheme="x", as_of="2026-01-01", expect={}).values[0]
    expect = {"remaining_capacity": {"course": 32, "intervisie": 32, "extra": 8}}
    assert wrong(given, {**expect, "reachable": True}, scheme(total_min=72)) == {}
    assert wrong(given, {**expect, "reachable": False}, scheme(total_min=72.5)) == {}


def test_one_kind_without_maximum_makes_any_total_reachable() -> None:
    changed = scheme(total_min=1000)
    changed["x"]["categories"]["extra"]["max_per_year"] = None
    given = case("x", scheme="x", as_of="2026-01-01", expect={}).values[0]
    assert wrong(given, {"reachable": True, "remaining_capacity": {"course": 32, "extra": None}}, changed) == {}


def test_overflow_fills_a_thin_year_and_what_is_carried_in_does_not() -> None:
    overflow = [{"source": "course", "target": "extra"}]
    changed = scheme(overflow=overflow, spread_min_per_year=20, carry_over_max={"course": 9})
    given = case(
        "x", "a 2024-02-01 course 20", "b 2025-02-01 course 19.5", scheme="x", as_of="2026-01-01",
        carry_in={"course": 9}, expect={},
    ).values[0]  # fmt: skip
    assert wrong(given, {"thin_years": [2], "credited": {"course": 41, "extra": 7.5}}, changed) == {}


def test_thin_years_are_certificate_years_also_where_maxima_go_by_calendar_year() -> None:
    changed = scheme(year_basis="calendar", spread_min_per_year=10)
    given = case(
        "x", "a 2024-09-14 course 10", "b 2024-09-15 intervisie 9", "c 2026-01-01 course 10", scheme="x",
        start="2023-09-15", as_of="2026-09-15", expect={},
    ).values[0]  # fmt: skip
    assert wrong(given, {"thin_years": [2]}, changed) == {}


def test_the_last_slice_of_a_period_cut_short_has_the_full_maximum() -> None:
    given = case("x", "a 2025-01-10 course 17", "b 2024-05-01 course 17", expect={}).values[0]
    given["period"]["end"] = "2025-03-01"
    assert wrong(given, {"credited": {"course": 32}, "over_cap": {"course": 2}}) == {}


def test_a_period_that_was_made_longer_has_a_further_certificate_year() -> None:
    given = case("x", "a 2028-01-10 course 17", as_of="2028-02-01", expect={}).values[0]
    given["period"]["end"] = "2028-03-01"
    assert wrong(given, {"credited": {"course": 16}, "remaining_capacity": {"course": 0, "extra": 4}}) == {}
