"""What is still needed: minima, exemptions, the forecast, and two schemes in a transition."""

from typing import Any

import pytest

from .hour_cases import case, exemption, wrong

# Exactly the minima of lvv-2024, and of lvv-1.11, one year each.
NEW = ("n1 2024-06-01 course 24", "n2 2024-06-02 intervisie 32", "n3 2024-06-03 extra 16")
OLD = tuple(
    f"o{year}{kind} {year}-06-01 {kind} {hours}"
    for year in (2024, 2025, 2026, 2027)
    for kind, hours in (("course", 8), ("intervisie", 8), ("extra", 2))
)

NEEDED = [
    case(
        "surplus of one kind does not help another",
        "a 2024-02-01 course 100",
        "b 2024-02-02 intervisie 32",
        scheme="lvv-2024",
        expect={"met": False, "short": {"course": 0, "intervisie": 0, "extra": 16}, "total": 132, "total_short": 0},
    ),
    case("every minimum and the total is met", *NEW, scheme="lvv-2024", expect={"met": True, "total_short": 0}),
    case(
        "half an hour short is not met",
        *NEW[:2],
        "n3 2024-06-03 extra 15.5",
        scheme="lvv-2024",
        expect={"met": False, "short": {"extra": 0.5}, "total_short": 0.5},
    ),
    case(
        "the total may be short when no kind is",
        *NEW,
        "x 2024-06-04 course 7.5",
        scheme="demo-total",
        expect={"met": False, "short": {"course": 0}, "total_short": 0.5},
    ),
    case(
        "what is carried in helps to meet a minimum",
        *[line for line in OLD if line != "o2027course 2027-06-01 course 8"],
        "z 2027-06-01 course 3",
        scheme="demo-carry",
        carry_in={"course": 5},
        expect={"met": True, "total": 72},
    ),
]
EXEMPTED = [
    case(
        "more than the minimum lowers the total by the minimum only",
        adjustments=[exemption("extra", 20)],
        expect={"minimum": {"extra": 0}, "total_min": 64, "short": {"extra": 0}, "total_short": 64},
    ),
    case(
        "two of a kind add up to the minimum at most",
        adjustments=[exemption("course", 20), exemption("course", 20), exemption("extra", 2)],
        expect={"minimum": {"course": 0, "intervisie": 32, "extra": 6}, "total_min": 38},
    ),
    case(
        "it lowers no maximum",
        "a 2024-02-01 course 16",
        adjustments=[exemption("course", 32)],
        expect={"credited": {"course": 16}, "over_cap": {}},
    ),
    case(
        "of a kind that the scheme does not know it lowers nothing",
        adjustments=[exemption("dance", 8)],
        expect={"total_min": 72, "minimum": {"course": 32, "intervisie": 32, "extra": 8}},
    ),
    case(
        "a total above the sum of the minima falls by the same hours",
        adjustments=[exemption("course", 24)],
        scheme="demo-total",
        expect={"total_min": 56, "minimum": {"course": 0}},
    ),
]
FORECAST = [
    case(
        "submitted and planned hours compete for the same room",
        "a 2024-02-01 course 10",
        "b 2024-01-15 course 10 planned",
        "c 2024-03-01 course 10 submitted",
        expect={"credited": {"course": 10}, "forecast": {"course": 16}, "over_cap": {}, "forecast_met": False},
    ),
    case(
        "planned hours may make it",
        *OLD[:-1],
        "p 2027-11-01 extra 2 planned",
        expect={"met": False, "forecast_met": True},
    ),
    case(
        "rejected hours never do",
        *OLD[:-1],
        "p 2027-11-01 extra 2 rejected",
        expect={"forecast_met": False, "forecast": {"course": 32, "intervisie": 32, "extra": 6}},
    ),
]
EITHER = {"mode": "either", "other": "lvv-2024"}
TRANSITION = [
    case("without one the own scheme is named", expect={"scheme_used": "lvv-1.11"}),
    case(
        "pinned keeps the own scheme whatever the other gives",
        *NEW,
        transition={"mode": "pinned", "other": "lvv-2024"},
        expect={"scheme_used": "lvv-1.11", "met": False, "credited": {"course": 16, "intervisie": 16, "extra": 4}},
    ),
    case(
        "the one that is met wins with all its fields",
        *NEW,
        transition=EITHER,
        as_of="2025-02-01",
        expect={
            "scheme_used": "lvv-2024",
            "met": True,
            "over_cap": {},
            "credited": {"course": 24, "intervisie": 32, "extra": 16},
            "minimum": {"course": 24, "intervisie": 32, "extra": 16},
            "remaining_capacity": {"course": None, "intervisie": None, "extra": None},
        },
    ),
    case("met under the own scheme it stays there", *OLD, transition=EITHER, expect={"scheme_used": "lvv-1.11"}),
    case(
        "met under both the own scheme is kept",
        *OLD,
        "e1 2024-07-01 extra 2",
        "e2 2025-07-01 extra 2",
        "e3 2026-07-01 extra 2",
        "e4 2027-07-01 extra 2",
        transition=EITHER,
        expect={"scheme_used": "lvv-1.11", "met": True},
    ),
    case("a tie keeps the own scheme", transition=EITHER, expect={"scheme_used": "lvv-1.11", "total_short": 72}),
    case(
        "the one with less still short wins",  # own: 16 + 16 + 4 = 36 short; other: 4
        "a 2024-02-01 course 20",
        "b 2024-02-02 intervisie 32",
        "c 2024-02-03 extra 16",
        transition=EITHER,
        expect={"scheme_used": "lvv-2024", "short": {"course": 4, "intervisie": 0, "extra": 0}, "total_short": 4},
    ),
    case(
        "of kinds and total the larger decides",  # own: 8 + 8 + 0 = 16 short; other: 0 + 8 + 8 = 16 short: a tie
        "a 2024-02-01 course 12",
        "b 2025-02-01 course 12",
        "c 2024-02-02 intervisie 12",
        "d 2025-02-02 intervisie 12",
        "e 2024-02-03 extra 4",
        "f 2025-02-03 extra 4",
        transition=EITHER,
        expect={"scheme_used": "lvv-1.11", "short": {"course": 8, "intervisie": 8, "extra": 0}, "total_short": 16},
    ),
    case(
        "half an hour less decides",  # own: 8 + 8 + 0 = 16 short; other: 0 + 8 + 7.5 = 15.5 short
        "a 2024-02-01 course 12",
        "b 2025-02-01 course 12",
        "c 2024-02-02 intervisie 12",
        "d 2025-02-02 intervisie 12",
        "e 2024-02-03 extra 4.5",
        "f 2025-02-03 extra 4",
        transition=EITHER,
        expect={"scheme_used": "lvv-2024", "short": {"course": 0, "intervisie": 8, "extra": 7.5}},
    ),
    case(
        "submitted hours do not choose",
        "n1 2024-06-01 course 24 submitted",
        "n2 2024-06-02 intervisie 32 submitted",
        "n3 2024-06-03 extra 16 submitted",
        transition=EITHER,
        expect={"scheme_used": "lvv-1.11", "forecast_met": False},
    ),
    case(
        "met under the other with a total that the own scheme does not reach",
        *NEW,
        scheme="demo-total",
        transition=EITHER,
        expect={"scheme_used": "lvv-2024", "met": True, "total_min": 72},
    ),
]


@pytest.mark.parametrize(("given", "expect"), [*NEEDED, *EXEMPTED, *FORECAST, *TRANSITION])
def test_what_is_needed(given: dict[str, Any], expect: dict[str, Any]) -> None:
    assert wrong(given, expect) == {}
