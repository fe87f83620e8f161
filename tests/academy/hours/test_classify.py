import datetime as dt
from typing import Any

import pytest

from academy.hours.classify import kind_of
from lvv_site.hours_kind import HoursKind

DAY = dt.date(2025, 5, 10)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
COURSE = [
    ({"accredited_from": DAY}, "course"),
    ({"accredited_from": AFTER}, "extra"),
    ({"accredited_from": BEFORE}, "course"),
    ({"accredited_from": BEFORE, "accredited_until": AFTER}, "course"),
    ({"accredited_from": BEFORE, "accredited_until": DAY}, "extra"),
    ({"accredited_from": BEFORE, "accredited_until": BEFORE}, "extra"),
    ({"accredited_until": AFTER}, "extra"),
    ({}, "extra"),
    ({"accredited_from": BEFORE, "withdrawn_on": AFTER}, "course"),
    ({"accredited_from": BEFORE, "withdrawn_on": DAY}, "extra"),
    ({"accredited_from": BEFORE, "withdrawn_on": BEFORE}, "extra"),
    ({"accredited_from": BEFORE, "accredited_until": DAY, "withdrawn_on": AFTER}, "extra"),
    ({"group_registered_on": BEFORE}, "extra"),
]
INTERVISIE = [
    ({"group_registered_on": BEFORE}, "intervisie"),
    ({"group_registered_on": DAY}, "intervisie"),
    ({"group_registered_on": AFTER}, "extra"),
    ({}, "extra"),
    ({"accredited_from": BEFORE}, "extra"),
    ({"group_registered_on": BEFORE, "withdrawn_on": BEFORE}, "intervisie"),
]


@pytest.mark.parametrize(("given", "expected"), COURSE)
def test_a_course_counts_as_such_while_it_is_accredited(given: dict[str, Any], expected: str) -> None:
    assert kind_of("course", DAY, **given) is HoursKind(expected)


@pytest.mark.parametrize(("given", "expected"), INTERVISIE)
def test_a_meeting_counts_as_intervisie_in_a_registered_group(given: dict[str, Any], expected: str) -> None:
    assert kind_of("intervisie", DAY, **given) is HoursKind(expected)


def test_an_extra_activity_is_extra_whatever_is_accredited() -> None:
    assert kind_of("extra", DAY, accredited_from=BEFORE, group_registered_on=BEFORE) is HoursKind.EXTRA


@pytest.mark.parametrize("activity", ["congress", "", "Course", "COURSE"])
def test_an_unknown_activity_is_an_error(activity: str) -> None:
    with pytest.raises(ValueError, match="valid HoursKind"):
        kind_of(activity, DAY)


# A run of two days counts by its last one.
FIRST, LAST = dt.date(2026, 3, 31), dt.date(2026, 4, 1)
RUNS = [
    ("begins on the first day", {"accredited_from": FIRST}, "course"),
    ("begins on the last day", {"accredited_from": LAST}, "course"),
    ("begins the day after", {"accredited_from": LAST + dt.timedelta(days=1)}, "extra"),
    ("ends between the days", {"accredited_from": BEFORE, "accredited_until": LAST}, "extra"),
    ("holds on the last day for the last time", {"accredited_from": BEFORE, "accredited_until": LAST + dt.timedelta(days=1)}, "course"),
    ("withdrawn on the last day", {"accredited_from": BEFORE, "withdrawn_on": LAST}, "extra"),
    ("withdrawn the day after", {"accredited_from": BEFORE, "withdrawn_on": LAST + dt.timedelta(days=1)}, "course"),
    ("withdrawn after it had ended", {"accredited_from": BEFORE, "accredited_until": LAST, "withdrawn_on": LAST + dt.timedelta(days=9)}, "extra"),
    ("open, never withdrawn", {"accredited_from": BEFORE, "accredited_until": None, "withdrawn_on": None}, "course"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "given", "expected"), RUNS)
def test_a_run_of_two_days_counts_by_its_last(case: str, given: dict[str, Any], expected: str) -> None:
    assert kind_of("course", LAST, **given) is HoursKind(expected), case
    assert kind_of("extra", LAST, **given) is HoursKind.EXTRA
