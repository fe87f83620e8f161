"""Opening, paying, settling and cancelling orders."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from lvv_site.payments import orders, queries
from lvv_site.payments.enums import PayerKind
from lvv_site.payments.models import Order, OrderCancelled, Payment, Settlement
from lvv_site.payments.orders import Line
from lvv_site.payments.refusals import AmountError, ConflictError, NotPlaceableError, ReasonError, TotalError
from lvv_site.payments.vat import Price, Rate
from tests.factories.members import PersonFactory
from tests.factories.payments import DUE, PAID_ON, consumer, line, order, organisation, pay

pytestmark = pytest.mark.django_db


def state(of: Order) -> str:
    return queries.standing(of).state.value


def test_an_order_freezes_its_lines_and_comes_to_their_total(told):
    made = order(line("206.611570", Rate.HIGH, 2), line("-10.00", Rate.HIGH), line("10.00", Rate.LOW))
    assert (made.net, made.vat, made.total) == (Decimal("413.22"), Decimal("85.58"), Decimal("498.80"))
    assert [one.price for one in made.lines.all()] == [
        Price(Decimal("206.611570"), 2, Rate.HIGH), Price(Decimal(-10), 1, Rate.HIGH), Price(Decimal(10), 1, Rate.LOW)
    ]  # fmt: skip
    assert (state(made), told) == ("open", [])
    assert made.payer.name == "Noor de Wit"


def test_the_same_reference_is_the_same_order():
    first, second = order(reference="booking:1"), order(reference="booking:1", due=DUE + dt.timedelta(1))
    assert first == second
    assert Order.objects.get().due == DUE


@pytest.mark.parametrize("what", ["price", "text", "rate", "quantity", "kind", "person"])
def test_the_same_reference_with_another_content_is_refused(what):
    order(reference="booking:1")
    changed = {
        "price": line("99.99"),
        "text": line(text="Anders"),
        "rate": line(rate=Rate.LOW),
        "quantity": line(quantity=2),
    }
    payers = {"kind": organisation(), "person": consumer(PersonFactory.create())}
    with pytest.raises(ConflictError):
        order(changed.get(what, line()), payer=payers.get(what), reference="booking:1")
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    "lines",
    [[], [line("-0.01")], [line(quantity=0)], [line(quantity=-1)], [line("0.0000001")], [line(quantity=8001)]],
)
def test_lines_that_cannot_be_are_refused(lines):
    with pytest.raises(TotalError):
        orders.open_order(lines, consumer(), "x", DUE)
    assert not Order.objects.exists()


def test_a_vat_id_that_cannot_be_one_is_refused_and_nothing_stays():
    with pytest.raises(ValidationError, match="btw-nummer"):
        order(payer=organisation(vat_id="NL123456789B01"))
    assert not Order.objects.exists()


def test_a_vat_id_is_kept_in_one_form():
    assert order(payer=organisation(vat_id="nl 0044.95.445 b01")).payer.vat_id == "NL004495445B01"


@pytest.mark.parametrize("lines", [[line("0.00")], [line("50.00"), line("-50.00")]])
def test_an_order_of_nothing_is_paid_at_once(told, lines):
    made = order(*lines)
    assert state(made) == "paid"
    assert told == [("order_paid", made.pk)]
    assert not Payment.objects.exists()


def test_an_order_is_paid_once_the_formula_says_so_and_told_once(told):
    made = order()
    pay(made, "40.00")
    assert (state(made), told) == ("partly_paid", [])
    pay(made, "60.00")
    assert (state(made), told) == ("paid", [("order_paid", made.pk)])
    pay(made, "100.00")
    assert orders.settle(made) is False
    assert (state(made), told) == ("overpaid", [("order_paid", made.pk)])
    assert Settlement.objects.count() == 1


def test_a_payment_told_twice_is_one(told):
    made = order()
    assert pay(made, ref="evt") == pay(made, ref="evt")
    assert queries.standing(made).paid == 100
    assert len(told) == 1


@pytest.mark.parametrize("change", [{"amount": "99.00"}, {"currency": "USD"}, {"provider": "invoice"}])
def test_a_payment_told_otherwise_is_refused(change):
    made = order()
    pay(made, ref="evt")
    with pytest.raises(ConflictError):
        pay(made, **{"amount": "100.00", "ref": "evt"} | change)
    assert Payment.objects.get().amount == 100


@pytest.mark.parametrize(
    ("amount", "currency", "found", "due"),
    [("99.99", "EUR", "partly_paid", "0.01"), ("100.00", "USD", "open", "100"), ("100.00", "usd", "open", "100")],
)
def test_another_amount_or_currency_is_kept_and_shown_and_settles_nothing(told, amount, currency, found, due):
    made = order()
    pay(made, amount, currency=currency)
    assert (state(made), queries.standing(made).due, told) == (found, Decimal(due), [])
    assert list(queries.with_mismatches(Order.objects.all())) == [made]


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN"])
def test_what_is_no_amount_is_refused(amount):
    with pytest.raises((AmountError, ArithmeticError)):
        pay(order(), amount)


def test_late_money_for_a_cancelled_order_stays_visible(told):
    made = order()
    orders.cancel(made)
    pay(made)
    assert (state(made), queries.standing(made).overpaid, told) == ("overpaid", 100, [])
    assert list(queries.with_mismatches(Order.objects.all())) == [made]


def test_money_without_an_order_waits_until_somebody_places_it(told):
    made, payment = order(), pay(None)
    assert list(queries.unplaced_payments()) == [payment]
    orders.place(payment, made, None)
    assert (state(made), told) == ("paid", [("order_paid", made.pk)])
    assert not queries.unplaced_payments().exists()
    assert pay(None, ref=payment.external_ref) == payment


@pytest.mark.parametrize("placed", [True, False])
def test_a_payment_with_an_order_is_not_placed_again(placed):
    made, other = order(), order()
    payment = pay(None if placed else made)
    if placed:
        orders.place(payment, made, None)
    with pytest.raises(NotPlaceableError):
        orders.place(payment, other, None)


def test_cancelling_twice_is_cancelling_once():
    made = order()
    assert orders.cancel(made) == orders.cancel(made, "correction")
    assert OrderCancelled.objects.get().reason_code == "cancelled"
    assert state(made) == "cancelled"


def test_cancelling_needs_a_known_reason():
    with pytest.raises(ReasonError):
        orders.cancel(order(), "zomaar")


def test_an_order_with_money_is_not_cancelled_as_unpaid():
    unpaid, part, paid = order(), order(), order()
    pay(part, "1.00")
    pay(paid)
    assert [orders.cancel_unpaid(one) for one in (unpaid, part, paid)] == [True, False, False]
    assert orders.cancel_unpaid(unpaid) is False


def test_the_list_says_of_each_order_what_the_formula_says():
    order(line("0.00"))
    made = [order() for _ in range(7)]
    pay(made[1], "40.00")
    pay(made[2])
    pay(made[3], "150.00")
    orders.cancel(made[4])
    pay(made[5], "100.00", currency="USD")
    orders.place(pay(None), made[6], None)
    orders.cancel(made[6])
    for one in queries.with_standing(Order.objects.all()):
        found = queries.standing(one)
        assert (one.standing, one.paid, one.refunded, one.owed) == (found.state, found.paid, found.refunded, found.owed)
        assert one.balance == found.overpaid - found.due


def test_a_payer_without_account_is_no_person():
    made = orders.open_order([Line("x", "x", Price(Decimal(1), 1, Rate.HIGH))], organisation(), "y", DUE)
    assert (made.person, made.payer_kind) == (None, PayerKind.ORGANISATION)
    assert pay(made, "1.21").received_on == PAID_ON
