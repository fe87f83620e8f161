"""What no message told is found by asking, and what is wrong with one thing stops nothing else."""

import datetime as dt
import time
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import timezone

from lvv_site.payments import attempts, inbox
from lvv_site.payments.books import State
from lvv_site.payments.enums import AttemptState
from lvv_site.payments.models import Order, Payment, PaymentAttempt, Refund, WebhookEvent
from lvv_site.payments.queries import standing
from tests.doubles import shop
from tests.doubles.post import post
from tests.doubles.stripe import StripeDouble
from tests.factories import payments
from tests.factories.tasks import work

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(minutes=11)


@pytest.fixture
def double(settings) -> Iterator[StripeDouble]:
    with shop.opened(settings) as running:
        yield running


def begun(key: str = "sleutel-1") -> tuple[Order, PaymentAttempt]:
    made = payments.order()
    return made, attempts.begin(made, "stripe", key, "/boeking/")


def reconcile() -> tuple[int, int]:
    done = inbox.reconcile(timezone.now() + LATER)
    work()
    return done


def paid(double: StripeDouble, key: str = "sleutel-1") -> tuple[Order, str]:
    order, attempt = begun(key)
    double.world.pay(attempt.external_id, "succeeded")
    reconcile()
    return order, str(double.world.sessions[attempt.external_id]["payment_intent"])


def test_a_refund_from_the_dashboard_that_nobody_told_is_found(double):
    order, intent = paid(double)
    double.world.refund({"payment_intent": intent, "amount": 2500})
    reconcile()
    reconcile()
    assert [one.amount for one in Refund.objects.filter(order=order)] == [Decimal("25.00")]
    assert (standing(order).kept, standing(order).due) == (Decimal("75.00"), 0)


def test_a_dispute_that_nobody_told_is_found_and_so_is_its_end(double):
    order, intent = paid(double)
    dispute = double.world.dispute(intent)
    reconcile()
    assert standing(order).due == Decimal("100.00")
    dispute["status"] = "won"
    double.world._tell("charge.dispute.closed", dispute)
    reconcile()
    assert standing(order).due == 0


def test_money_for_an_attempt_that_we_took_for_over_is_found(double):
    order, attempt = begun()
    attempts.end(attempt, AttemptState.EXPIRED)
    double.world.pay(attempt.external_id, "succeeded")
    reconcile()
    assert standing(order).state is State.PAID


def test_what_is_young_is_left_to_the_webhook(double):
    paid(double)
    WebhookEvent.objects.all().delete()
    assert inbox.reconcile(timezone.now() + dt.timedelta(seconds=5))[1] == 0
    double.world.now = lambda: time.time() + 600
    double.world.dispute(next(iter(double.world.intents)))
    assert "charge.dispute.created" not in [one.type for one in inbox.missed(timezone.now() + LATER)]


def test_what_was_told_is_not_kept_twice(double):
    paid(double)
    for event in double.world.events.values():
        assert post(event) == 200
    work()
    before = WebhookEvent.objects.count()
    assert reconcile() == (0, 0)
    assert WebhookEvent.objects.count() == before


def test_a_session_that_stripe_does_not_know_stops_none_of_the_others(double):
    _lost, first = begun()
    PaymentAttempt.objects.filter(pk=first.pk).update(external_id="cs_test_unknown")
    order, second = begun("sleutel-2")
    double.world.pay(second.external_id, "succeeded")
    assert reconcile()[0] == 1
    assert standing(order).state is State.PAID


def test_a_message_about_what_is_not_there_stops_none_of_the_others(double):
    for number in range(2):
        WebhookEvent.objects.create(
            provider="stripe", event_id=f"evt_{number}", type="refund.created" if number == 0 else "customer.created",
            object_id="re_unknown",
        )  # fmt: skip
    assert reconcile() == (0, 1)
    assert list(WebhookEvent.objects.filter(done_at=None).values_list("event_id", flat=True)) == ["evt_0"]


def test_a_refund_and_a_dispute_of_somebody_elses_payment_in_the_account_are_nothing_to_us(double):
    _order, intent = paid(double)
    elsewhere = dict(double.world.intents[intent]) | {"id": "pi_elsewhere"}
    double.world.intents["pi_elsewhere"] = elsewhere
    double.world.refund({"payment_intent": "pi_elsewhere", "amount": 1000})
    double.world.dispute("pi_elsewhere")
    reconcile()
    assert (Refund.objects.count(), Payment.objects.count()) == (0, 1)
    assert not WebhookEvent.objects.filter(done_at=None).exists()


@pytest.mark.parametrize(
    ("state", "moves"), [(AttemptState.EXPIRED, True), (AttemptState.CANCELLED, True), (AttemptState.FAILED, False)]
)
def test_money_under_way_is_stronger_than_what_we_thought(double, told, state, moves):
    order, attempt = begun()
    attempts.end(attempt, state)
    assert attempts.processing(attempt) is moves
    assert standing(order).under_way == (100 if moves else 0)
    assert ("order_under_way", order.pk) in told or not moves
