"""Overflow of one kind into another, and what is carried in from the period before."""

import copy
from typing import Any

import pytest

from .hour_cases import SCHEMES, case, extension, wrong

OVERFLOW = [
    case(
        "the target's own later hours go first",
        "a 2024-02-01 course 20",
        "b 2024-11-01 extra 3",
        expect={"credited": {"course": 16, "extra": 4}, "over_cap": {"course": 3}, "counted": {"a": 17, "b": 3}},
    ),
    case(
        "it stays inside the slice",
        "a 2024-02-01 course 20",
        "b 2025-02-01 extra 1",
        expect={"credited": {"course": 16, "extra": 5}, "over_cap": {}},
    ),
    case(
        "a full target takes nothing",
        "a 2024-02-01 course 20",
        "b 2024-03-01 extra 6",
        expect={"credited": {"course": 16, "extra": 4}, "over_cap": {"course": 4, "extra": 2}},
    ),
    case(
        "the earliest surplus flows first",
        "a 2024-02-01 course 16",
        "c 2024-03-01 course 3",
        "b 2024-04-01 course 3",
        expect={
            "credited": {"course": 16, "extra": 4},
            "counted": {"a": 16, "b": 1, "c": 3},
            "over_cap": {"course": 2},
        },
    ),
    case(
        "surplus of other kinds does not flow",
        "a 2024-02-01 intervisie 20",
        expect={"credited": {"intervisie": 16}, "over_cap": {"intervisie": 4}},
    ),
    case(
        "it fills the pro rata room of an extension",
        "a 2028-02-01 course 20",
        adjustments=[extension(6)],
        expect={"credited": {"course": 8, "extra": 2}, "over_cap": {"course": 10}},
    ),
    case(
        "it uses up the room that is still there",
        "a 2024-02-01 course 18",
        as_of="2024-06-01",
        expect={"remaining_capacity": {"course": 48, "intervisie": 64, "extra": 14}},
    ),
    case(
        "submitted hours flow over in the forecast",
        "a 2024-02-01 course 16",
        "b 2024-03-01 course 3 submitted",
        expect={"credited": {"course": 16}, "forecast": {"course": 16, "extra": 3}, "over_cap": {}},
    ),
]
CARRIED = [
    case(
        "less than the scheme allows comes along whole",
        carry_in={"course": 3.5},
        expect={"credited": {"course": 3.5}, "counted": {}, "over_cap": {}},
    ),
    case(
        "a kind that is not named carries nothing",
        carry_in={"course": 2, "intervisie": 8, "dance": 9},
        expect={"credited": {"course": 2}, "total": 2},
    ),
    case(
        "it is outside the maximum and takes no room",
        "a 2024-02-01 course 16",
        carry_in={"course": 5},
        as_of="2024-06-01",
        expect={"credited": {"course": 21}, "over_cap": {}, "remaining_capacity": {"course": 48}},
    ),
    case(
        "it is in the forecast",
        "a 2024-02-01 course 2 planned",
        carry_in={"course": 9},
        expect={"forecast": {"course": 7}, "credited": {"course": 5}, "short": {"course": 27}},
    ),
]
for table, code in [(OVERFLOW, "demo-overflow"), (CARRIED, "demo-carry")]:
    for row in table:
        row.values[0]["scheme"] = code


@pytest.mark.parametrize(("given", "expect"), [*OVERFLOW, *CARRIED])
def test_what_flows_over_and_what_is_carried_in(given: dict[str, Any], expect: dict[str, Any]) -> None:
    assert wrong(given, expect) == {}


CHAINED = [
    case(
        "hours that flowed over do not flow on",
        "a 2024-02-01 course 40",
        expect={"credited": {"course": 16, "extra": 4}, "over_cap": {"course": 20}},
    ),
    case(
        "own surplus of the second kind does",
        "a 2024-02-01 course 18",
        "b 2024-02-02 extra 10",
        expect={"credited": {"course": 16, "extra": 4, "intervisie": 6}, "over_cap": {"course": 2}},
    ),
]
FORKED = [
    case(
        "the first rule takes first and the second what is left",
        "a 2024-02-01 course 40",
        expect={"credited": {"course": 16, "extra": 4, "intervisie": 16}, "over_cap": {"course": 4}},
    ),
]
SHARED = [
    case(
        "two sources of one target go in the order of the rules",
        "a 2024-02-01 course 19",
        "b 2024-01-01 intervisie 19",
        expect={"credited": {"course": 16, "intervisie": 16, "extra": 4}, "over_cap": {"course": 0, "intervisie": 2}},
    ),
]


def under_rules(*rules: tuple[str, str], **changes: Any) -> dict[str, Any]:
    scheme = copy.deepcopy(SCHEMES["lvv-1.11"]) | changes
    scheme["overflow"] = [{"source": source, "target": target} for source, target in rules]
    return {"lvv-1.11": scheme}


@pytest.mark.parametrize(
    ("given", "expect", "rules"),
    [
        *[(*row.values, [("course", "extra"), ("extra", "intervisie")]) for row in CHAINED],
        *[(*row.values, [("course", "extra"), ("course", "intervisie")]) for row in FORKED],
        *[(*row.values, [("course", "extra"), ("intervisie", "extra")]) for row in SHARED],
    ],
    ids=[row.id for row in [*CHAINED, *FORKED, *SHARED]],
)
def test_overflow_goes_in_one_step(given: dict[str, Any], expect: dict[str, Any], rules: Any) -> None:
    assert wrong(given, expect, under_rules(*rules)) == {}


def test_absent_and_null_limits_are_no_limits() -> None:
    scheme = under_rules(max_per_day={"course": None}, once_per_period=None, carry_over_max=None)["lvv-1.11"]
    del scheme["categories"]["course"]["max_per_year"], scheme["overflow"]
    scheme["categories"]["extra"]["max_per_year"] = None
    (row,) = [case("x", "a 2024-02-01 course 30", "b 2024-02-01 extra 30", carry_in={"extra": 2}, expect={})]
    assert wrong(row.values[0], {"credited": {"course": 30, "extra": 30}}, {"lvv-1.11": scheme}) == {}


def test_null_in_carry_over_max_carries_nothing() -> None:
    scheme = under_rules(carry_over_max={"course": None})
    (row,) = [case("x", carry_in={"course": 2}, expect={})]
    assert wrong(row.values[0], {"credited": {}}, scheme) == {}
