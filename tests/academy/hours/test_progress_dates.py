"""The dates of a period: its end, its years, the window, the reminders and the next period."""

import datetime as dt
from typing import Any

import pytest

from academy.hours import period
from academy.hours.cases import dates
from academy.hours.period import Adjustment, Period, as_recorded, slices

D = dt.date


def date_case(title: str, start: str = "2024-01-01", years: int = 4, **given: Any) -> Any:
    expect = given.pop("expect")
    return pytest.param({"start": start, "years": years, **given}, expect, id=title.replace(" ", "-"))


END = [
    date_case("three years from leap day roll forward", "2024-02-29", 3, expect={"end_exclusive": "2027-03-01"}),
    date_case("then the last day is 28 February", "2024-02-29", 3, expect={"last_day": "2027-02-28"}),
    date_case("extension to a leap day", "2024-02-29", 3, extension_months=12, expect={"end_exclusive": "2028-02-29"}),
    date_case("one step, not two", "2023-08-31", 4, extension_months=6, expect={"end_exclusive": "2028-03-01"}),
    date_case("day 31 into a month of 30", "2023-10-31", 4, extension_months=1, expect={"end_exclusive": "2027-12-01"}),
    date_case("day 30 into February", "2023-11-30", 4, extension_months=3, expect={"end_exclusive": "2028-03-01"}),
    date_case(
        "day 29 into a leap February", "2023-08-29", 4, extension_months=6, expect={"end_exclusive": "2028-02-29"}
    ),
    date_case("a century", years=100, expect={"end_exclusive": "2124-01-01"}),
    date_case("a single year", years=1, expect={"end_exclusive": "2025-01-01", "year_starts": ["2024-01-01"]}),
    date_case("no extension and null are the same", extension_months=None, expect={"end_exclusive": "2028-01-01"}),
]
YEARS = [
    date_case("an extension adds none", extension_months=24, expect={
        "year_starts": ["2024-01-01", "2025-01-01", "2026-01-01", "2027-01-01"]}),
    date_case("leap day comes back after four years", "2024-02-29", 5, expect={
        "year_starts": ["2024-02-29", "2025-03-01", "2026-03-01", "2027-03-01", "2028-02-29"]}),
]  # fmt: skip
WINDOW = [
    date_case("it moves with an extension", extension_months=6, expect={"window_opens": "2027-07-01"}),
    date_case("it rolls forward", "2023-02-28", 5, expect={"window_opens": "2027-02-28"}),
    date_case("it rolls forward from leap day", "2020-02-29", 8, expect={"window_opens": "2027-03-01"}),
    date_case("a day early with an extension", extension_months=6, as_of="2027-06-30", expect={"may_apply": False}),
    date_case("in time with an extension", extension_months=6, as_of="2028-06-30", expect={"may_apply": True}),
    date_case("on the end it is too late", as_of="2028-01-01", expect={"may_apply": False}),
    date_case("without a day nobody can tell", expect={"may_apply": None}),
]
REMINDERS = [
    date_case("from 31 August", "2023-08-31", expect={
        "reminders": {"12": "2026-08-31", "6": "2027-02-28", "3": "2027-05-31", "1": "2027-07-31"}}),
    date_case("from 31 March", "2020-03-31", expect={
        "reminders": {"12": "2023-03-31", "6": "2023-09-30", "3": "2023-12-31", "1": "2024-02-29"}}),
    date_case("leap day a year before clamps back", "2020-02-29", 8, expect={
        "reminders": {"12": "2027-02-28", "6": "2027-08-29", "3": "2027-11-29", "1": "2028-01-29"}}),
    date_case("they move with an extension", extension_months=6, expect={
        "reminders": {"12": "2027-07-01", "6": "2028-01-01", "3": "2028-04-01", "1": "2028-06-01"}}),
]  # fmt: skip
NEXT = [
    date_case("not applied", expect={"next_start": None}),
    date_case("decided without an application", decided_on="2027-11-01", expect={"next_start": None}),
    date_case("applied in time, decided after the end", applied_on="2027-12-31", decided_on="2028-04-01",
              expect={"next_start": "2028-01-01"}),
    date_case("applied on the first day", applied_on="2027-01-01", decided_on="2027-01-02",
              expect={"next_start": "2028-01-01"}),
    date_case("applied in time and not decided yet", applied_on="2027-06-01", expect={"next_start": "2028-01-01"}),
    date_case("applied on the end", applied_on="2028-01-01", decided_on="2028-02-01",
              expect={"next_start": "2028-02-01"}),
    date_case("applied late and not decided yet", applied_on="2028-02-01", expect={"next_start": None}),
    date_case("applied too early", applied_on="2026-12-31", decided_on="2027-02-01", expect={"next_start": None}),
    date_case("in time thanks to an extension", applied_on="2028-03-01", decided_on="2028-09-01", extension_months=6,
              expect={"next_start": "2028-07-01"}),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expect"), [*END, *YEARS, *WINDOW, *REMINDERS, *NEXT])
def test_the_dates_of_a_period(given: dict[str, Any], expect: dict[str, Any]) -> None:
    found = dates(given)
    assert {name: found[name] for name in expect} == expect


@pytest.mark.parametrize("basis", ["certificate", "calendar"])
@pytest.mark.parametrize("start", [D(2024, 1, 1), D(2023, 9, 15), D(2024, 2, 29), D(2023, 12, 31)])
@pytest.mark.parametrize("end", [None, D(2025, 1, 1), D(2029, 5, 31)])
@pytest.mark.parametrize("months", [0, 1, 12, 13, 30])
def test_slices_follow_one_another_and_are_the_whole_period(start: D, end: D | None, months: int, basis: str) -> None:
    one = Period(start, end)
    parts = slices(one, 4, basis, months)
    assert [part.end for part in parts[:-1]] == [part.start for part in parts[1:]]
    assert all(part.start < part.end for part in parts)
    assert (parts[0].start, parts[-1].end) == (start, period.end_of(one, 4, months))
    assert sum(part.months or 0 for part in parts) == months


def test_calendar_slices_change_on_new_years_day() -> None:
    found = [(part.start, part.end) for part in slices(Period(D(2023, 9, 15)), 2, "calendar")]
    assert found == [
        (D(2023, 9, 15), D(2024, 1, 1)),
        (D(2024, 1, 1), D(2025, 1, 1)),
        (D(2025, 1, 1), D(2025, 9, 15)),
    ]


@pytest.mark.parametrize(("start", "number"), [(D(2024, 1, 1), 4), (D(2024, 1, 2), 5), (D(2023, 12, 31), 5)])
def test_a_calendar_year_of_one_day_is_a_slice(start: D, number: int) -> None:
    assert len(slices(Period(start), 4, "calendar")) == number


EXTENDED = (Adjustment("extension", months=6), Adjustment("suspension", starts=D(2025, 1, 1), until=D(2025, 2, 1)))


@pytest.mark.parametrize(
    ("ends", "adjustments", "expected"),
    [
        (D(2028, 1, 1), (), Period(D(2024, 1, 1))),
        (D(2028, 7, 1), EXTENDED, Period(D(2024, 1, 1))),
        (D(2027, 6, 30), (), Period(D(2024, 1, 1), D(2027, 6, 30))),
        (D(2027, 12, 30), EXTENDED, Period(D(2024, 1, 1), D(2027, 6, 30))),
    ],
)
def test_a_recorded_end_is_read_back_with_its_extension(ends: D, adjustments: Any, expected: Period) -> None:
    found, fitting = as_recorded(D(2024, 1, 1), ends, 4, adjustments)
    assert (found, fitting) == (expected, adjustments)
    assert period.end_of(found, 4, period.months_of(fitting)) == ends


def test_an_end_that_no_extension_explains_is_taken_as_it_stands() -> None:
    found, fitting = as_recorded(D(2024, 1, 1), D(2027, 3, 31), 4, (Adjustment("extension", months=1), *EXTENDED[1:]))
    assert (found, fitting) == (Period(D(2024, 1, 1), D(2027, 3, 31)), EXTENDED[1:])
