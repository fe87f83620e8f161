"""Every way to pay against everything that may happen to Stripe's messages: the same end, and no cent or place astray."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import time_machine

from events.booking.enums import PlaceState
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.payments import queries
from lvv_site.payments.books import State
from lvv_site.payments.enums import LIVE
from lvv_site.payments.models import Invoice, Order, Payment, PaymentAttempt, Refund, RefundRun, WebhookEvent
from lvv_site.payments.models.money import RunState
from tests.doubles import shop
from tests.doubles.shop import Shop
from tests.doubles.stripe import StripeDouble

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PRICE, SEEDS = Decimal("181.50"), range(2)


@pytest.fixture
def double(settings) -> Iterator[StripeDouble]:
    with shop.opened(settings) as running:
        yield running


# The flows


def card(buyer: Shop) -> None:
    buyer.pay("succeeded")
    buyer.post.pick_up()


def ideal(buyer: Shop) -> None:
    buyer.press("succeeded")
    buyer.post.pick_up()


def refused_then_paid(buyer: Shop) -> None:
    buyer.double.world.pay(buyer.attempt.external_id, "failed")
    buyer.post.pick_up()
    buyer.wait(minutes=5)
    card(buyer)


def fails(buyer: Shop) -> None:
    buyer.pay("failed")
    buyer.post.pick_up()


def aborted(buyer: Shop) -> None:
    buyer.pay("aborted")
    buyer.post.pick_up()


def comes(buyer: Shop) -> None:
    buyer.pay("later")
    buyer.post.pick_up()
    buyer.wait(days=3)
    buyer.double.world.arrive(buyer.attempt.external_id)
    buyer.post.pick_up()


def bounces(buyer: Shop) -> None:
    buyer.pay("later")
    buyer.post.pick_up()
    buyer.wait(days=3)
    buyer.double.world.arrive(buyer.attempt.external_id, good=False)
    buyer.post.pick_up()


def cancelled(buyer: Shop) -> None:
    card(buyer)
    buyer.catch_up()
    buyer.cancel()
    buyer.post.pick_up()


def from_dashboard(buyer: Shop) -> None:
    card(buyer)
    buyer.double.world.refund({"payment_intent": buyer.intent, "amount": 2500})
    buyer.post.pick_up()


def dispute_lost(buyer: Shop) -> None:
    _disputed(buyer, "lost")


def dispute_won(buyer: Shop) -> None:
    _disputed(buyer, "won")


def _disputed(buyer: Shop, status: str) -> None:
    card(buyer)
    dispute = buyer.double.world.dispute(buyer.intent)
    buyer.post.pick_up()
    buyer.wait(days=2)
    dispute["status"] = status
    buyer.double.world._tell("charge.dispute.closed", dispute)
    buyer.post.pick_up()


type Flow = Callable[[Shop], None]
# what happens, days until the occasion, what the place is, what we keep and what is due in the end
FLOWS: dict[str, tuple[Flow, int, str, str, str]] = {
    "card": (card, 30, PlaceState.CONFIRMED, "181.50", "0.00"),
    "iDEAL": (ideal, 30, PlaceState.CONFIRMED, "181.50", "0.00"),
    "card refused, then paid": (refused_then_paid, 30, PlaceState.CONFIRMED, "181.50", "0.00"),
    "fails": (fails, 30, PlaceState.LAPSED, "0.00", "0.00"),
    "aborted": (aborted, 30, PlaceState.LAPSED, "0.00", "0.00"),
    "later, comes": (comes, 30, PlaceState.CONFIRMED, "181.50", "0.00"),
    "later, bounces": (bounces, 30, PlaceState.LAPSED, "0.00", "0.00"),
    "cancelled in time": (cancelled, 40, PlaceState.CANCELLED, "0.00", "0.00"),
    "cancelled for half": (cancelled, 12, PlaceState.CANCELLED, "90.75", "0.00"),
    "refund from the dashboard": (from_dashboard, 30, PlaceState.CONFIRMED, "156.50", "0.00"),
    "dispute lost": (dispute_lost, 30, PlaceState.CONFIRMED, "0.00", "181.50"),
    "dispute won": (dispute_won, 30, PlaceState.CONFIRMED, "181.50", "0.00"),
}
WAYS = ("straight", "doubled", "reordered", "delayed", "lost")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FLOWS)
def test_whatever_happens_to_the_messages_it_ends_the_same(double, name, way, seed):
    flow, days, place, kept, due = FLOWS[name]
    with time_machine.travel(civil.now(), tick=True) as clock:
        buyer = Shop(double, way, seed, clock, days)
        flow(buyer)
        buyer.settle_down()
        found = buyer.standing
        assert (buyer.state, found.kept, found.due, found.overpaid) == (place, Decimal(kept), Decimal(due), 0)
        _check_ends(buyer, is_paid=kept != "0.00" or name in {"cancelled in time", "dispute lost"})
        listed = queries.with_mismatches(Order.objects.all()).filter(pk=buyer.order.pk).exists()
        assert listed == (name == "dispute lost")  # who won has the money again


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("way", ["delayed", "lost"])
@pytest.mark.parametrize("name", ["card", "iDEAL", "later, comes"])
def test_a_place_that_others_took_meanwhile_is_never_sold_twice(double, name, way, seed):
    flow, days, *_end = FLOWS[name]
    with time_machine.travel(civil.now(), tick=True) as clock:
        buyer = Shop(double, way, seed, clock, days)
        buyer.is_wanted = True
        flow(buyer)
        buyer.settle_down()
        found = buyer.standing
        ends = {(PlaceState.CONFIRMED, PRICE, 0), (PlaceState.CANCELLED, Decimal("0.00"), 1)}
        assert (buyer.state, found.kept, len(buyer.others)) in ends
        assert (found.due, found.overpaid) == (0, 0)
        _check_ends(buyer, is_paid=True)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("way", "place", "standing"),
    [
        ("a cent less", PlaceState.LAPSED, State.PARTLY_PAID),
        ("a cent more", PlaceState.CONFIRMED, State.OVERPAID),
        ("another currency", PlaceState.LAPSED, State.OPEN),
    ],
)
@pytest.mark.parametrize("name", ["card", "iDEAL", "card refused, then paid", "later, comes"])
def test_another_amount_or_currency_is_for_the_treasurer(double, name, way, place, standing, seed):  # noqa: PLR0917
    flow, days, *_end = FLOWS[name]
    with time_machine.travel(civil.now(), tick=True) as clock:
        buyer = Shop(double, way, seed, clock, days)
        flow(buyer)
        if name != "later, comes":  # what is underway is held for longer
            buyer.settle_down()
        buyer.wait(days=15)
        assert (buyer.state, buyer.standing.state) == (place, standing)
        assert queries.with_mismatches(Order.objects.all()).get() == buyer.order
        assert buyer.standing.paid in {PRICE + buyer.changed, 0}
        shop.check_books(double)
        shop.check_places(buyer.occasion)


@pytest.mark.parametrize(("ago", "secret"), [(3600, ""), (0, "whsec_forged")])
def test_stale_and_forged_messages_change_nothing(double, ago, secret):
    from tests.doubles import post

    with time_machine.travel(civil.now(), tick=True) as clock:
        buyer = Shop(double, "straight", 0, clock, 30)
        buyer.pay("succeeded")
        secrets = [secret] if secret else []
        moment = civil.now().timestamp() - ago
        for event in double.world.events.values():
            assert post.post(event, *secrets, moment=moment) == 400
        shop.work()
        assert (buyer.state, Payment.objects.count(), WebhookEvent.objects.count()) == (PlaceState.HELD, 0, 0)


def _check_ends(buyer: Shop, *, is_paid: bool) -> None:
    """Check what holds at the end of every flow."""
    shop.check_books(buyer.double)
    shop.check_places(buyer.occasion)
    assert not PaymentAttempt.objects.filter(order=buyer.order, state__in=LIVE).exists()
    assert not WebhookEvent.objects.filter(done_at=None).exists()
    assert not RefundRun.objects.exclude(state=RunState.DONE).exists()
    assert Invoice.objects.filter(order=buyer.order).count() == (1 if is_paid else 0)
    confirmed = buyer.place.confirmed_at is not None
    assert Message.objects.filter(template="booking/confirmed", dedupe_key__contains=f":{buyer.place.pk}:").count() == (
        1 if confirmed else 0
    )
    assert Refund.objects.filter(order=buyer.order).count() <= 1
