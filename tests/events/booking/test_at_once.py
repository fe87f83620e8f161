"""Many buyers at the same moment, over connections of their own; and what happens when the lock is taken away."""

import threading
from functools import partial

import pytest
from django.utils import timezone

from events.booking import attendance, capacity, reserving, waiting
from events.booking.models import Attendance, Booking, Occasion, Place
from tests.factories import booking as make
from tests.factories.members import PersonFactory

from .racing import at_once, without_lock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def sold(occasion: Occasion) -> int:
    return capacity.taken([occasion.pk], timezone.now())[occasion.pk]


def test_20_buyers_for_5_places_buy_exactly_5():
    occasion = make.occasion(5)
    assert at_once(*[partial(make.reserve, occasion)] * 20) == {"won": 5, "full": 15}
    assert (sold(occasion), Booking.objects.count()) == (5, 5)


@pytest.mark.parametrize("_run", range(10))
def test_without_the_lock_more_are_sold_than_there_are(monkeypatch, _run):
    occasion = make.occasion(5)
    without_lock(monkeypatch)
    at_once(*[partial(make.reserve, occasion)] * 20)
    assert sold(occasion) > 5


def test_20_buyers_of_2_places_for_5_buy_2_times_2():
    occasion = make.occasion(5)
    assert at_once(*[partial(make.reserve, occasion, people=2)] * 20) == {"won": 2, "full": 18}
    assert sold(occasion) == 4


def test_two_occasions_in_opposite_order_do_not_wait_in_a_circle():
    first, second = make.occasion(8), make.occasion(8)
    orders = [partial(make.reserve, first, second), partial(make.reserve, second, first)] * 5
    assert at_once(*orders) == {"won": 8, "full": 2}
    assert (sold(first), sold(second)) == (8, 8)


def test_locked_one_by_one_as_they_come_they_would(monkeypatch):
    first, second = make.occasion(), make.occasion()
    both_have_one, lock = threading.Barrier(2, timeout=10), capacity.lock

    def one_by_one(ids: list[int]) -> None:
        mine = ids if threading.current_thread().name.endswith("first") else ids[::-1]
        lock(mine[:1])
        both_have_one.wait()
        lock(mine[1:])

    monkeypatch.setattr(capacity, "lock", one_by_one)

    def named(name: str) -> None:
        threading.current_thread().name = name
        make.reserve(first, second)

    assert at_once(partial(named, "first"), partial(named, "second")) == {"won": 1, "deadlock": 1}


def test_the_same_key_ten_times_at_once_is_one_booking():
    occasion = make.occasion(5)
    assert at_once(*[partial(make.reserve, occasion, key="tab")] * 10) == {"won": 10}
    assert (Booking.objects.count(), Place.objects.count()) == (1, 1)


def test_the_same_key_ten_times_at_once_for_the_last_place_of_all_is_told_the_same_ten_times():
    occasion = make.occasion(0)
    assert at_once(*[partial(make.reserve, occasion, key="tab")] * 10) == {"full": 10}
    assert Booking.objects.count() == 0


def test_a_person_at_two_devices_has_one_place():
    occasion, person = make.occasion(), PersonFactory.create()
    assert at_once(*[lambda: make.reserve(occasion, attendees=[make.attendee(person.pk)])] * 2) == {
        "won": 1,
        "twice": 1,
    }


def test_without_the_lock_the_database_stops_the_second_device(monkeypatch):
    occasion, person = make.occasion(), PersonFactory.create()
    without_lock(monkeypatch)
    attempts = [lambda: make.reserve(occasion, attendees=[make.attendee(person.pk)])] * 2
    assert at_once(*attempts) == {"won": 1, "stopped by the database": 1}


def test_a_place_that_comes_free_is_offered_to_one_of_two_who_wait():
    occasion = make.occasion(1)
    make.confirmed(occasion)
    people = [make.waiting(occasion) for _each in range(2)]
    Occasion.objects.update(capacity=2)
    at_once(*[partial(waiting.fill, occasion.pk)] * 4)
    offered = [bool(Place.objects.get(pk=one.pk).offered_until) for one in people]
    assert (offered, sold(occasion)) == ([True, False], 2)


def test_paid_twice_at_once_is_confirmed_once():
    booking = make.reserve(make.occasion())
    assert at_once(*[partial(reserving.confirm, booking)] * 4) == {"won": 4}
    assert list(booking.places.get().events.values_list("kind", flat=True)) == ["held", "confirmed"]


def test_two_devices_that_scan_at_once_are_one_attendance():
    place = make.confirmed(make.occasion())
    assert at_once(*[partial(attendance.check_in, place)] * 4) == {"won": 4}
    assert Attendance.objects.count() == 1
