"""What is planned, and what could help, for the forecast of hours."""

import datetime as dt

import pytest

from academy.hours.planned import planned_of
from academy.intervisie import meetings
from lvv_site import civil
from lvv_site.members.models import Person
from tests.factories import intervisie as make
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
TODAY = civil.today()


def told(person: Person) -> list[tuple[str, int, str, bool]]:
    return [
        (one.title, one.minutes, str(one.kind), one.booked)
        for one in planned_of(person)
        if one.ref.startswith("meeting:")
    ]


def after(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def test_own_meetings_to_come_are_booked() -> None:
    group = make.group(name="Eigen")
    person = make.people_of(group)[1]
    for days in (-1, 0, 5):
        make.meeting(group, after(days), ends=dt.time(21, 20))
    off = make.meeting(group, after(9))
    meetings.cancel(off.pk, make.contact_of(group))
    assert told(person) == [("Eigen", 120, "intervisie", True)] * 2
    booked = planned_of(person)[-1]
    assert (booked.on, booked.url) == (after(5), f"/mijn/intervisie/bijeenkomst/{booked.ref.partition(':')[2]}/")


def test_what_was_recorded_is_not_planned_any_more() -> None:
    group = make.group()
    make.recorded(group)
    assert told(make.people_of(group)[0]) == []


def test_an_unregistered_group_gives_extra_hours_and_is_no_suggestion() -> None:
    group = make.group(name="Vrij", registered=None)
    make.meeting(group, after(3))
    assert told(make.people_of(group)[0]) == [("Vrij", 120, "extra", True)]
    assert told(PersonFactory.create()) == []


def test_open_groups_with_a_meeting_and_a_place_free_are_suggested_once_each() -> None:
    for name, fields in {"Open": {}, "Dicht": {"newcomers": False}, "Vol": {"others": 7}, "Leeg": {}}.items():
        group = make.group(name=name, **fields)
        for days in (4, 8) if name != "Leeg" else ():
            make.meeting(group, after(days))
    assert told(PersonFactory.create()) == [("Open", 120, "intervisie", False)]


def test_at_most_five_are_suggested() -> None:
    for number in range(7):
        make.meeting(make.group(name=f"Groep {number}"), after(number + 1))
    assert len(told(PersonFactory.create())) == 5
