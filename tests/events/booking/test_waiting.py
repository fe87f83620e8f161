"""The waiting list: who waits longest first, with a deadline, right without any task."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from events.booking import capacity, reserving, tasks, waiting
from events.booking.enums import EventKind, PlaceState
from events.booking.models import CalledOff, Occasion, Place
from events.booking.refusals import Full, StaleError
from tests.factories import booking as make
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


def state(place: Place) -> str:
    return Place.objects.get(pk=place.pk).state(timezone.now())


def later(**length: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(**length), tick=False)


def full(number: int = 1, **values) -> tuple[Occasion, Place, list[Place]]:
    """An occasion with one place, taken, and so many who wait."""
    occasion = make.occasion(1, **values)
    has = make.confirmed(occasion)
    return occasion, has, [make.waiting(occasion) for _each in range(number)]


def free(place: Place) -> None:
    Place.objects.filter(pk=place.pk).update(cancelled_at=timezone.now())


def test_who_waits_knows_the_position():
    _occasion, has, people = full(3)
    assert [waiting.position(one) for one in [has, *people]] == [None, 1, 2, 3]
    waiting.decline(people[0])
    assert [waiting.position(one) for one in people] == [None, 1, 2]


def test_a_free_place_goes_to_the_first_and_to_nobody_who_comes():
    occasion, has, people = full(2)
    free(has)
    with pytest.raises(Full):
        make.reserve(occasion)
    assert waiting.fill(occasion.pk) == [people[0]]
    assert [state(one) for one in people] == [PlaceState.OFFERED, PlaceState.WAITING]
    assert waiting.fill(occasion.pk) == []
    with pytest.raises(Full):
        make.reserve(occasion)


def test_waiting_takes_no_place_also_when_there_is_one():
    occasion = make.occasion(1)
    place = make.waiting(occasion)
    assert capacity.taken([occasion.pk], timezone.now()) == {occasion.pk: 0}
    assert waiting.fill(occasion.pk) == [place]


def test_an_accepted_offer_is_held_at_least_until_its_deadline_and_then_paid():
    occasion, has, (first,) = full()
    free(has)
    waiting.fill(occasion.pk)
    accepted = waiting.accept(first)
    assert waiting.accept(first) == accepted
    assert (state(first), accepted.held_until) == (PlaceState.HELD, accepted.offered_until)
    reserving.confirm(first.booking)
    assert waiting.accept(first).confirmed_at
    kinds = [EventKind.WAITING, EventKind.OFFERED, EventKind.ACCEPTED, EventKind.CONFIRMED]
    assert list(first.events.values_list("kind", flat=True)) == kinds


def test_accepted_at_the_last_minute_there_is_still_time_to_pay():
    occasion, has, (first,) = full()
    free(has)
    waiting.fill(occasion.pk)
    with later(hours=47, minutes=59):
        assert waiting.accept(first).held_until == timezone.now() + dt.timedelta(minutes=45)


def test_after_the_deadline_it_is_the_next_one_s_without_any_task():
    occasion, has, (first, second) = full(2)
    free(has)
    waiting.fill(occasion.pk)
    with later(hours=48, seconds=1):
        with pytest.raises(StaleError):
            waiting.accept(first)
        assert waiting.sweep() == 1
        assert [state(first), state(second)] == [PlaceState.LAPSED, PlaceState.OFFERED]


def test_a_refused_offer_is_the_next_one_s_at_once():
    occasion, has, (first, second) = full(2)
    free(has)
    waiting.fill(occasion.pk)
    waiting.decline(first)
    waiting.decline(first)
    assert [state(first), state(second)] == [PlaceState.CANCELLED, PlaceState.OFFERED]


def test_what_is_confirmed_is_not_declined_and_what_never_waited_neither():
    occasion = make.occasion()
    for place in (make.confirmed(occasion), make.reserve(occasion).places.get()):
        with pytest.raises(StaleError):
            waiting.decline(place)


def test_who_only_waits_cannot_accept():
    _occasion, _has, (first,) = full()
    with pytest.raises(StaleError):
        waiting.accept(first)


def test_an_offer_never_outlasts_the_start():
    occasion, has, (first,) = full(days=1)
    free(has)
    waiting.fill(occasion.pk)
    first.refresh_from_db()
    assert first.offered_until == occasion.starts
    with later(days=2):
        assert waiting.fill(occasion.pk) == []


def test_nothing_is_offered_of_what_was_called_off():
    occasion, has, _people = full()
    free(has)
    CalledOff.objects.create(occasion=occasion)
    assert waiting.fill(occasion.pk) == []


def test_confirming_does_not_confirm_who_waits():
    _occasion, _has, (first,) = full()
    assert reserving.confirm(first.booking) == reserving.Confirmation(frozenset(), frozenset())
    assert state(first) == PlaceState.WAITING


def test_the_organiser_releases_to_who_waits():
    occasion, by = make.occasion(1), UserFactory.create()
    kept = reserving.set_aside(occasion, 1, by, "key").places.get()
    first = make.waiting(occasion)
    waiting.release(kept, by)
    waiting.release(kept, by)
    assert state(first) == PlaceState.OFFERED
    with pytest.raises(StaleError):
        waiting.release(first, by)


def pending() -> list[dt.datetime | None]:
    return [
        one.run_after for one in DBTaskResult.objects.filter(status="READY", task_path="events.booking.tasks.pass_on")
    ]


def test_one_chain_of_tasks_passes_offers_on_and_ends_when_nobody_waits():
    occasion = make.occasion(1)
    held = make.reserve(occasion).places.get()
    first, second = make.waiting(occasion), make.waiting(occasion)
    assert len(pending()) == 1  # begun by the first who waits
    DBTaskResult.objects.all().delete()
    tasks.pass_on.call(occasion.pk)
    assert pending() == [held.held_until]
    DBTaskResult.objects.all().delete()
    with later(minutes=46):
        tasks.pass_on.call(occasion.pk)
        first.refresh_from_db()
        assert pending() == [first.offered_until]
        DBTaskResult.objects.all().delete()
    with later(hours=60):
        tasks.pass_on.call(occasion.pk)
        assert (state(second), pending()) == (PlaceState.OFFERED, [])
