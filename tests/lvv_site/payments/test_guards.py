"""What the database refuses, whoever asks."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from lvv_site.operations.append_only import retention
from lvv_site.payments.models import (
    Credit,
    ImmutableError,
    Order,
    OrderLine,
    Payment,
    Placement,
    Refund,
    Settlement,
)
from tests.factories.payments import PAID_ON, order, pay

pytestmark = pytest.mark.django_db


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


def refund(of, payment, amount, ref):
    return Refund.objects.create(
        order=of, payment=payment, amount=Decimal(amount), reason_code="cancelled", external_ref=ref
    )


def test_refunds_never_exceed_their_payment():
    made = order()
    payment = pay(made)
    refund(made, payment, "60.00", "a")
    with refused("exceed payment"), transaction.atomic():
        refund(made, payment, "40.01", "b")
    refund(made, payment, "40.00", "c")


def test_a_refund_is_about_the_order_of_its_payment():
    made, other = order(), order()
    payment, placed = pay(made), pay(None)
    Placement.objects.create(payment=placed, order=other)
    for of, one in ((other, payment), (None, payment), (made, placed), (None, placed)):
        with refused("another order"), transaction.atomic():
            refund(of, one, "1.00", "x")
    refund(other, placed, "1.00", "x")


def test_credits_never_exceed_their_order():
    made = order()
    Credit.objects.create(order=made, amount=Decimal(60), reason_code="goodwill", reference="a")
    with refused("exceed order"), transaction.atomic():
        Credit.objects.create(order=made, amount=Decimal("40.01"), reason_code="goodwill", reference="b")


def test_no_line_is_added_to_an_order():
    made = order()
    with refused("all its lines"), transaction.atomic():
        OrderLine.objects.create(
            order=made, position=1, what_code="x", text="x", quantity=1, net=Decimal(1), vat_rate="21"
        )


@pytest.mark.django_db(transaction=True)
def test_no_order_is_kept_without_its_lines():
    with refused("lacks lines"):
        Order.objects.create(
            code="X", reference="x", payer_kind="person", net=1, vat=0, total=1, line_count=1, due=PAID_ON
        )
    assert not Order.objects.exists()


def test_a_payment_with_an_order_is_not_placed():
    made, other = order(), order()
    with refused("cannot be placed"), transaction.atomic():
        Placement.objects.create(payment=pay(made), order=other)


def test_an_order_is_settled_once():
    made = order()
    pay(made)
    with refused("order_id"), transaction.atomic():
        Settlement.objects.create(order=made)


@pytest.mark.parametrize(
    ("amount", "currency", "ref"), [("0", "EUR", "x"), ("-1", "EUR", "x"), ("1", "eur", "x"), ("1", "EUR", "")]
)
def test_a_payment_that_cannot_be_is_refused(amount, currency, ref):
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            amount=Decimal(amount), currency=currency, provider="demo", external_ref=ref, received_on=PAID_ON
        )


@pytest.mark.parametrize("column", ["total = total + 1", "net = net + 1", "vat = 0, net = 0, total = -1"])
def test_an_order_that_does_not_add_up_is_refused(column):
    made = order()
    with refused("order_total"), retention(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE payments_order SET {column} WHERE id = %s", [made.pk])


def test_facts_are_not_changed_or_deleted():
    made = order()
    with pytest.raises(ImmutableError):
        made.save()
    with pytest.raises(ImmutableError):
        made.delete()
    for statement in ("UPDATE payments_orderline SET net = 0", "DELETE FROM payments_orderline"):
        with refused("append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
