"""Places and attempts to pay that cross each other."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from events.booking import changing, ordering, paying
from events.booking.enums import PlaceState
from events.booking.models import Booking
from events.booking.refusals import Full
from lvv_site import civil
from lvv_site.payments import attempts, queries
from lvv_site.payments.enums import AttemptState
from lvv_site.payments.models import InvoiceSettings, Order, Refund
from tests.factories import booking as make
from tests.factories import payments as money
from tests.factories.tasks import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seller(settings) -> None:
    settings.DEMO = True
    seller = InvoiceSettings.load()
    seller.name, seller.iban, seller.city = "Vereniging", "NL91ABNA0417164300", "Utrecht"
    seller.save()


def ordered(people: int = 1, **values) -> tuple[Booking, Order]:
    booking = make.reserve(make.occasion(**values), people=people)
    return booking, ordering.open_for(booking, money.consumer(), civil.today())


def states(booking: Booking) -> list[str]:
    return [one.state(timezone.now()) for one in booking.places.order_by("pk")]


def test_who_tried_again_before_we_heard_that_it_bounced_keeps_the_place():
    booking, order = ordered()
    first = paying.begin(booking, order, "demo", "/")
    attempts.processing(first)
    work()
    attempts.end(first, AttemptState.FAILED)  # the task that ends the hold has not run yet
    second = paying.begin(booking, order, "demo", "/")
    attempts.processing(second)
    work()
    assert states(booking) == [PlaceState.HELD]
    attempts.end(second, AttemptState.FAILED)
    work()
    assert states(booking) == [PlaceState.LAPSED]


def test_a_debit_of_the_last_second_keeps_the_place_for_days():
    booking, order = ordered()
    attempt = paying.begin(booking, order, "demo", "/")
    attempts.end(attempt, AttemptState.EXPIRED)
    attempts.processing(attempt)
    work()
    with time_machine.travel(timezone.now() + dt.timedelta(days=5), tick=True):
        assert states(booking) == [PlaceState.HELD]


def test_an_abandoned_place_is_free_when_its_hold_ends_and_not_before():
    booking, order = ordered(capacity=1)
    paying.begin(booking, order, "demo", "/")
    occasion = booking.places.get().occasion
    with (
        time_machine.travel(timezone.now() + dt.timedelta(minutes=44), tick=True),
        pytest.raises(Full),
    ):
        make.reserve(occasion)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=46), tick=True):
        assert make.reserve(occasion).places.get().state_now == PlaceState.HELD.label


def test_paid_in_the_old_tab_for_two_after_one_was_given_up_gives_one_back():
    booking, order = ordered(people=2)
    old = paying.begin(booking, order, "demo", "/")
    changing.cancel(booking.places.first())
    work()
    paying.begin(booking, order, "demo", "/")
    money.pay(order, "363.00", attempt=old)
    work()
    assert states(booking) == [PlaceState.CANCELLED, PlaceState.CONFIRMED]
    assert Refund.objects.get().amount == Decimal("181.50")
    assert (queries.standing(order).due, queries.standing(order).overpaid) == (0, 0)


def test_paid_in_both_tabs_is_shown_to_the_treasurer():
    booking, order = ordered(people=2)
    old = paying.begin(booking, order, "demo", "/")
    changing.cancel(booking.places.first())
    work()
    new = paying.begin(booking, order, "demo", "/")
    money.pay(order, "181.50", attempt=new)
    money.pay(order, "363.00", attempt=old)
    work()
    assert states(booking) == [PlaceState.CANCELLED, PlaceState.CONFIRMED]
    left = queries.standing(order).overpaid
    assert left + sum((one.amount for one in Refund.objects.all()), Decimal(0)) == Decimal("363.00")
    assert queries.with_mismatches(Order.objects.all()).exists() is bool(left)
