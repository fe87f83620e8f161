"""A refund in Stripe's dashboard crosses one of ours that was not sent yet: the money is in the books once, or on a list."""

from decimal import Decimal

import pytest
import stripe

from lvv_site.payments import crossing, inbox, refunds
from lvv_site.payments.enums import RunState
from lvv_site.payments.models import Order, OutsideRefund, Refund, WebhookEvent
from lvv_site.payments.queries import standing, to_transfer, with_mismatches
from lvv_site.payments.refusals import ConflictError, TooMuchError

from .test_stripe import deliver, double, paid

__all__ = ["double"]  # a fixture
pytestmark = pytest.mark.django_db


def listed() -> list[Order]:
    return list(with_mismatches(Order.objects.all()))


def gone_at_stripe(double) -> Decimal:
    return sum((Decimal(one["amount"]) / 100 for one in double.world.refunds.values()), Decimal(0))


@pytest.mark.parametrize(
    ("ours", "theirs", "kept", "sent"),
    [
        ("60.00", "60.00", "40.00", []),  # somebody was impatient and did it there
        ("60.00", "100.00", "0.00", []),  # all of it: more than we had decided
        ("60.00", "50.00", "40.00", ["10.00"]),  # a part of it: the rest is still sent
        ("100.00", "30.00", "0.00", ["70.00"]),
        ("60.00", "40.00", "0.00", ["60.00"]),  # both fit in what was paid: they are two refunds
    ],
)
@pytest.mark.parametrize("again", [1, 3])
def test_what_went_back_is_in_the_books_once(double, ours, theirs, kept, sent, again):  # noqa: PLR0917 - a table
    order, intent = paid(double)
    (made,) = refunds.refund(order, Decimal(ours), "cancelled", None)
    double.world.refund({"payment_intent": intent, "amount": int(Decimal(theirs) * 100)})
    for _each in range(again):
        deliver(double)
        refunds.carry_out(made.pk)
    deliver(double)
    assert standing(order).kept == Decimal(kept)
    assert gone_at_stripe(double) == Decimal(100) - Decimal(kept)
    mine = [one["amount"] for one in double.world.refunds.values() if one["metadata"]]
    assert mine == [int(Decimal(one) * 100) for one in sent]
    made.run.refresh_from_db()
    assert made.run.state == RunState.DONE
    assert not WebhookEvent.objects.filter(done_at=None).exists()
    assert (listed(), to_transfer(Refund.objects.all()).exists()) == ([], False)


def test_two_of_ours_are_carried_out_the_oldest_first(double):
    order, intent = paid(double)
    (first,) = refunds.refund(order, Decimal("30.00"), "cancelled", None)
    (second,) = refunds.refund(order, Decimal("50.00"), "goodwill", None)
    double.world.refund({"payment_intent": intent, "amount": 4000})
    deliver(double)
    assert (crossing.to_send(first), crossing.to_send(second)) == (Decimal(0), Decimal("40.00"))
    for one in (first, second):
        refunds.carry_out(one.pk)
    assert (gone_at_stripe(double), standing(order).kept) == (Decimal("80.00"), Decimal("20.00"))


def test_one_that_stripe_refused_is_carried_out_too_and_leaves_the_list(double):
    order, intent = paid(double)
    double.world.refund({"payment_intent": intent, "amount": 6000})
    (made,) = refunds.refund(order, Decimal("60.00"), "cancelled", None)
    refunds.carry_out(made.pk)  # before any message of the other came
    assert (list(to_transfer(Refund.objects.all())), listed()) == ([made], [order])
    deliver(double)
    assert (to_transfer(Refund.objects.all()).exists(), listed()) == (False, [])
    assert (standing(order).kept, OutsideRefund.objects.get().amount) == (Decimal("40.00"), Decimal("60.00"))


def test_a_part_that_is_left_of_a_refused_one_can_be_sent_again(double):
    order, intent = paid(double)
    double.world.refund({"payment_intent": intent, "amount": 5000})
    (made,) = refunds.refund(order, Decimal("60.00"), "cancelled", None)
    refunds.carry_out(made.pk)
    deliver(double)
    assert (crossing.to_send(made), list(to_transfer(Refund.objects.all()))) == (Decimal("10.00"), [made])
    assert refunds.try_again(made)
    refunds.carry_out(made.pk)
    assert (gone_at_stripe(double), standing(order).kept) == (Decimal("60.00"), Decimal("40.00"))


def test_money_that_the_bank_takes_back_carries_ours_out_and_the_rest_is_owed_again(double):
    order, intent = paid(double)
    refunds.refund(order, Decimal("60.00"), "cancelled", None)
    double.world.dispute(intent)
    deliver(double)
    assert (standing(order).kept, standing(order).due) == (Decimal(0), Decimal("40.00"))
    assert not WebhookEvent.objects.filter(done_at=None).exists()


def test_what_cannot_be_is_on_the_list_until_it_is_handled(double, monkeypatch):
    order, intent = paid(double)
    double.world.refund({"payment_intent": intent, "amount": 1000})

    def refuse(*_asked: object) -> None:
        raise TooMuchError

    with monkeypatch.context() as patched:
        patched.setattr(refunds, "record_refund", refuse)
        with pytest.raises(TooMuchError):
            deliver(double)
    assert listed() == [order]
    for event in WebhookEvent.objects.filter(done_at=None):
        inbox.handle(event)
    assert listed() == []


def test_the_same_reference_with_another_amount_is_another_story(double):
    order, intent = paid(double)
    refunds.refund(order, Decimal("60.00"), "cancelled", None)
    payment = order.payments.get()
    refunds.record_refund(payment, Decimal("100.00"), "correction", "stripe:re_1")
    with pytest.raises(ConflictError):
        refunds.record_refund(payment, Decimal("99.00"), "correction", "stripe:re_1")
    again = refunds.record_refund(payment, Decimal("100.00"), "correction", "stripe:re_1")
    assert (again.amount, Refund.objects.count(), intent[:2]) == (Decimal("40.00"), 2, "pi")


def test_stripe_out_of_order_leaves_the_rest_to_the_next_try(double):
    order, intent = paid(double)
    (made,) = refunds.refund(order, Decimal("60.00"), "cancelled", None)
    double.world.refund({"payment_intent": intent, "amount": 5000})
    deliver(double)
    double.faults = ["lost"] * 3
    with pytest.raises(stripe.APIConnectionError):
        refunds.carry_out(made.pk)
    refunds.carry_out(made.pk)
    assert (gone_at_stripe(double), standing(order).kept) == (Decimal("60.00"), Decimal("40.00"))
