"""Reserving: all places or none, one booking for one key, the price frozen; and what paying makes of it."""

import datetime as dt
from decimal import Decimal
from unittest import mock

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.booking import capacity, deadlines, reserving
from events.booking.enums import Bookable, DiscountKind, EventKind, PlaceState
from events.booking.models import Booking, CalledOff, DiscountCode, Occasion, Place
from events.booking.refusals import (
    DiscountError,
    Full,
    KeyConflictError,
    NobodyError,
    NotBookableError,
    TwiceError,
    UnpricedError,
)
from tests.factories import booking as make
from tests.factories.members import MembershipFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def states(booking: Booking) -> list[str]:
    return [one.state(timezone.now()) for one in booking.places.all()]


def kinds(place: Place) -> list[str]:
    return list(place.events.values_list("kind", flat=True))


def taken(occasion: Occasion) -> int:
    return capacity.taken([occasion.pk], timezone.now())[occasion.pk]


def later(**length: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(**length), tick=False)


def test_it_holds_a_place_for_each_attendee_at_each_occasion_for_45_minutes():
    first, second = make.occasion(), make.occasion()
    booking = make.reserve(first, second, people=2)
    assert sorted(booking.places.values_list("occasion", flat=True)) == sorted([first.pk, second.pk] * 2)
    assert {one.held_until - one.made_at for one in booking.places.all()} == {dt.timedelta(minutes=45)}
    assert {tuple(kinds(one)) for one in booking.places.all()} == {(EventKind.HELD,)}
    assert len(set(booking.places.values_list("code", flat=True))) == 4


@pytest.mark.django_db(transaction=True)
def test_it_refuses_outside_a_transaction():
    occasion = make.occasion()
    with pytest.raises(capacity.OutsideTransactionError):
        reserving.reserve([occasion], [make.attendee()], None, "key")
    with pytest.raises(capacity.OutsideTransactionError):
        capacity.lock([occasion.pk])
    assert not Booking.objects.exists()


def test_all_or_none_says_which_occasions_are_full():
    wide, narrow = make.occasion(5), make.occasion(1)
    with pytest.raises(Full) as refused:
        make.reserve(wide, narrow, people=2)
    assert refused.value.occasions == {narrow.pk}
    assert (Booking.objects.count(), Place.objects.count()) == (0, 0)


def test_the_same_key_is_the_same_booking():
    occasion, by = make.occasion(), UserFactory.create()
    first = make.reserve(occasion, key="tab", by=by)
    assert make.reserve(occasion, key="tab", by=by) == first
    assert Place.objects.count() == 1


def test_the_key_of_somebody_else_is_refused():
    occasion = make.occasion()
    make.reserve(occasion, key="tab", by=UserFactory.create())
    for by in (None, UserFactory.create()):
        with pytest.raises(KeyConflictError):
            make.reserve(occasion, key="tab", by=by)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"opens_at": timezone.now() + dt.timedelta(hours=1)}, Bookable.NOT_OPEN_YET),
        ({"closes_at": timezone.now() - dt.timedelta(hours=1)}, Bookable.CLOSED),
        ({"days": -1}, Bookable.CLOSED),
        ({"bookable": False, "external_url": "https://elders.example/"}, Bookable.NOT_HERE),
    ],
)
def test_an_occasion_that_cannot_be_booked(change, why):
    with pytest.raises(NotBookableError) as refused:
        make.reserve(make.occasion(**change))
    assert refused.value.why == why


def test_an_occasion_that_was_called_off():
    occasion = make.occasion()
    CalledOff.objects.create(occasion=occasion)
    with pytest.raises(NotBookableError) as refused:
        make.reserve(occasion)
    assert refused.value.why == Bookable.CANCELLED


def test_nobody_and_nothing():
    with pytest.raises(NobodyError):
        reserving.reserve([], [make.attendee()], None, "key")
    with pytest.raises(NobodyError):
        reserving.reserve([make.occasion()], [], None, "key")


def test_a_hold_runs_out_by_itself():
    occasion = make.occasion(1)
    booking = make.reserve(occasion)
    with pytest.raises(Full):
        make.reserve(occasion)
    with later(minutes=46):
        assert (states(booking), taken(occasion)) == ([PlaceState.LAPSED], 0)
        make.reserve(occasion)


def test_a_person_has_one_place_and_may_come_back_after_a_lapse():
    occasion, person = make.occasion(), PersonFactory.create()
    make.reserve(occasion, attendees=[make.attendee(person.pk)])
    with pytest.raises(TwiceError) as refused:
        make.reserve(occasion, attendees=[make.attendee(person.pk)])
    assert refused.value.persons == {person.pk}
    with pytest.raises(TwiceError):
        make.reserve(make.occasion(), attendees=[make.attendee(person.pk)] * 2)
    with later(hours=1):
        make.reserve(occasion, attendees=[make.attendee(person.pk)])
        assert [one.state(timezone.now()) for one in occasion.places.all()] == [PlaceState.CANCELLED, PlaceState.HELD]


def test_the_member_price_follows_membership_today_and_freezes():
    occasion = make.occasion()
    member = MembershipFactory.create().person
    ended = MembershipFactory.create(until=dt.date(2020, 12, 31)).person
    booking = make.reserve(occasion, attendees=[make.attendee(member.pk), make.attendee(ended.pk), make.attendee()])
    occasion.prices.update(net=1)
    assert [one.price.gross for one in booking.places.all()] == [Decimal(one) for one in ("121.00", "181.50", "181.50")]


def test_without_a_price_it_is_not_free_by_accident():
    with pytest.raises(UnpricedError):
        make.reserve(make.occasion(priced=False))


def code(**values) -> DiscountCode:
    return DiscountCode.objects.create(**{"code": "Vroeg", "kind": DiscountKind.PERCENTAGE, "value": 50} | values)


def test_a_code_counts_each_place_and_never_gives_a_use_back():
    occasion = make.occasion()
    discount = code(uses=3)
    booking = make.reserve(occasion, people=2, discount_code=" vroeg ")
    assert [(one.net, one.discount) for one in booking.places.all()] == [(Decimal("75.00"), Decimal("75.00"))] * 2
    booking.places.update(cancelled_at=timezone.now())
    assert discount.used.count() == 2
    with pytest.raises(DiscountError) as refused:
        make.reserve(occasion, people=2, discount_code="vroeg")
    assert refused.value.why == "used_up"
    assert Booking.objects.count() == 1


def test_a_code_of_another_occasion_or_none_at_all():
    occasion = make.occasion()
    code(occasion=make.occasion())
    for typed in ("vroeg", "verzonnen"):
        with pytest.raises(DiscountError):
            make.reserve(occasion, discount_code=typed)


def test_the_terms_are_those_of_the_moment():
    terms = make.terms()
    occasion = make.occasion(terms=terms)
    booking = make.reserve(occasion)
    Occasion.objects.update(terms=make.terms((1, 100)))
    assert Booking.objects.get(pk=booking.pk).terms == terms


def test_confirming_is_idempotent_and_told_once():
    booking = make.reserve(make.occasion(), people=2)
    with mock.patch.object(reserving.signals.place_confirmed, "send") as told:
        first, again = reserving.confirm(booking), reserving.confirm(booking)
    assert first == again == reserving.Confirmation(frozenset(one.pk for one in booking.places.all()), frozenset())
    assert told.call_count == 2
    with later(days=60):
        assert states(booking) == [PlaceState.CONFIRMED] * 2


def test_money_that_comes_late_confirms_as_long_as_there_is_room():
    occasion = make.occasion(1)
    booking = make.reserve(occasion)
    with later(hours=2):
        assert not reserving.confirm(booking).left_out
        assert states(booking) == [PlaceState.CONFIRMED]


def test_money_that_comes_too_late_is_told_once_and_sells_nothing_twice():
    occasion = make.occasion(1)
    booking = make.reserve(occasion)
    with later(hours=2):
        make.confirmed(occasion)
        place = booking.places.get()
        for _each in range(2):
            assert reserving.confirm(booking) == reserving.Confirmation(frozenset(), frozenset({place.pk}))
        assert (kinds(place), taken(occasion)) == ([EventKind.HELD, EventKind.LATE], 1)


def test_money_that_comes_late_does_not_pass_who_waits():
    occasion = make.occasion(1)
    booking = make.reserve(occasion)
    make.waiting(occasion)
    with later(hours=2):
        assert reserving.confirm(booking).left_out


def test_two_places_too_late_for_one_seat_are_left_out_together():
    occasion = make.occasion(2)
    booking = make.reserve(occasion, people=2)
    with later(hours=2):
        make.confirmed(occasion)
        assert len(reserving.confirm(booking).left_out) == 2


def test_a_payment_under_way_keeps_the_place_for_14_days_and_no_longer():
    booking = make.reserve(make.occasion())
    reserving.hold_longer(booking)
    until = booking.places.get().held_until
    with later(days=1):
        reserving.hold_longer(booking)
    assert booking.places.get().held_until == until
    with later(days=13):
        assert states(booking) == [PlaceState.HELD]
    with later(days=15):
        assert states(booking) == [PlaceState.LAPSED]
        reserving.hold_longer(booking)
        assert states(booking) == [PlaceState.LAPSED]


def test_heard_too_late_that_a_payment_is_under_way_the_place_is_kept_while_there_is_room():
    occasion = make.occasion(1)
    first, second = make.reserve(occasion), make.reserve(make.occasion())
    with later(minutes=50):
        reserving.hold_longer(first)
        reserving.lapse(second)  # ran out already
        assert (states(first), states(second)) == ([PlaceState.HELD], [PlaceState.LAPSED])
    third = make.occasion(1)
    late = make.reserve(third)
    with later(minutes=50):
        make.confirmed(third)
        reserving.hold_longer(late)
        assert (states(late), taken(third)) == ([PlaceState.LAPSED], 1)


def test_a_lapse_that_was_told_is_not_undone_by_older_news():
    booking = make.reserve(make.occasion())
    reserving.lapse(booking)
    reserving.hold_longer(booking)
    assert states(booking) == [PlaceState.LAPSED]


def test_a_lapse_gives_the_place_free_and_leaves_what_was_confirmed():
    occasion = make.occasion()
    held, sure = make.reserve(occasion), make.confirmed(occasion)
    for booking in (held, held, sure.booking):
        reserving.lapse(booking)
    assert (states(held), states(sure.booking), taken(occasion)) == ([PlaceState.LAPSED], [PlaceState.CONFIRMED], 1)
    assert kinds(held.places.get()) == [EventKind.HELD, EventKind.LAPSED]


def test_the_organiser_keeps_places_back_before_who_waits_but_never_more_than_there_are():
    occasion, by = make.occasion(3), UserFactory.create()
    booking = reserving.set_aside(occasion, 2, by, "key")
    assert reserving.set_aside(occasion, 2, by, "key") == booking
    assert (states(booking), taken(occasion)) == ([PlaceState.CONFIRMED] * 2, 2)
    with pytest.raises(Full):
        reserving.set_aside(occasion, 2, by, "another")


@pytest.mark.parametrize(
    "change",
    [
        {"confirmed_at": None}, {"confirmed_at": timezone.now()}, {"net": 0}, {"vat_rate": None}, {"code": "ANDERS"},
        {"waiting_since": timezone.now()}, {"discount": 1},
    ],
)  # fmt: skip
def test_the_database_keeps_a_place_as_it_was_booked(change):
    place = make.confirmed(make.occasion())
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(pk=place.pk).update(**change)


def test_the_database_keeps_a_cancelled_place_cancelled_and_no_place_is_deleted():
    place = make.reserve(make.occasion()).places.get()
    Place.objects.filter(pk=place.pk).update(cancelled_at=timezone.now())
    for change in ({"cancelled_at": None}, {"confirmed_at": timezone.now()}, {"held_until": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.filter(pk=place.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(pk=place.pk)._raw_delete("default")


def test_the_hold_is_a_setting(settings):
    settings.BOOKING_HOLD = dt.timedelta(minutes=70)
    assert deadlines.hold() == dt.timedelta(minutes=70)
