"""What a case may leave open, what it may not, and that there is always an answer."""

import copy
import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from academy.hours.cases import results

from .hour_cases import SCHEMES, answer, entry

CASE: dict[str, Any] = {
    "id": "x",
    "scheme": "lvv-1.11",
    "period": {"start": "2024-01-01", "adjustments": [{"kind": "extension", "months": 6}]},
    "entries": [entry("a 2024-02-01 course 8"), entry("b 2024-02-01 course -8 reverses=a")],
    "transition": {"mode": "either", "other": "lvv-2024"},
    "carry_in": {"course": 2},
}
DELETE = object()


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the case with one value at a dotted path changed or deleted."""
    case = copy.deepcopy(CASE)
    *parents, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = case
    for step in parents:
        place = place[step]
    if value is DELETE:
        del place[last]
    else:
        place[last] = value
    return case


WRONG = [
    ("scheme", "lvv-3000", "scheme: 'lvv-3000' is not in this file"),
    ("scheme", DELETE, "scheme: None"),
    ("scheme", ["lvv-1.11"], "scheme:"),
    ("transition.other", "lvv-3000", "scheme: 'lvv-3000'"),
    ("transition.other", DELETE, "scheme: None"),
    ("transition.mode", "best", "transition mode: one of either, pinned"),
    ("transition", "either", "transition: an object"),
    ("period", DELETE, "period: an object, not None"),
    ("period.start", DELETE, "period start: a date is written YYYY-MM-DD, not None"),
    ("period.start", "2024-02-30", "period start: 2024-02-30 is no date"),
    ("period.start", "20240101", "YYYY-MM-DD"),
    ("period.start", "2024-W01-1", "YYYY-MM-DD"),
    ("period.start", "２０２４-01-01", "YYYY-MM-DD"),
    ("period.start", "9998-01-01", "year 10"),
    ("period.end", "soon", "period end: a date"),
    ("period.end", "2024-01-01", "period: the end must come after the start"),
    ("period.adjustments", {"kind": "extension"}, "adjustments: a list"),
    ("period.adjustments.0", "extension", "adjustment: an object"),
    ("period.adjustments.0.kind", "holiday", "adjustment kind: one of exemption, extension, suspension"),
    ("period.adjustments.0.months", DELETE, "extension months: a whole number"),
    ("period.adjustments.0.months", True, "extension months: a whole number, not True"),
    ("period.adjustments.0.months", 1.5, "extension months: a whole number, not 1.5"),
    ("period.adjustments.0.months", -1, "extension months: from 0 to 1200, not -1"),
    ("period.adjustments.0.months", 1201, "extension months: from 0 to 1200"),
    ("period.adjustments.0.months", math.inf, "extension months: a whole number"),
    ("period.adjustments.0", {"kind": "suspension", "until": "2025-01-01"}, "suspension from: a date"),
    ("period.adjustments.0", {"kind": "suspension", "from": "2025-01-02", "until": "2025-01-01"}, "until comes before"),
    ("period.adjustments.0", {"kind": "suspension", "from": "2025-01-01", "until": 3}, "suspension until: a date"),
    ("period.adjustments.0", {"kind": "exemption", "hours": 8}, "exemption category: a text"),
    ("period.adjustments.0", {"kind": "exemption", "category": "extra"}, "exemption hours: a number"),
    ("period.adjustments.0", {"kind": "exemption", "category": "extra", "hours": -1}, "exemption hours: not less"),
    ("entries", "none", "entries: a list, not 'none'"),
    ("entries.0", 7, "entry: an object, not 7"),
    ("entries.0.id", DELETE, "entry id: a text"),
    ("entries.0.id", True, "entry id: a text, not True"),
    ("entries.0.id", "b", "entries: two of them have the same id"),
    ("entries.0.kind", None, "entry a kind: a text"),
    ("entries.0.date", DELETE, "entry a: neither date nor occurred_at"),
    ("entries.0.date", None, "entry a: neither date nor occurred_at"),
    ("entries.0.date", "2024-02-30", "entry a date: 2024-02-30 is no date"),
    ("entries.0.date", "2024-02-01T10:00:00Z", "entry a date: a date is written"),
    ("entries.0.date", 20240201, "entry a date: a date is written"),
    ("entries.0", entry("a 2024-99-01T10:00:00Z course 8"), "entry a occurred_at: '2024-99-01T10:00:00Z' is no moment"),
    ("entries.0", entry("a 9999-12-31T23:59:59Z course 8"), "is no moment"),
    ("entries.0", {**entry("a 2024-02-01 course 8"), "date": None, "occurred_at": 17}, "17 is no moment"),
    ("entries.0.hours", DELETE, "entry a hours: a number of hours, not None"),
    ("entries.0.hours", "8", "entry a hours: a number of hours, not '8'"),
    ("entries.0.hours", True, "entry a hours: a number of hours, not True"),
    ("entries.0.hours", math.nan, "entry a hours: a number of hours, not nan"),
    ("entries.0.hours", -math.inf, "entry a hours: a number of hours, not -inf"),
    ("entries.0.hours", 1e300, "more than a ledger can hold"),
    ("entries.0.hours", 1.25, "entry a hours: 1.25 hours are not whole in units of 30 minutes"),
    ("entries.0.hours", 0.505, "entry a hours: 0.505 hours are not whole"),
    ("entries.0.hours", -8, "entry a: negative hours without the entry that they reverse"),
    ("entries.0.status", "done", "entry a status: one of approved, planned, rejected, submitted, withdrawn"),
    ("entries.0.status", 1, "entry a status: one of"),
    ("entries.0.recorded_on", "soon", "entry a recorded_on: a date"),
    ("entries.0.started_on", "soon", "entry a started_on: a date"),
    ("entries.0.activity", ["x"], "entry a activity: a text"),
    ("entries.0.allocated_to", {}, "entry a allocated_to: a text"),
    ("entries.1.reverses", "z", "entry b: reverses z, which is no award of this case"),
    ("entries.1.reverses", "b", "entry b: reverses b, which is no award of this case"),
    ("entries.1.reverses", 1.5, "entry b reverses: a text"),
    ("carry_in", 4, "carry_in: an object"),
    ("carry_in.course", -1, "carry_in course: not less than 0"),
    ("carry_in.course", "2", "carry_in course: a number of hours"),
    ("as_of", "today", "as_of: a date"),
    ("known_on", "2024-13-01", "known_on: 2024-13-01 is no date"),
    ("certificate", ["A"], "certificate: a text"),
]


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_a_case_with_an_input_error_says_what_is_wrong(path: str, value: Any, message: str) -> None:
    found = answer(changed(path, value))
    assert found["id"] == "x"
    assert message in found["error"]
    assert "result" not in found


LENIENT = [
    ("period.adjustments", DELETE),
    ("period.adjustments", None),
    ("entries", DELETE),
    ("entries", None),
    ("transition", DELETE),
    ("transition", None),
    ("transition.mode", None),
    ("transition.mode", "pinned"),
    ("carry_in", None),
    ("carry_in.course", None),
    ("carry_in.dance", 4),
    ("certificate", None),
    ("certificate", 7),
    ("entries.0.status", None),
    ("entries.0.status", DELETE),
    ("entries.0.hours", 8.0),
    ("entries.0.hours", 0),
    ("entries.0.activity", 12),
    ("as_of", None),
    ("period.end", None),
    ("title", 8),
    ("surprise", {}),
]


@pytest.mark.parametrize(("path", "value"), LENIENT)
def test_what_the_format_leaves_open_may_be_absent_or_null(path: str, value: Any) -> None:
    assert answer(changed(path, value))["result"]["credited"]["course"] == 0


def test_the_case_without_change_is_read() -> None:
    assert answer(CASE)["result"]["end_exclusive"] == "2028-07-01"


def test_ids_may_be_numbers_and_sort_as_text() -> None:
    entries = [entry("9 2024-02-01 course 10"), entry("10 2024-02-01 course 10"), entry("1 2024-02-01 course -2")]
    entries = [one | {"id": int(one["id"])} for one in entries]
    entries[2]["reverses"] = 10
    found = answer({"id": 1, "scheme": "lvv-1.11", "period": {"start": "2024-01-01"}, "entries": entries})
    assert found["id"] == 1
    assert found["result"]["counted"] == {"10": 8, "9": 8}


BROKEN_SCHEMES = [
    ("years", 0, "years: from 1 to 100"),
    ("years", None, "years: a whole number"),
    ("years", True, "years: a whole number"),
    ("year_basis", "school", "year_basis: one of calendar, certificate"),
    ("granularity", 0, "granularity: must be more than 0"),
    ("granularity", "half", "granularity: a number"),
    ("total_min", -1, "total_min: not less than 0"),
    ("categories", None, "categories: an object"),
    ("categories", {"course": 32}, "course: an object"),
    ("categories", {"course": {"min": "32"}}, "course min: a number"),
    ("categories", {"course": {"min": 32, "max_per_year": -1}}, "course max_per_year: not less than 0"),
    ("overflow", [{"source": "course", "target": "dance"}], "overflow: source and target must be categories"),
    ("overflow", [{"source": "course"}], "target: a text"),
    ("overflow", ["course"], "overflow: an object"),
    ("once_per_period", "course", "once_per_period: a list"),
    ("once_per_period", [None], "once_per_period: a text"),
    ("max_per_day", {"course": -1}, "max_per_day course: not less than 0"),
    ("carry_over_max", [], "carry_over_max: an object"),
    ("extension_cap", "full", "extension_cap: one of prorata"),
    ("spread_min_per_year", "9", "spread_min_per_year: a number"),
]


@pytest.mark.parametrize(("key", "value", "message"), BROKEN_SCHEMES)
def test_a_broken_scheme_breaks_the_cases_that_use_it(key: str, value: Any, message: str) -> None:
    schemes = {**SCHEMES, "lvv-1.11": SCHEMES["lvv-1.11"] | {key: value}}
    found = answer(CASE, schemes)
    assert found["error"].startswith("scheme lvv-1.11: ")
    assert message in found["error"]
    assert "result" in answer(CASE | {"scheme": "lvv-2024"}, schemes)


def test_a_scheme_may_count_in_other_units() -> None:
    schemes = {"lvv-1.11": SCHEMES["lvv-1.11"] | {"granularity": 0.25}}
    case = {"id": "x", "scheme": "lvv-1.11", "period": CASE["period"]}
    quarter = case | {"entries": [entry("a 2024-02-01 course 1.25"), entry("b 2028-01-10 extra 3")]}
    quarter["period"] = {"start": "2024-01-01", "adjustments": [{"kind": "extension", "months": 2}]}
    assert answer(quarter, schemes)["result"]["credited"] == {"course": 1.25, "intervisie": 0, "extra": 0.75}
    assert "units of 15 minutes" in answer(case | {"entries": [entry("a 2024-02-01 course 1.1")]}, schemes)["error"]


DATES = [
    ({"start": "2024-01-01"}, "years: a whole number"),
    ({"years": 4}, "start: a date"),
    ({"start": "2024-01-01", "years": 4, "extension_months": -1}, "extension_months: from 0"),
    ({"start": "9999-01-01", "years": 4}, "year 10"),
    ({"start": "2024-01-01", "years": 4, "as_of": "1-1-1"}, "as_of: a date"),
    ({"start": "2024-01-01", "years": 101}, "years: from 1 to 100"),
    ({"start": "2024-01-01", "years": 4, "applied_on": 1}, "applied_on: a date"),
    ({"start": "2024-01-01", "years": 4, "decided_on": 1}, "decided_on: a date"),
]
CLASSIFY = [
    ({}, "given: an object"),
    ({"given": {"date": "2025-01-01"}}, "activity: one of course, extra, intervisie"),
    ({"given": {"activity": "yoga", "date": "2025-01-01"}}, "activity: one of"),
    ({"given": {"activity": "course"}}, "date: a date"),
    *[
        ({"given": {"activity": "course", "date": "2025-01-01", name: 0}}, f"{name}: a date")
        for name in ("accredited_from", "accredited_until_exclusive", "withdrawn_on", "group_registered_on")
    ],
]


@pytest.mark.parametrize(
    ("name", "case", "message"),
    [*[("date_cases", *row) for row in DATES], *[("classify_cases", *row) for row in CLASSIFY]],
)
def test_date_and_classify_cases_have_input_errors_too(name: str, case: Any, message: str) -> None:
    (found,) = results(json.dumps({name: [{"id": "x", **case}]}).encode())
    assert found["id"] == "x"
    assert message in found["error"]


def test_a_scheme_that_leaves_its_demands_open_demands_nothing() -> None:
    schemes = {"bare": {"years": 1, "year_basis": "certificate", "categories": {"course": {}}}}
    case = {"id": "x", "scheme": "bare", "period": {"start": "2024-01-01"}}
    found = answer(case | {"entries": [entry("a 2024-02-01 course 1.5")]}, schemes)["result"]
    assert (found["met"], found["minimum"], found["total_min"], found["credited"]) == (
        True,
        {"course": 0},
        0,
        {"course": 1.5},
    )
    assert "units of 30" in answer(case | {"entries": [entry("a 2024-02-01 course 1.25")]}, schemes)["error"]


@pytest.mark.parametrize(("until", "expected"), [("2025-05-10", "extra"), ("2025-05-11", "course")])
def test_the_end_of_an_accreditation_is_exclusive(until: str, expected: str) -> None:
    given = {
        "activity": "course",
        "date": "2025-05-10",
        "accredited_from": "2025-01-01",
        "accredited_until_exclusive": until,
    }
    file = {"classify_cases": [{"id": "k", "given": given}], "meta": []}
    assert results(json.dumps(file).encode()) == [{"id": "k", "result": expected}]


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2024-01-01", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
PATHS = sorted({path for path, _value, _message in WRONG} | {path for path, _value in LENIENT} - {"surprise"})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PATHS), JUNK)
def test_whatever_stands_in_a_field_there_is_an_answer(path: str, value: Any) -> None:
    assert {"result", "error"} & answer(changed(path, value)).keys()


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(SCHEMES["lvv-1.11"])), JUNK)
def test_whatever_stands_in_a_scheme_there_is_an_answer(key: str, value: Any) -> None:
    assert {"result", "error"} & answer(CASE, {**SCHEMES, "lvv-1.11": SCHEMES["lvv-1.11"] | {key: value}}).keys()
