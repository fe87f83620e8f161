"""What money makes of places and places of money, with the tasks run as the worker does."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from events.booking import changing, deadlines, ordering, paying, reserving
from events.booking.enums import PlaceState
from events.booking.models import Booking, Occasion, Place
from events.booking.refusals import StaleError
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.payments import attempts, orders, queries
from lvv_site.payments.enums import AttemptState
from lvv_site.payments.models import Credit, Invoice, InvoiceSettings, Order, PaymentAttempt, Refund
from lvv_site.payments.refusals import SellerUnknownError, UnknownProviderError
from tests.factories import booking as make
from tests.factories import payments as money
from tests.factories.members import UserFactory
from tests.factories.tasks import work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seller(settings) -> None:
    settings.DEMO = True
    seller = InvoiceSettings.load()
    seller.name, seller.iban, seller.city = "Vereniging", "NL91ABNA0417164300", "Utrecht"
    seller.save()


def ordered(occasion=None, people: int = 1, payer=None, **values) -> tuple[Booking, Order]:
    booking = make.reserve(occasion or make.occasion(), people=people, **values)
    return booking, ordering.open_for(booking, payer or money.consumer(), civil.today())


def states(booking: Booking) -> list[str]:
    return [one.state(timezone.now()) for one in booking.places.all()]


def paid(order: Order, amount: str | None = None) -> None:
    money.pay(order, amount or str(order.total))
    work()


def later(**by: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(**by), tick=True)


def test_equal_places_are_one_line_and_cost_so_many_times_the_price():
    booking, order = ordered(people=3)
    (line,) = order.lines.all()
    assert (line.quantity, line.what_code) == (3, f"occasion:{booking.places.first().occasion.code}")
    assert order.total == sum(one.price.gross for one in booking.places.all()) == Decimal("544.50")


def test_ordering_again_is_the_same_order():
    booking, order = ordered()
    assert ordering.open_for(booking, money.consumer(), civil.today()) == order


def test_without_a_hold_there_is_nothing_to_order():
    booking = make.reserve(make.occasion())
    with later(minutes=46), pytest.raises(StaleError):
        ordering.open_for(booking, money.consumer(), civil.today())


def test_paid_places_are_confirmed_told_and_invoiced():
    booking, order = ordered(people=2)
    paid(order)
    assert states(booking) == [PlaceState.CONFIRMED] * 2
    assert Invoice.objects.get().order == order
    assert Message.objects.filter(template="booking/confirmed").count() == 2


def test_a_free_place_is_confirmed_without_payment_or_invoice():
    occasion = make.occasion(priced=False)
    make.price(occasion, "guest", "0.00")
    booking, order = ordered(occasion)
    work()
    assert (states(booking), order.total, Invoice.objects.count()) == ([PlaceState.CONFIRMED], 0, 0)


def test_partly_paid_confirms_nothing_and_the_rest_does():
    booking, order = ordered()
    paid(order, "100.00")
    assert states(booking) == [PlaceState.HELD]
    paid(order, "81.50")
    assert states(booking) == [PlaceState.CONFIRMED]


def test_paid_late_while_there_is_room_is_confirmed():
    booking, order = ordered()
    with later(hours=2):
        paid(order)
        assert states(booking) == [PlaceState.CONFIRMED]


def test_paid_when_the_place_was_sold_goes_back_whole_and_is_told():
    occasion = make.occasion(capacity=1)
    booking, order = ordered(occasion)
    with later(hours=2):
        make.confirmed(occasion)
        paid(order)
        assert states(booking) == [PlaceState.CANCELLED]
        assert sum(one.amount for one in Refund.objects.filter(order=order)) == order.total
        assert queries.standing(order).due == queries.standing(order).overpaid == 0
        assert Message.objects.filter(template="booking/no_place").count() == 1
        work()
        assert Refund.objects.filter(order=order).count() == 1


def test_of_two_places_one_may_be_too_late_and_only_that_one_goes_back():
    first, second = make.occasion(capacity=1), make.occasion(capacity=1)
    booking, order = ordered_both(first, second)
    with later(hours=2):
        make.confirmed(second)
        paid(order)
        assert states(booking) == [PlaceState.CONFIRMED, PlaceState.CANCELLED]
        assert Refund.objects.get(order=order).amount == Decimal("181.50")


def ordered_both(*occasions) -> tuple[Booking, Order]:
    booking = make.reserve(*occasions)
    return booking, ordering.open_for(booking, money.consumer(), civil.today())


# On invoice


def test_on_invoice_is_confirmed_at_once_with_an_invoice_and_paid_later():
    booking, order = ordered(payer=money.organisation())
    paying.on_invoice(booking, order)
    work()
    assert states(booking) == [PlaceState.CONFIRMED]
    assert (Invoice.objects.get().order, queries.standing(order).due) == (order, order.total)


def test_a_person_pays_first():
    booking, order = ordered()
    with pytest.raises(UnknownProviderError):
        paying.on_invoice(booking, order)
    assert states(booking) == [PlaceState.HELD]


def test_without_a_seller_there_is_no_invoice_and_nothing_is_confirmed():
    InvoiceSettings.objects.update(name="")
    booking, order = ordered(payer=money.organisation())
    with pytest.raises(SellerUnknownError):
        paying.on_invoice(booking, order)
    assert states(booking) == [PlaceState.HELD]


def test_on_invoice_after_the_hold_is_refused_when_it_is_full():
    occasion = make.occasion(capacity=1)
    booking, order = ordered(occasion, payer=money.organisation())
    with later(hours=1):
        make.confirmed(occasion)
        with pytest.raises(StaleError):
            paying.on_invoice(booking, order)


# Cancelling


def confirmed(terms=(), days: int = 30, **values) -> tuple[Place, Order]:
    occasion = make.occasion(days=days, terms=make.terms(*terms))
    booking, order = ordered(occasion, **values)
    paid(order)
    return booking.places.first(), order


@pytest.mark.parametrize(
    ("days", "back"), [(30, "181.50"), (10, "90.75"), (3, "0.00")]
)  # terms: all until 28 days, half until 7
def test_cancelling_gives_back_by_the_frozen_terms_the_way_it_came(days, back):
    place, order = confirmed(days=days)
    changing.cancel(place)
    work()
    work()
    assert sum((one.amount for one in Refund.objects.filter(order=order)), Decimal(0)) == Decimal(back)
    standing = queries.standing(order)
    assert (standing.kept, standing.overpaid, standing.due) == (order.total - Decimal(back), 0, 0)


def test_cancelling_an_unpaid_invoice_only_makes_less_owed():
    occasion = make.occasion(days=10, terms=make.terms())
    booking, order = ordered(occasion, payer=money.organisation())
    paying.on_invoice(booking, order)
    changing.cancel(booking.places.get())
    work()
    assert (queries.standing(order).due, Refund.objects.count()) == (Decimal("90.75"), 0)


def test_cancelling_one_of_two_held_places_leaves_the_other_to_pay():
    booking, order = ordered(people=2)
    changing.cancel(booking.places.first())
    work()
    assert queries.standing(order).due == Decimal("181.50")
    paid(order, "181.50")
    assert states(booking) == [PlaceState.CANCELLED, PlaceState.CONFIRMED]


def test_who_pays_all_the_same_for_a_place_given_up_gets_that_back():
    booking, order = ordered(people=2)
    changing.cancel(booking.places.first())
    work()
    paid(order, "363.00")
    assert states(booking) == [PlaceState.CANCELLED, PlaceState.CONFIRMED]
    assert (Refund.objects.get().amount, queries.standing(order).overpaid) == (Decimal("181.50"), 0)


def test_called_off_gives_everything_back_whatever_the_terms():
    place, order = confirmed(days=2)
    changing.call_off(place.occasion, None)
    work()
    assert sum(one.amount for one in Refund.objects.filter(order=order)) == order.total


def test_a_move_gives_nothing_back_and_is_told_as_a_move():
    place, order = confirmed(days=30)
    to = make.occasion(days=60, parent=make.occasion(), terms=make.terms())
    Occasion.objects.filter(pk=place.occasion_id).update(parent=to.parent)
    new = changing.move(place, to)
    work()
    assert not Credit.objects.exists()
    assert Message.objects.filter(template="booking/moved").count() == 1
    assert not Message.objects.filter(template="booking/cancelled").exists()
    changing.cancel(new)
    work()
    assert Refund.objects.get().amount == order.total  # sixty days ahead, paid for the place it came from


def test_whatever_is_repeated_changes_nothing():
    place, order = confirmed(days=10)
    changing.cancel(place)
    for _again in range(3):
        work()
        paying.confirm(order.pk)
        paying.give_back(place.pk)
        paying.write_invoice(order.pk)
        paying.lapsed(order.pk)
    assert (Refund.objects.count(), Credit.objects.count(), Invoice.objects.count()) == (1, 1, 1)


# Attempts


def test_a_double_click_is_one_attempt_and_the_hold_outlasts_it():
    booking, order = ordered()
    with later(minutes=30):
        first = paying.begin(booking, order, "demo", "/")
        assert paying.begin(booking, order, "demo", "/") == first
        place = booking.places.get()
        assert place.held_until - timezone.now() > dt.timedelta(minutes=44)


def test_after_a_failure_there_is_a_new_attempt_and_the_place_is_still_held():
    booking, order = ordered()
    first = paying.begin(booking, order, "demo", "/")
    attempts.end(first, AttemptState.FAILED)
    work()
    assert states(booking) == [PlaceState.HELD]
    assert paying.begin(booking, order, "demo", "/") != first


def test_who_begins_again_and_again_does_not_keep_a_place_for_ever():
    booking, order = ordered()
    for minutes in (40, 80, 120):
        with later(minutes=minutes):
            paying.begin(booking, order, "demo", "/")
    with later(minutes=150), pytest.raises(StaleError):
        paying.begin(booking, order, "demo", "/")


def test_after_the_hold_one_cannot_begin_to_pay():
    booking, order = ordered()
    with later(minutes=46), pytest.raises(StaleError):
        paying.begin(booking, order, "demo", "/")


def test_an_attempt_over_another_amount_is_ended_first():
    booking, order = ordered(people=2)
    first = paying.begin(booking, order, "demo", "/")
    changing.cancel(booking.places.first())
    work()
    second = paying.begin(booking, order, "demo", "/")
    first.refresh_from_db()
    assert (first.state, second.amount) == (AttemptState.CANCELLED, Decimal("181.50"))


def test_money_under_way_keeps_the_place_for_days_and_ends_it_when_it_does_not_come():
    booking, order = ordered()
    attempt = paying.begin(booking, order, "demo", "/")
    attempts.processing(attempt)
    work()
    with later(days=5):
        assert states(booking) == [PlaceState.HELD]
        attempts.end(PaymentAttempt.objects.get(), AttemptState.FAILED)
        work()
        assert states(booking) == [PlaceState.LAPSED]


def test_an_abandoned_order_is_cancelled_a_day_after_its_hold():
    booking, order = ordered()
    attempt = paying.begin(booking, order, "demo", "/")
    attempts.end(attempt, AttemptState.CANCELLED)
    with later(hours=1):
        assert paying.close_abandoned(order.pk) is not None
        assert queries.standing(order).due
    with later(hours=26):
        assert paying.close_abandoned(order.pk) is None
        assert queries.standing(order).is_cancelled
        assert states(booking) == [PlaceState.LAPSED]


def test_what_is_on_invoice_is_never_taken_for_abandoned():
    booking, order = ordered(payer=money.organisation())
    paying.on_invoice(booking, order)
    with later(days=60):
        assert paying.close_abandoned(order.pk) is None
        assert not queries.standing(order).is_cancelled


def test_the_hold_is_as_long_as_the_checkout_and_five_minutes():
    from lvv_site.payments import stripe_provider

    assert stripe_provider.CHECKOUT + dt.timedelta(minutes=5) == deadlines.HOLD


def test_orders_of_other_rooms_are_left_alone():
    order = money.order(reference="fee:1")
    orders.record_payment(order, order.total, "EUR", "demo", "x", civil.today())
    work()
    assert not Invoice.objects.exists()


def test_a_place_set_aside_is_not_ordered():
    occasion = make.occasion()
    user = UserFactory()
    booking = reserving.set_aside(occasion, 1, user, "aside")
    with pytest.raises(StaleError):
        ordering.open_for(booking, money.consumer(), civil.today())
