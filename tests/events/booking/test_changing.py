"""Cancel by the terms, somebody else, another run; nobody ends up with nothing."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from events.booking import attendance, changing, reserving, waiting
from events.booking.changing import Cancelled
from events.booking.enums import EventKind, PlaceState
from events.booking.models import CalledOff, Occasion, Place
from events.booking.refusals import AttendedError, Full, NotBookableError, OtherCourseError, StaleError, TwiceError
from events.booking.terms import NO_SHARE, Extent, ShareBack
from tests.factories import booking as make
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def state(place: Place) -> str:
    return Place.objects.get(pk=place.pk).state(timezone.now())


def kinds(place: Place) -> list[str]:
    return list(place.events.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("days", "share"),
    [
        (28, ShareBack(100, Decimal("150.00"), Decimal("181.50"))),
        (27, ShareBack(50, Decimal("75.00"), Decimal("90.75"))),
        (6, ShareBack(0, Decimal("0.00"), Decimal("0.00"))),
    ],
)
def test_what_comes_back_follows_the_terms_that_were_booked(days, share):
    occasion = make.occasion(terms=make.terms(), days=days)
    place = make.confirmed(occasion)
    Occasion.objects.update(terms=make.terms((1, 100)))
    assert changing.cancel(place) == Cancelled(place.pk, share)
    assert (state(place), kinds(place)[-1]) == (PlaceState.CANCELLED, EventKind.CANCELLED)


def test_cancelling_again_later_gives_the_same_share_once():
    place = make.confirmed(make.occasion(terms=make.terms(), days=28))
    first = changing.cancel(place)
    with time_machine.travel(timezone.now() + dt.timedelta(days=20), tick=False):
        assert changing.cancel(place) == first
    assert kinds(place).count(EventKind.CANCELLED) == 1


def test_without_terms_everything_comes_back():
    assert changing.cancel(make.confirmed(make.occasion(days=1))).share.extent == Extent.FULL


def test_nothing_comes_back_of_what_was_never_paid():
    occasion = make.occasion(terms=make.terms())
    for place in (make.reserve(occasion).places.get(), make.waiting(occasion)):
        assert changing.cancel(place) == Cancelled(place.pk, NO_SHARE)


def test_the_place_is_offered_to_who_waits_in_the_same_step():
    occasion = make.occasion(1)
    place = make.confirmed(occasion)
    first = make.waiting(occasion)
    changing.cancel(place)
    assert state(first) == PlaceState.OFFERED


def test_who_was_there_does_not_cancel_substitute_or_move():
    run, other = runs()
    place = make.confirmed(run)
    attendance.check_in(place)
    for change in (
        lambda: changing.cancel(place),
        lambda: changing.substitute(place, make.attendee()),
        lambda: changing.move(place, other),
    ):
        with pytest.raises(AttendedError):
            change()
    assert state(place) == PlaceState.CONFIRMED


def test_calling_off_ends_every_place_and_gives_everything_back_once():
    occasion = make.occasion(2, days=2, terms=make.terms())
    paid, held, waits = make.confirmed(occasion), make.reserve(occasion).places.get(), make.waiting(occasion)
    by = UserFactory.create()
    full = ShareBack(100, Decimal("150.00"), Decimal("181.50"))
    ended = [Cancelled(paid.pk, full), Cancelled(held.pk, NO_SHARE), Cancelled(waits.pk, NO_SHARE)]
    assert changing.call_off(occasion, by) == ended
    assert changing.call_off(occasion, by) == []
    assert CalledOff.objects.get().by == by


def test_somebody_else_comes_at_the_price_that_was_booked():
    before, after = PersonFactory.create(), PersonFactory.create()
    place = make.confirmed(make.occasion(), attendees=[make.attendee(before.pk)])
    changed = changing.substitute(place, make.attendee(after.pk))
    assert (changed.person_id, changed.net) == (after.pk, place.net)
    assert changed.name != place.name
    assert place.events.get(kind=EventKind.SUBSTITUTED).person == before


def test_somebody_who_has_a_place_is_no_substitute():
    occasion, person = make.occasion(), PersonFactory.create()
    make.confirmed(occasion, attendees=[make.attendee(person.pk)])
    with pytest.raises(TwiceError):
        changing.substitute(make.confirmed(occasion), make.attendee(person.pk))


def test_a_cancelled_or_lapsed_place_has_no_substitute():
    occasion = make.occasion()
    cancelled, lapsed = make.confirmed(occasion), make.reserve(occasion)
    changing.cancel(cancelled)
    reserving.lapse(lapsed)
    for place in (cancelled, lapsed.places.get()):
        with pytest.raises(StaleError):
            changing.substitute(place, make.attendee())


def test_a_place_kept_back_gets_its_attendee_and_is_then_an_ordinary_one():
    kept = reserving.set_aside(make.occasion(), 1, UserFactory.create(), "key").places.get()
    changing.substitute(kept, make.attendee())
    assert attendance.check_in(kept).minutes == 240
    with pytest.raises(StaleError):
        waiting.release(kept, UserFactory.create())


def runs(**values) -> tuple[Occasion, Occasion]:
    """Two runs of one course."""
    course = make.occasion(None, starts=None, ends=None, kind="course")
    return make.occasion(1, parent=course), make.occasion(1, parent=course, **values)


def test_moving_keeps_price_person_and_calendar_entry_and_frees_the_old_place():
    run, other = runs()
    person = PersonFactory.create()
    place = make.confirmed(run, attendees=[make.attendee(person.pk)])
    first = make.waiting(run)
    new = changing.move(place, other)
    assert changing.move(place, other) == new
    assert (new.booking, new.person, new.price, new.uid, new.sequence) == (
        place.booking, person, place.price, place.uid, 1,
    )  # fmt: skip
    assert [state(one) for one in (place, new, first)] == ["cancelled", "confirmed", "offered"]
    assert (kinds(place)[-1], kinds(new)) == (EventKind.MOVED_OUT, [EventKind.MOVED_IN])


def test_without_room_the_old_place_stays():
    run, other = runs()
    place = make.confirmed(run)
    make.confirmed(other)
    with pytest.raises(Full):
        changing.move(place, other)
    assert (state(place), kinds(place)) == (PlaceState.CONFIRMED, [EventKind.HELD, EventKind.CONFIRMED])


def test_only_to_another_run_that_can_be_booked_and_only_what_is_confirmed():
    run, other = runs(closes_at=timezone.now() - dt.timedelta(hours=1))
    place = make.confirmed(run)
    with pytest.raises(NotBookableError):
        changing.move(place, other)
    for elsewhere in (make.occasion(), run):
        with pytest.raises(OtherCourseError):
            changing.move(place, elsewhere)
    with pytest.raises(StaleError):
        changing.move(make.waiting(run), other)
