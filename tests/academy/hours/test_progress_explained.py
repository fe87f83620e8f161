"""What a member's page needs beside the figures: the slices of the period and why hours do not count."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from academy.hours.case_reading import scheme_of
from academy.hours.progress import Adjustment, Case, Entry, Period, Progress, Scheme, evaluate

from .hour_cases import SCHEMES

D = dt.date
START = D(2024, 1, 1)


def scheme(code: str, **changes: Any) -> Scheme:
    return scheme_of(code, SCHEMES[code] | changes)


def explained(*entries: Entry, code: str = "lvv-1.11", **more: Any) -> Progress:
    return evaluate(Case(scheme(code), Period(START), entries=entries, **more))


def test_every_slice_says_when_it_runs_and_whether_it_has_ended() -> None:
    found = explained(adjustments=(Adjustment("extension", months=6),), as_of=D(2026, 1, 1))
    assert [(year.start, year.end, year.months, year.ended) for year in found.years] == [
        (D(2024, 1, 1), D(2025, 1, 1), None, True),
        (D(2025, 1, 1), D(2026, 1, 1), None, True),
        (D(2026, 1, 1), D(2027, 1, 1), None, False),
        (D(2027, 1, 1), D(2028, 1, 1), None, False),
        (D(2028, 1, 1), D(2028, 7, 1), 6, False),
    ]
    assert (found.start, found.end) == (START, D(2028, 7, 1))
    assert [year.kinds["course"].cap for year in found.years] == [960, 960, 960, 960, 480]
    assert {year.ended for year in explained().years} == {None}


def test_a_slice_says_what_became_of_its_hours() -> None:
    day = D(2024, 2, 1)
    found = explained(
        Entry("a", "course", 1200, day),
        Entry("b", "course", 120, day, status="submitted"),
        Entry("c", "course", 60, day, status="planned"),
        Entry("d", "course", 300, D(2024, 5, 1)),
        Entry("e", "extra", 30, D(2025, 1, 1)),
        Entry("f", "course", 600, day, status="rejected"),
        code="demo-overflow",
        adjustments=(Adjustment("suspension", starts=D(2024, 5, 1), until=D(2024, 6, 1)),),
    )
    first, second, *_rest = found.years
    assert first.kinds["course"]._asdict() == {
        "raw": 1500, "credited": 960, "cap": 960, "over_cap": 0, "left_out": 300, "received": 0, "sent": 240,
        "pending": 120, "planned": 60,
    }  # fmt: skip
    assert first.kinds["extra"]._asdict() == {
        "raw": 0, "credited": 240, "cap": 240, "over_cap": 0, "left_out": 0, "received": 240, "sent": 0,
        "pending": 0, "planned": 0,
    }  # fmt: skip
    assert (second.kinds["extra"].raw, second.kinds["extra"].credited) == (30, 30)


def test_unlimited_kinds_have_no_cap() -> None:
    assert {share.cap for year in explained(code="lvv-2024").years for share in year.kinds.values()} == {None}


def test_what_is_carried_in_stands_apart() -> None:
    found = explained(code="demo-carry", carry_in={"course": 600})
    assert found.carried == {"course": 300, "intervisie": 0, "extra": 0}
    assert {year.kinds["course"].credited for year in found.years} == {0}


def reasons(*entries: Entry, **more: Any) -> dict[str, Any]:
    return dict(explained(*entries, **more).reasons)


DAY = D(2024, 2, 1)
REASONS = [
    ("lvv-1.11", Entry("a", "course", 1200, DAY), (("over_cap", 240),)),
    ("demo-day", Entry("a", "intervisie", 300, DAY), (("over_day", 60),)),
    ("lvv-1.11", Entry("a", "dance", 60, DAY), (("unknown_kind", 60),)),
    ("lvv-1.11", Entry("a", "course", 60, D(2023, 12, 31)), (("outside_period", 60),)),
    ("lvv-1.11", Entry("a", "course", 60, D(2024, 5, 1)), (("suspended", 60),)),
    ("lvv-1.11", Entry("a", "course", 60, DAY, allocated_to="B"), (("other_certificate", 60),)),
    ("demo-day", Entry("a", "intervisie", 1500, DAY), (("over_day", 1260),)),
]


@pytest.mark.parametrize(("code", "entry", "expected"), REASONS)
def test_an_entry_says_why_it_does_not_count(code: str, entry: Entry, expected: Any) -> None:
    barred = (Adjustment("suspension", starts=D(2024, 5, 1), until=D(2024, 6, 1)),)
    assert reasons(entry, code=code, certificate="A", adjustments=barred) == {"a": expected}


def test_a_duplicate_says_so() -> None:
    twice = [Entry(name, "course", 60, DAY, "X") for name in ("a", "b")]
    assert reasons(*twice, code="demo-once") == {"b": (("duplicate", 60),)}


def test_several_reasons_of_one_entry_stand_in_the_order_of_the_steps() -> None:
    entries = [Entry(f"{number}", "intervisie", 240, D(2024, 2, number)) for number in range(1, 5)]
    entries[3] = Entry("last", "intervisie", 540, D(2024, 2, 4))
    entries.append(Entry("undo", "intervisie", -60, DAY, reverses="last"))
    limited = scheme("demo-day", max_per_day={"intervisie": 6})
    found = evaluate(Case(limited, Period(START), entries=entries))
    assert found.reasons == {"last": (("reversed", 60), ("over_day", 120), ("over_cap", 120))}


def test_hours_that_flow_over_are_not_lost() -> None:
    found = explained(Entry("a", "course", 1380, DAY), code="demo-overflow")
    assert found.reasons == {"a": (("over_cap", 180),)}
    assert found.counted == {"a": 1200}
    assert reasons(Entry("a", "course", 1200, DAY), code="demo-overflow") == {}


def test_hours_of_several_entries_flow_over_together() -> None:
    entries = [Entry(name, "course", 1020 - 60 * number, DAY) for number, name in enumerate("ab")]
    first = explained(*entries, code="demo-overflow").years[0].kinds
    assert (first["course"].sent, first["extra"].received, first["course"].over_cap) == (240, 240, 780)
    entries = [Entry("a", "course", 1020, DAY), Entry("b", "course", 60, DAY)]
    assert explained(*entries, code="demo-overflow").years[0].kinds["course"].sent == 120


def test_only_approved_hours_and_reversals_are_explained() -> None:
    entries = [Entry("a", "dance", 120, DAY, status="submitted"), Entry("b", "dance", -60, DAY, reverses="a")]
    assert reasons(*entries) == {"a": (("reversed", 60),)}


def test_a_year_is_thin_by_a_minute_and_lost_hours_do_not_fill_it() -> None:
    advised = replace(scheme("demo-spread"), max_per_day={"course": 539})
    case = Case(advised, Period(START), entries=[Entry("a", "course", 539, DAY)], as_of=D(2025, 1, 1))
    assert evaluate(case).thin_years == (1,)
    assert evaluate(replace(case, entries=[*case.entries, Entry("b", "course", 60, DAY)])).thin_years == (1,)
    assert evaluate(replace(case, entries=[*case.entries, Entry("b", "extra", 1, DAY)])).thin_years == ()


def test_a_mode_that_names_no_other_scheme_keeps_its_own() -> None:
    assert explained(transition="either").scheme_used == "lvv-1.11"


def test_the_rules_of_a_version_are_read_with_what_may_be_absent() -> None:
    rules = {
        "years": 4, "year_basis": "certificate", "total_minutes": 60,
        "kinds": {"course": {"min_minutes": 60, "max_minutes_per_year": None}},
    }  # fmt: skip
    found = Scheme.from_rules("bare", rules)
    assert (found.granularity, found.spread, found.overflow) == (30, None, ())
    assert (found.carry_over, found.max_per_day, found.once_per_period) == ({}, {}, frozenset())
    full = rules | {
        "granularity_minutes": 15, "carry_over_minutes": {"course": 60}, "once_per_period": ["course"],
        "max_minutes_per_day": {"course": 240, "extra": None}, "spread_minutes_per_year": 90,
        "overflow": [{"source": "course", "target": "extra"}],
    }  # fmt: skip
    found = Scheme.from_rules("full", full)
    assert (found.granularity, found.spread, found.overflow) == (15, 90, (("course", "extra"),))
    assert (found.carry_over, found.max_per_day) == ({"course": 60}, {"course": 240})
    assert found.once_per_period == {"course"}


def test_kinds_stand_in_the_order_of_the_house_and_then_by_name() -> None:
    demand = {"min_minutes": 0, "max_minutes_per_year": None}
    kinds = ("zebra", "extra", "course", "alpha", "intervisie")
    rules = {"years": 4, "year_basis": "certificate", "total_minutes": 0, "kinds": dict.fromkeys(kinds, demand)}
    assert list(Scheme.from_rules("x", rules).kinds) == ["course", "intervisie", "extra", "alpha", "zebra"]
