"""Paying through Stripe: whatever comes twice, late, in another order, changed or never, the books are right and told once."""

import datetime as dt
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal

import pytest
import stripe
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from lvv_site.payments import attempts, inbox, refunds, stripe_provider
from lvv_site.payments.books import State
from lvv_site.payments.enums import AttemptState, RunState
from lvv_site.payments.models import Order, Payment, PaymentAttempt, Refund, WebhookEvent
from lvv_site.payments.queries import standing
from lvv_site.payments.signals import order_lapsed, order_paid, order_under_way
from tests.doubles.stripe import StripeDouble
from tests.doubles.stripe.server import API_KEY, WEBHOOK_SECRET, signature
from tests.factories import payments

pytestmark = pytest.mark.django_db
HOOK = "/betalen/stripe/"


@pytest.fixture
def double(settings) -> Iterator[StripeDouble]:
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = API_KEY, WEBHOOK_SECRET
    with StripeDouble().running() as running:
        settings.STRIPE_ADDRESS = running.address
        yield running


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What the rooms above were told."""
    heard: list[str] = []
    receivers = []
    for name, signal in (("paid", order_paid), ("under way", order_under_way), ("lapsed", order_lapsed)):

        def receive(name: str = name, **_sent: object) -> None:
            heard.append(name)

        receivers.append((signal, receive))
        signal.connect(receive)
    yield heard
    for signal, receive in receivers:
        signal.disconnect(receive)


def begun(key: str = "sleutel-1", **order: object) -> tuple[Order, PaymentAttempt]:
    made = payments.order(**order)  # type: ignore[arg-type]
    return made, attempts.begin(made, "stripe", key, "/boeking/B7KD-2/")


def post(event: dict[str, object], secret: str = WEBHOOK_SECRET, moment: float | None = None) -> int:
    payload = json.dumps(event).encode()
    header = signature(payload, secret, moment)
    return Client().post(HOOK, payload, "application/json", headers={"stripe-signature": header}).status_code


def work() -> None:
    """Do what the worker would: handle what is in the inbox."""
    for event in WebhookEvent.objects.filter(done_at=None).order_by("pk"):
        inbox.handle(event)


def deliver(double: StripeDouble) -> None:
    for event in list(double.world.events.values()):
        assert post(event) == 200
    work()


def test_it_asks_what_is_due_and_nothing_personal(double):
    order, attempt = begun()
    (session,) = double.world.sessions.values()
    assert (session["amount_total"], session["currency"], session["locale"]) == (10000, "eur", "nl")
    assert session["metadata"] == {"order": order.code, "attempt": "sleutel-1"}
    assert session["success_url"].endswith("/boeking/B7KD-2/")
    assert (attempt.external_id, attempt.url) == (session["id"], session["url"])
    assert "noor" not in json.dumps(session).lower()


def test_ten_equal_requests_are_one_session(double):
    order, first = begun()
    assert {attempts.begin(order, "stripe", "sleutel-1").pk for _turn in range(9)} == {first.pk}
    assert len(double.world.sessions) == 1


def test_a_lost_answer_is_asked_for_again(double):
    order = payments.order()
    double.faults = ["lost"] * 3  # the library itself tries three times
    with pytest.raises(stripe.APIConnectionError):
        attempts.begin(order, "stripe", "sleutel-2")
    assert len(double.world.sessions) == 1
    assert attempts.begin(order, "stripe", "sleutel-2").external_id in double.world.sessions
    assert len(double.world.sessions) == 1


def test_a_session_whose_id_we_never_kept_still_pays(double, told):
    order, attempt = begun()
    PaymentAttempt.objects.filter(pk=attempt.pk).update(external_id="", url="")
    double.world.pay(attempt.external_id, "succeeded")
    deliver(double)
    assert standing(order).state is State.PAID
    assert told == ["paid"]


@pytest.mark.parametrize(
    ("outcome", "state", "heard", "attempt_state"),
    [
        ("succeeded", State.PAID, ["paid"], AttemptState.SUCCEEDED),
        ("later", State.OPEN, ["under way"], AttemptState.PROCESSING),
        ("failed", State.OPEN, [], AttemptState.OPEN),
        ("aborted", State.OPEN, [], AttemptState.OPEN),
    ],
)
def test_each_ending(double, told, outcome, state, heard, attempt_state):  # noqa: PLR0917 - a table
    order, attempt = begun()
    double.world.pay(attempt.external_id, outcome)
    deliver(double)
    attempt.refresh_from_db()
    assert (standing(order).state, told, attempt.state) == (state, heard, attempt_state)


@pytest.mark.parametrize(("good", "state", "heard"), [(True, State.PAID, "paid"), (False, State.OPEN, "lapsed")])
def test_money_that_takes_days_comes_or_bounces(double, told, good, state, heard):
    order, attempt = begun()
    double.world.pay(attempt.external_id, "later")
    deliver(double)
    double.world.arrive(attempt.external_id, good=good)
    deliver(double)
    assert (standing(order).state, told) == (state, ["under way", heard])


def test_an_expired_session_lapses_and_money_afterwards_is_never_lost(double, told):
    order, attempt = begun()
    double.world.end_session(attempt.external_id)
    deliver(double)
    assert told == ["lapsed"]
    double.world.sessions[attempt.external_id]["status"] = "open"
    double.world.pay(attempt.external_id, "succeeded")
    deliver(double)
    assert (standing(order).state, told) == (State.PAID, ["lapsed", "paid"])


@pytest.mark.parametrize(
    ("amount", "state", "heard"), [(9999, State.PARTLY_PAID, []), (10001, State.OVERPAID, ["paid"])]
)
def test_another_amount_is_kept_as_it_came(double, told, amount, state, heard):
    order, attempt = begun()
    double.world.pay(attempt.external_id, "succeeded")
    double.world.change_amount(attempt.external_id, amount)
    deliver(double)
    assert (standing(order).state, told) == (state, heard)
    assert Payment.objects.get().amount == Decimal(amount) / 100


def test_another_currency_pays_nothing(double, told):
    order, attempt = begun()
    double.world.pay(attempt.external_id, "succeeded")
    double.world.sessions[attempt.external_id]["currency"] = "usd"
    deliver(double)
    assert (standing(order).state, standing(order).due, told) == (State.OPEN, Decimal("100.00"), [])


def test_a_session_of_the_dashboard_waits_for_somebody_to_place_it(double):
    session = stripe_provider.client().v1.checkout.sessions.create({
        "mode": "payment", "success_url": "https://x.example/",
        "line_items": [{"price_data": {"currency": "eur", "unit_amount": 500, "product_data": {"name": "x"}}, "quantity": 1}],
    })  # fmt: skip
    double.world.pay(session.id, "succeeded")
    deliver(double)
    assert Payment.objects.get().order is None


@pytest.mark.parametrize(
    ("secret", "ago", "status"), [(WEBHOOK_SECRET, 0, 200), ("whsec_forged", 0, 400), (WEBHOOK_SECRET, 3600, 400)]
)
def test_only_what_stripe_signed_lately_is_taken_in(double, secret, ago, status):
    _order, attempt = begun()
    double.world.pay(attempt.external_id, "succeeded")
    event = next(iter(double.world.events.values()))
    assert post(event, secret, timezone.now().timestamp() - ago) == status
    assert WebhookEvent.objects.count() == (1 if status == 200 else 0)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_event_is_refused(double, content):
    header = signature(content)
    answer = Client().post(HOOK, content, "application/json", headers={"stripe-signature": header})
    assert answer.status_code == 400
    assert not WebhookEvent.objects.exists()


def test_without_a_key_there_is_no_webhook_and_no_such_way_to_pay(client):
    assert client.post(HOOK, b"{}", "application/json").status_code == 404
    assert not stripe_provider.Stripe().is_available("person")


def test_events_that_we_know_nothing_of_are_kept_and_done(double):
    double.world._tell("customer.created", {"id": "cus_1", "object": "customer"})
    deliver(double)
    event = WebhookEvent.objects.get()
    assert event.done_at
    assert post(next(iter(double.world.events.values()))) == 200
    assert WebhookEvent.objects.count() == 1


def test_reconciling_finds_what_no_message_told(double, told):
    order, attempt = begun()
    double.world.pay(attempt.external_id, "succeeded")
    inbox.reconcile(timezone.now())
    assert standing(order).state is State.OPEN, "young ones are left to the webhook"
    inbox.reconcile(timezone.now() + dt.timedelta(minutes=11))
    assert (standing(order).state, told) == (State.PAID, ["paid"])


def test_the_command_says_what_it_did(double, capsys):
    begun()
    call_command("reconcile_payments")
    assert capsys.readouterr().out == "0 attempts asked about, 0 messages handled, 0 attempts expired.\n"


def paid(double: StripeDouble) -> tuple[Order, str]:
    order, attempt = begun()
    double.world.pay(attempt.external_id, "succeeded")
    deliver(double)
    return order, double.world.sessions[attempt.external_id]["payment_intent"]


def test_a_refund_of_ours_goes_back_once_also_when_the_answer_was_lost(double):
    order, intent = paid(double)
    (made,) = refunds.refund(order, Decimal("40.00"), "cancelled", None)
    double.faults = ["lost"] * 3
    with pytest.raises(stripe.APIConnectionError):
        refunds.carry_out(made.pk)
    refunds.carry_out(made.pk)
    refunds.carry_out(made.pk)
    deliver(double)
    assert [one["amount"] for one in double.world.refunds.values()] == [4000]
    made.run.refresh_from_db()
    assert (made.run.state, Refund.objects.count()) == (RunState.DONE, 1)
    assert double.world.intents[intent]["status"] == "succeeded"


def test_a_refund_that_stripe_refuses_is_a_failure_to_see(double):
    order, intent = paid(double)
    double.world.charges[double.world.intents[intent]["latest_charge"]]["amount_refunded"] = 10000
    (made,) = refunds.refund(order, Decimal("40.00"), "cancelled", None)
    refunds.carry_out(made.pk)
    made.run.refresh_from_db()
    assert made.run.state == RunState.FAILED


def test_a_refund_from_the_dashboard_appears_here_once(double):
    order, intent = paid(double)
    double.world.refund({"payment_intent": intent, "amount": 2500})
    deliver(double)
    deliver(double)
    assert [one.amount for one in Refund.objects.all()] == [Decimal("25.00")]
    assert (standing(order).kept, standing(order).due) == (Decimal("75.00"), Decimal(0))


def test_a_dispute_makes_it_owed_again_and_winning_it_pays(double):
    order, intent = paid(double)
    dispute = double.world.dispute(intent)
    deliver(double)
    assert (standing(order).state, standing(order).due) == (State.OPEN, Decimal("100.00"))
    dispute["status"] = "won"
    double.world._tell("charge.dispute.closed", dispute)
    deliver(double)
    assert (standing(order).state, standing(order).due) == (State.PAID, Decimal(0))


@pytest.mark.parametrize("seed", range(25))
def test_doubled_reordered_delayed_and_lost_messages_give_the_same_books(double, told, seed):
    """Everything happens at Stripe; of the messages some come twice, some never, all in any order, the worker killed midway."""
    dice = random.Random(seed)
    order, attempt = begun()
    slow = dice.random() < 0.5
    double.world.pay(attempt.external_id, "later" if slow else "succeeded")
    if slow:
        double.world.arrive(attempt.external_id)
    intent = double.world.sessions[attempt.external_id]["payment_intent"]
    double.world.refund({"payment_intent": intent, "amount": 1000})
    messages = list(double.world.events.values())
    arriving = [one for one in messages * 2 if dice.random() < 0.6]
    dice.shuffle(arriving)
    for message in arriving:
        assert post(message) == 200
        if dice.random() < 0.5:
            double.faults = [503] * 3 if dice.random() < 0.3 else []
            with suppress(
                stripe.APIError, stripe.APIConnectionError
            ):  # the worker dies; what is left is taken up below
                work()
            double.faults = []
    inbox.reconcile(timezone.now() + dt.timedelta(minutes=11))
    stripe_provider.apply_session(attempt.external_id)
    stripe_provider.apply_refunds(intent)
    found = standing(order)
    assert (found.paid, found.refunded, found.due) == (Decimal("100.00"), Decimal("10.00"), Decimal(0))
    assert told.count("paid") == 1
    assert not WebhookEvent.objects.filter(done_at=None).exists()
