"""Many buyers at once: who is surely too late keeps nobody waiting, and is told the truth all the same."""

import datetime as dt
from itertools import product

import pytest
import time_machine
from django.utils import timezone

from events.booking import capacity, waiting
from events.booking.enums import Bookable
from events.booking.models import Booking, CalledOff, Occasion, Place
from events.booking.refusals import ChangedError, Full, NotBookableError, TwiceError
from lvv_site import civil
from tests.factories import booking as make
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def locked(monkeypatch) -> list[list[int]]:
    """Every lock that was asked for."""
    asked: list[list[int]] = []
    real = capacity.lock
    monkeypatch.setattr(capacity, "lock", lambda ids: (asked.append(list(ids)), real(ids))[1])
    return asked


def full(**values: object) -> Occasion:
    occasion = make.occasion(1, **values)
    make.reserve(occasion, key="the first")
    return occasion


def test_who_is_too_late_takes_no_lock_and_writes_nothing(locked, django_assert_num_queries):
    occasion = full()
    locked.clear()
    with django_assert_num_queries(5), pytest.raises(Full) as refused:  # three are the savepoint around it
        make.reserve(occasion)
    assert (locked, Booking.objects.count()) == ([], 1)
    assert refused.value.occasions == {occasion.pk}
    found = refused.value.found[occasion.pk]
    assert (found.bookable, found.free, found.waiting) == (Bookable.FULL, 0, 0)


def test_who_looked_when_there_was_room_is_decided_under_the_lock(monkeypatch, locked):
    occasion, real = make.occasion(1), capacity.lock

    def somebody_is_quicker(ids: list[int]) -> None:
        monkeypatch.setattr(capacity, "lock", real)
        make.reserve(occasion)
        real(ids)

    monkeypatch.setattr(capacity, "lock", somebody_is_quicker)
    with pytest.raises(Full) as refused:
        make.reserve(occasion)
    assert refused.value.found[occasion.pk].free == 0


def test_the_key_of_who_has_the_last_place_is_answered_with_it():
    occasion = full()
    assert make.reserve(occasion, key="the first") == Booking.objects.get()


def test_who_has_the_last_place_is_told_so_and_not_that_it_is_full():
    occasion, person = make.occasion(1), PersonFactory.create()
    make.reserve(occasion, attendees=[make.attendee(person.pk)])
    with pytest.raises(TwiceError):
        make.reserve(occasion, attendees=[make.attendee(person.pk)])


def test_that_it_was_called_off_is_told_before_that_it_is_full():
    occasion = full()
    CalledOff.objects.create(occasion=occasion)
    with pytest.raises(NotBookableError):
        make.reserve(occasion)


def test_a_group_for_which_there_is_no_room_leaves_the_last_place_to_who_comes_alone():
    occasion = make.occasion(2)
    make.reserve(occasion)
    with pytest.raises(Full):
        make.reserve(occasion, people=2)
    assert make.reserve(occasion).places.count() == 1


def test_another_price_than_was_agreed_to_books_nothing(locked):
    occasion = make.occasion()
    with pytest.raises(ChangedError):
        make.reserve(occasion, agreed=make.Decimal("181.49"))
    assert (Booking.objects.count(), locked) == (0, [])
    assert make.reserve(occasion, agreed=make.Decimal("181.50")).places.count() == 1


def test_what_is_counted_under_the_lock_is_what_lists_show():
    """Every state that a place can have, counted by both; `is_taken` and `is_waiting` are written twice."""
    occasion, empty = make.occasion(40), make.occasion(3, bookable=False)
    soon, past = civil.now() + dt.timedelta(hours=1), civil.now() - dt.timedelta(hours=1)
    make.reserve(occasion)
    for held, offered, confirmed, ended in product((None, soon, past), (None, soon, past), (None, past), (None, past)):
        with time_machine.travel(past - dt.timedelta(hours=1), tick=False):
            row = make.waiting(occasion)
        Place.objects.filter(pk=row.pk).update(
            held_until=held, offered_until=offered, confirmed_at=confirmed, cancelled_at=ended
        )
    now = timezone.now()
    found = capacity.standing([occasion.pk, empty.pk], now)
    for one in capacity.listed(now).select_related("called_off"):
        counts = found[one.pk].counts
        assert (counts.capacity, counts.taken, counts.waiting) == (one.capacity, one.taken, one.waiting)  # type: ignore[attr-defined]
        assert found[one.pk].registration == one.registration
    assert found[occasion.pk].counts.taken > 1
    assert found[occasion.pk].counts.waiting == 1
    assert waiting.position(Place.objects.filter(capacity.is_waiting()).get()) == 1
