"""What stood on the treasurer's list leaves it when it was handled, and the page of the order says when and by whom."""

from decimal import Decimal

import pytest
from django.urls import reverse

from lvv_site.payments import orders, refunds
from lvv_site.payments.models import Order, WebhookEvent
from lvv_site.payments.queries import events_of, with_mismatches
from tests.factories.members import UserFactory, sign_in
from tests.factories.payments import order, pay

from .test_stripe import deliver, double, paid

__all__ = ["double"]  # a fixture
pytestmark = pytest.mark.django_db


def listed() -> list[Order]:
    return list(with_mismatches(Order.objects.all()))


@pytest.fixture
def treasurer(client):
    user = UserFactory.create(role="treasurer", second_factor=True)
    sign_in(client, type(user).objects.get(pk=user.pk))
    return user


def test_money_in_another_currency_is_listed_until_all_of_it_went_back(client, treasurer):
    made = order()
    foreign = pay(made, "100.00", currency="USD")
    pay(made)
    refunds.send_back(foreign, Decimal("40.00"), treasurer, "office:1")
    assert listed() == [made]
    page = reverse("payment_order:inspect", args=[made.pk])
    assert "Er kwam geld in een andere munt" in client.get(page).content.decode()
    sent = refunds.send_back(foreign, Decimal("60.00"), treasurer, "office:2")
    assert listed() == []
    shown = client.get(page).content.decode()
    assert "Er kwam geld in een andere munt" not in shown
    assert shown.count(str(treasurer)) >= 2
    assert str(sent.made_at.year) in shown.partition("Vastgelegd op")[2].partition("</table>")[0]


def test_too_much_is_listed_until_it_went_back(treasurer):
    made = order()
    pay(made, "120.00")
    assert listed() == [made]
    refunds.refund(made, Decimal("20.00"), "overpaid", treasurer)
    assert listed() == []


@pytest.mark.parametrize("end", ["paid again", "let go"])
def test_a_dispute_is_listed_until_it_was_paid_again_or_let_go(end, treasurer):
    made = order()
    payment = pay(made)
    refunds.record_refund(payment, Decimal("100.00"), "dispute", "stripe:dp_1")
    assert listed() == [made]
    if end == "paid again":
        pay(made)
    else:
        orders.cancel(made, by=treasurer)
    assert listed() == []


def test_the_page_of_an_order_shows_everything_that_stripe_told_of_it(client, treasurer, double):
    made, intent = paid(double)
    other, disputed = paid_otherwise(double)
    double.world.refund({"payment_intent": intent, "amount": 1000})
    deliver(double)
    double.world.dispute(disputed)
    deliver(double)
    kinds = {one.type for one in events_of(made)}
    assert {"checkout.session.completed", "payment_intent.succeeded", "charge.refunded", "refund.created"} <= kinds
    assert "charge.dispute.created" in {one.type for one in events_of(other)}
    shown = client.get(reverse("payment_order:inspect", args=[made.pk])).content.decode()
    assert all(kind in shown for kind in kinds)
    assert not set(events_of(made)) & set(events_of(other))
    assert WebhookEvent.objects.count() == events_of(made).count() + events_of(other).count()


def paid_otherwise(double) -> tuple[Order, str]:
    from .test_stripe import begun

    made, attempt = begun("sleutel-2")
    double.world.pay(attempt.external_id, "succeeded")
    return made, double.world.sessions[attempt.external_id]["payment_intent"]


def test_what_stripe_told_before_we_kept_the_payment_with_it_is_found_by_what_it_is_about(double):
    made, intent = paid(double)
    double.world.refund({"payment_intent": intent, "amount": 1000})
    deliver(double)
    WebhookEvent.objects.update(payment_intent="")
    kinds = {one.type for one in events_of(made)}
    assert {"checkout.session.completed", "payment_intent.succeeded", "refund.created"} <= kinds
