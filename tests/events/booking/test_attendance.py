"""Checking in: one fact for each part, whole units, told inside the transaction; taken back and ticked again."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.booking import attendance, reserving, signals
from events.booking.enums import EventKind, WithdrawalReason
from events.booking.models import Attendance, ImmutableError, Place
from events.booking.refusals import NotConfirmedError, StaleError, TooLongError, TwiceError
from lvv_site import civil
from tests.factories import booking as make
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
MISTAKE = WithdrawalReason.MISTAKE


@pytest.fixture
def told() -> Iterator[list[tuple]]:
    """What was told to who awards hours, in order."""
    heard: list[tuple] = []

    def hear(place_id, part_id, on, minutes, source_ref, **_rest):
        assert transaction.get_connection().in_atomic_block
        heard.append((place_id, part_id, on, minutes, source_ref))

    def unhear(source_ref, reason_code, **_rest):
        heard.append((source_ref, reason_code))

    signals.attended.connect(hear)
    signals.attendance_withdrawn.connect(unhear)
    yield heard
    signals.attended.disconnect(hear)
    signals.attendance_withdrawn.disconnect(unhear)


def known(occasion=None) -> Place:
    """A confirmed place of somebody we know."""
    return make.confirmed(occasion or make.occasion(), attendees=[make.attendee(PersonFactory.create().pk)])


def test_a_tick_is_one_fact_and_told_once(told):
    place = known()
    fact = attendance.check_in(place, by=UserFactory.create())
    assert attendance.check_in(place) == fact
    assert told == [(place.pk, None, place.occasion.starts_on, 240, f"attendance:{fact.pk}")]


def test_hours_count_on_the_civil_date_of_the_last_part(told):
    occasion = make.occasion(minutes=0)
    first, second = make.part(occasion, 120), make.part(occasion, 90, hours=48)
    place = known(occasion)
    facts = [attendance.check_in(place, part) for part in (first, second)]
    last = occasion.starts_on + dt.timedelta(days=2)
    assert [one[1:4] for one in told] == [(first.pk, last, 120), (second.pk, last, 90)]
    assert len({one.source_ref for one in facts}) == 2


def test_without_dates_hours_count_today(told):
    attendance.check_in(known(make.occasion(starts=None, ends=None)))
    assert told[0][2] == civil.today()


@pytest.mark.parametrize(("minutes", "counted"), [(240, 240), (239, 210), (30, 30), (None, 240)])
def test_a_part_of_it_rounds_down_to_whole_units(told, minutes, counted):
    assert attendance.check_in(known(), minutes=minutes).minutes == counted
    assert [one[3] for one in told] == [counted]


def test_less_than_a_unit_was_there_but_tells_nothing(told):
    assert attendance.check_in(known(), minutes=29).minutes == 0
    assert told == []


def test_nobody_was_there_longer_than_it_lasted():
    with pytest.raises(TooLongError):
        attendance.check_in(known(), minutes=270)


def test_unticked_and_ticked_again_are_three_facts(told):
    place, by = known(), UserFactory.create()
    first = attendance.check_in(place)
    for _each in range(2):
        attendance.withdraw(first, MISTAKE, by)
    second = attendance.check_in(place)
    refs = [f"attendance:{first.pk}", (f"attendance:{first.pk}", "mistake"), f"attendance:{second.pk}"]
    assert [one if len(one) == 2 else one[-1] for one in told] == refs
    assert Attendance.objects.count() == 2


def test_the_same_scan_sent_twice_is_one_fact_also_after_a_withdrawal():
    place, scan = known(), uuid.uuid4()
    fact = attendance.check_in(place, scan=scan)
    assert attendance.check_in(place, scan=scan) == fact
    attendance.withdraw(fact, MISTAKE, None)
    assert attendance.check_in(place, scan=scan) == fact
    assert Attendance.objects.count() == 1


def test_a_scan_from_before_the_withdrawal_that_comes_late_does_not_undo_it():
    place, before = known(), timezone.now() - dt.timedelta(minutes=30)
    fact = attendance.check_in(place, scan=uuid.uuid4(), at=before)
    attendance.withdraw(fact, MISTAKE, None)
    assert attendance.check_in(place, scan=uuid.uuid4(), at=before) == fact
    assert attendance.check_in(place, scan=uuid.uuid4()) != fact


def test_only_a_confirmed_attendee_is_checked_in():
    occasion = make.occasion()
    cancelled = known(occasion)
    Place.objects.filter(pk=cancelled.pk).update(cancelled_at=timezone.now())
    kept = reserving.set_aside(occasion, 1, UserFactory.create(), "kept").places.get()
    for place in (make.reserve(occasion).places.get(), make.waiting(occasion), cancelled, kept):
        with pytest.raises(NotConfirmedError):
            attendance.check_in(place)


def test_somebody_unknown_awards_nothing_until_a_person_is_linked(told):
    place, person = make.confirmed(make.occasion()), PersonFactory.create()
    fact = attendance.check_in(place)
    gone = attendance.check_in(make.confirmed(place.occasion))
    assert told == []
    for _each in range(2):
        attendance.link(place, person, None)
    assert told == [(place.pk, None, fact.on, 240, fact.source_ref)]
    assert list(place.events.filter(kind=EventKind.LINKED).values_list("person", flat=True)) == [person.pk]
    with pytest.raises(TwiceError):
        attendance.link(gone.place, person, None)


def test_what_was_taken_back_is_not_told_when_linking(told):
    place = make.confirmed(make.occasion())
    attendance.withdraw(attendance.check_in(place), MISTAKE, None)
    told.clear()
    attendance.link(place, PersonFactory.create(), None)
    assert told == []


def test_a_place_of_somebody_else_is_not_linked():
    with pytest.raises(StaleError):
        attendance.link(known(), PersonFactory.create(), None)


def test_the_database_keeps_one_standing_fact_of_its_own_part():
    place = known()
    fact = attendance.check_in(place)
    again = {"place": place, "on": fact.on, "minutes": 30, "at": timezone.now()}
    for wrong in (again, {**again, "part": make.part(make.occasion())}, {**again, "minutes": 10}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.create(**wrong)
    with pytest.raises(ImmutableError):
        fact.save()
