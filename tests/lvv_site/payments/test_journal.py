"""The journal balances: each fact, each period, and the debtors with what the orders say."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from lvv_site import civil
from lvv_site.payments import orders, queries, refunds
from lvv_site.payments.journal import journal
from lvv_site.payments.models import Order
from lvv_site.payments.vat import Rate
from tests.factories.payments import PAID_ON, line, order, pay

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2020, 1, 1), dt.date(2030, 12, 31)
DAY = dt.timedelta(days=1)


def balances(first=FIRST, last=LAST):
    found = Counter()
    for one in journal(first, last):
        found[one.account] += one.amount
    return {account: amount for account, amount in found.items() if amount}


@pytest.fixture
def year():
    """Everything that can happen to an order."""
    lines = [line("206.611570", Rate.HIGH, 3), line("33.33", Rate.LOW), line("12.34", Rate.EXEMPT)]
    made = [order(*lines) for _ in range(8)]
    total = str(made[0].total)
    for one in made[:4]:
        pay(one, total)
    pay(made[4], "10.00")
    pay(made[5], "999.99", provider="invoice")
    refunds.refund(made[0], Decimal("0.01"), "goodwill", None)
    refunds.refund(made[0], Decimal("77.77"), "cancelled", None)
    refunds.refund(made[1], Decimal(total), "cancelled", None)
    orders.cancel(made[2])
    refunds.record_refund(made[3].payments.get(), Decimal("50.00"), "dispute", "dp")
    refunds.credit(made[6], Decimal("100.01"), "goodwill", None, "c")
    orders.cancel(made[6])
    orders.place(pay(None, "40.00"), made[7], None)
    pay(None, "5.55")
    foreign = pay(made[7], "20.00", currency="USD")
    refunds.send_back(foreign, Decimal(5), None, "usd")


def test_each_fact_balances(year):
    sums = Counter()
    for one in journal(FIRST, LAST):
        sums[one.fact] += one.amount
    assert len(sums) > 20
    assert set(sums.values()) == {0}


def test_the_debtors_are_what_the_orders_say(year):
    found = [queries.standing(one) for one in Order.objects.all()]
    expected = sum((one.due - one.overpaid for one in found), Decimal(0))
    assert balances()["debtors"] == expected
    assert balances()["unplaced"] == Decimal("-5.55")
    assert (balances()["money:demo:USD"], balances()["foreign:USD"]) == (15, -15)


def test_no_cent_falls_between_two_periods(year):
    halves = Counter(balances(FIRST, PAID_ON))
    for account, amount in balances(PAID_ON + DAY, LAST).items():
        halves[account] += amount
    assert {account: amount for account, amount in halves.items() if amount} == balances()
    assert balances(civil.today() + DAY, LAST) == {}


def test_a_cancelled_order_leaves_no_revenue_and_no_vat():
    made = order(line("0.33", Rate.HIGH, 3), line("7.77", Rate.LOW))
    refunds.credit(made, Decimal("3.21"), "goodwill", None, "c")
    orders.cancel(made)
    assert balances() == {}
