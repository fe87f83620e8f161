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
