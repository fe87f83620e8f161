"""Money that goes back, and orders of which less is owed."""

from decimal import Decimal

import pytest

from lvv_site.payments import orders, providers, queries, refunds
from lvv_site.payments.enums import RunState
from lvv_site.payments.models import Credit, Refund, RefundRun
from lvv_site.payments.providers import Returned
from lvv_site.payments.refusals import AmountError, ConflictError, CreditTooMuchError, ReasonError, TooMuchError
from tests.factories.payments import order, pay

pytestmark = pytest.mark.django_db


def stands(made):
    found = queries.standing(made)
    return found.state.value, found.owed, found.kept


def refund(made, amount, reason="cancelled", reference=""):
    return refunds.refund(made, Decimal(amount), reason, None, reference)


def test_part_of_an_order_goes_back_and_is_no_longer_owed():
    made = order()
    pay(made)
    refund(made, "25.00")
    assert stands(made) == ("paid", 75, 75)
    refund(made, "75.00")
    assert stands(made) == ("refunded", 0, 0)


def test_what_was_too_much_goes_back_first_and_changes_nothing_owed():
    made = order()
    pay(made, "130.00")
    refund(made, "30.00", "overpaid")
    assert stands(made) == ("paid", 100, 100)
    assert not Credit.objects.exists()


def test_more_than_one_payment_is_taken_latest_first():
    made = order()
    first, second = pay(made, "40.00"), pay(made, "60.00")
    made_refunds = refund(made, "70.00")
    assert [(one.payment, one.amount) for one in made_refunds] == [(second, 60), (first, 10)]
    assert stands(made) == ("paid", 30, 30)


def test_a_cancelled_order_gives_back_all(told):
    made = order()
    pay(made)
    orders.cancel(made)
    refund(made, "100.00")
    assert stands(made) == ("refunded", 0, 0)
    assert told == [("order_paid", made.pk)]


@pytest.mark.parametrize("amount", ["100.01", "1000"])
def test_never_more_than_came(amount):
    made = order()
    pay(made)
    with pytest.raises(TooMuchError):
        refund(made, amount)
    assert not Refund.objects.exists()


@pytest.mark.parametrize(("amount", "refusal"), [("0", AmountError), ("-1", AmountError), ("0.005", AmountError)])
def test_what_is_no_amount_is_refused(amount, refusal):
    made = order()
    pay(made)
    with pytest.raises(refusal):
        refund(made, amount)


def test_a_reason_is_needed():
    made = order()
    pay(made)
    with pytest.raises(ReasonError):
        refund(made, "1.00", "")


def test_foreign_money_is_not_sent_back_as_euros():
    made = order()
    pay(made, currency="USD")
    with pytest.raises(TooMuchError):
        refund(made, "1.00")


def test_the_same_reference_sends_nothing_twice():
    made = order()
    pay(made)
    assert refund(made, "10.00", reference="place:1") == refund(made, "10.00", reference="place:1")
    with pytest.raises(ConflictError):
        refund(made, "11.00", reference="place:1")
    assert Refund.objects.get().amount == 10


def test_a_dispute_makes_an_order_due_again():
    made = order()
    payment = pay(made)
    told_twice = [refunds.record_refund(payment, Decimal(100), "dispute", "dp_1") for _ in range(2)]
    assert told_twice[0] == told_twice[1]
    assert stands(made) == ("open", 100, 0)
    assert list(queries.with_mismatches(type(made).objects.all())) == [made]


def test_a_refund_on_the_providers_own_screen_appears_and_credits():
    made = order()
    refunds.record_refund(pay(made), Decimal(30), "correction", "re_1")
    assert stands(made) == ("paid", 70, 70)
    assert RefundRun.objects.get().state == RunState.DONE


@pytest.mark.parametrize("placed", [True, False])
def test_money_that_pays_nothing_goes_back_by_itself(placed):
    payment = pay(None, currency="USD")
    made = order()
    if placed:
        orders.place(payment, made, None)
    sent = [refunds.send_back(payment, Decimal(100), None, "back:1") for _ in range(2)]
    assert sent[0] == sent[1]
    assert stands(made) == ("open", 100, 0)
    with pytest.raises(TooMuchError):
        refunds.send_back(payment, Decimal(1), None, "back:2")
    assert not queries.unplaced_payments().exists()


def test_less_is_owed_without_money_and_what_was_paid_becomes_too_much():
    made = order()
    refunds.credit(made, Decimal(40), "goodwill", None, "c:1")
    assert refunds.credit(made, Decimal(40), "goodwill", None, "c:1") == Credit.objects.get()
    assert stands(made) == ("open", 60, 0)
    pay(made)
    assert stands(made) == ("overpaid", 60, 100)
    with pytest.raises(CreditTooMuchError):
        refunds.credit(made, Decimal("60.01"), "goodwill", None, "c:2")
    with pytest.raises(ConflictError):
        refunds.credit(made, Decimal(41), "goodwill", None, "c:1")


@pytest.mark.parametrize(("provider", "state"), [("demo", "done"), ("invoice", "waiting")])
def test_a_refund_goes_the_way_the_money_came(provider, state):
    made = order()
    pay(made, provider=provider)
    (sent,) = refund(made, "10.00")
    refunds.carry_out(sent.pk)
    assert RefundRun.objects.get().state == state
    refunds.mark_done(sent)
    assert RefundRun.objects.get().state == "done"


def test_a_failed_refund_stays_in_sight_and_is_sent_again_with_the_same_key(monkeypatch):
    made, keys, answers = order(), [], [Returned(RunState.FAILED), Returned(RunState.DONE, "re_9")]
    pay(made)
    (sent,) = refund(made, "100.00")

    def answer(_self, one):
        keys.append(one.external_ref)
        return answers.pop(0)

    monkeypatch.setattr(providers.Demo, "refund", answer)
    refunds.carry_out(sent.pk)
    assert list(queries.with_mismatches(type(made).objects.all())) == [made]
    refunds.carry_out(sent.pk)
    refunds.carry_out(sent.pk)
    assert keys == [sent.external_ref] * 2
    assert not queries.with_mismatches(type(made).objects.all()).exists()
