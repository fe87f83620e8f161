"""What is booked and what could help, for the forecast of hours."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.courses import planned
from academy.hours.planned import Planned, booked_of, planned_of
from events.booking import attendance
from events.booking.models import CalledOff
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person
from tests.factories import accreditation, booking
from tests.factories import courses as make
from tests.factories.members import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
OPEN = {"starts": dt.date(2026, 1, 1), "until": None}


def told(found: list[Planned]) -> list[tuple[str, int, str, bool]]:
    return [(one.title, one.minutes, str(one.kind), one.booked) for one in found if one.ref.startswith("occasion:")]


def test_confirmed_places_are_booked_as_what_they_would_count() -> None:
    person = PersonFactory.create()
    accredited = make.run(make.page("Geaccrediteerd"), accreditation.accredited(**OPEN))  # type: ignore[arg-type]
    make.place(accredited.occasion, person)
    make.place(make.run(make.page("Los"), days=40).occasion, person)
    make.place(booking.occasion(title="Netwerk", kind="network", hours_kind="extra", days=50), person)
    make.place(booking.occasion(title="Zonder uren", hours_kind="", days=5), person)
    off = make.place(make.run(make.page("Afgelast"), days=6).occasion, person)
    CalledOff.objects.create(occasion=off.occasion)
    make.place(make.run(make.page("Van een ander"), days=7).occasion)
    assert told(booked_of(person)) == [
        ("Geaccrediteerd", 240, "course", True),
        ("Los", 240, "extra", True),
        ("Netwerk", 240, "extra", True),
    ]
    (first, *_rest) = booked_of(person)
    assert accredited.page
    assert (first.url, first.on) == (accredited.page.url, accredited.occasion.starts_on)


def test_what_is_over_is_booked_no_more_but_today_s_is() -> None:
    person = PersonFactory.create()
    for title, days in (("Vandaag", 0), ("Gisteren", -1)):
        of = make.run(make.page(title)).occasion
        make.place(of, person)
        make.on_day(of, civil.today() + dt.timedelta(days=days), dt.time(0, 30), 1)
    assert told(booked_of(person)) == [("Vandaag", 240, "extra", True)]


def test_elearning_is_booked_until_it_is_attended() -> None:
    person = PersonFactory.create()
    of = make.run(make.page("Les", kind="elearning"), starts=None, ends=None).occasion
    held = make.place(of, person)
    assert told(booked_of(person)) == [("Les", 240, "extra", True)]
    attendance.check_in(held)
    assert told(booked_of(person)) == []


def test_merged_entries_are_one_person() -> None:
    person, other = PersonFactory.create(), PersonFactory.create()
    make.place(make.run(make.page("Eigen")).occasion, other)
    people.merge(other, person)
    assert told(booked_of(person)) == [("Eigen", 240, "extra", True)]


def test_runs_with_a_free_place_are_suggested_once_for_each_course() -> None:
    person = PersonFactory.create()
    twice = make.page("Twee keer")
    make.run(twice, accreditation.accredited(**OPEN), days=20)  # type: ignore[arg-type]
    make.run(twice, days=30)
    make.run(make.page("Vol"), capacity=0)
    make.run(make.page("Zonder uren"), hours_kind="")
    make.run(make.page("Dicht"), closes_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    make.run(make.page("Voor leden", members_only=True), days=25)
    make.place(make.run(make.page("Al geboekt")).occasion, person)
    assert told(planned.suggested(person)) == [("Twee keer", 240, "course", False)]
    MembershipFactory.create(person=person)
    fresh = Person.objects.get(pk=person.pk)
    assert [one[0] for one in told(planned.suggested(fresh))] == ["Twee keer", "Voor leden"]
    assert [one.booked for one in planned_of(fresh) if one.title == "Al geboekt"] == [True]


def test_a_fixed_number_of_queries() -> None:
    person = PersonFactory.create()
    counts = []
    for _each in range(3):
        for _two in range(2):
            make.run(training=accreditation.accredited())
            make.place(make.run(training=accreditation.accredited()).occasion, person)
        with CaptureQueriesContext(connection) as queries:
            planned_of(person)
        counts.append(len(queries))
    assert len(set(counts[1:])) == 1, counts  # the first also asks what a process asks once
