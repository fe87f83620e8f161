"""What an order comes to, as a table; and that no cent is lost, whatever happens in whatever order."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lvv_site.payments.books import Account, Paid, State, state_of

# Payments, refunds, credits, cancelled; of a total of 100: due, overpaid, state.
CASES = [
    ([], [], [], False, 100, 0, "open"),
    ([40], [], [], False, 60, 0, "partly_paid"),
    ([100], [], [], False, 0, 0, "paid"),
    ([40, 60], [], [], False, 0, 0, "paid"),
    ([100, 100], [], [], False, 0, 100, "overpaid"),
    ([150], [50], [], False, 0, 0, "paid"),
    ([100], [100], [100], False, 0, 0, "refunded"),
    ([100], [50], [50], False, 0, 0, "paid"),
    ([100], [], [50], False, 0, 50, "overpaid"),
    ([], [], [50], False, 50, 0, "open"),
    ([], [], [100], False, 0, 0, "cancelled"),
    # The bank took a payment back: it is due again.
    ([100], [100], [], False, 100, 0, "open"),
    ([100], [30], [], False, 30, 0, "partly_paid"),
    ([], [], [], True, 0, 0, "cancelled"),
    # Late money for a cancelled order stays visible until it is back.
    ([100], [], [], True, 0, 100, "overpaid"),
    ([100], [100], [], True, 0, 0, "refunded"),
]


@pytest.mark.parametrize(("payments", "refunds", "credited", "is_cancelled", "due", "overpaid", "state"), CASES)
def test_an_order_of_a_hundred_stands(  # noqa: PLR0917
    payments,
    refunds,
    credited,
    is_cancelled,
    due,
    overpaid,
    state,
):
    found = state_of(account(100, payments, refunds, credited, is_cancelled=is_cancelled))
    assert (found.due, found.overpaid, found.state) == (due, overpaid, State(state))


def account(total, payments=(), refunds=(), credits=(), *, is_cancelled=False):  # noqa: A002
    return Account(
        Decimal(total), tuple(Paid(Decimal(one)) for one in payments), tuple(map(Decimal, refunds)), tuple(map(Decimal, credits)),
        is_cancelled=is_cancelled,
    )  # fmt: skip


def test_an_order_of_nothing_is_paid():
    found = state_of(account(0))
    assert found.state == State.PAID
    assert found.is_settled


def test_a_cancelled_order_of_nothing_is_cancelled():
    assert state_of(account(0, is_cancelled=True)).state == State.CANCELLED


def test_a_cancelled_order_with_money_is_not_settled():
    found = state_of(account(100, [100], is_cancelled=True))
    assert found.state == State.OVERPAID
    assert not found.is_settled


def test_money_in_another_currency_pays_nothing_and_is_not_lost():
    found = state_of(Account(Decimal(100), (Paid(Decimal(100), "USD"),)))
    assert (found.state, found.due) == (State.OPEN, 100)
    assert found.foreign == (Paid(Decimal(100), "USD"),)


def test_money_under_way_pays_nothing_yet():
    found = state_of(Account(Decimal(100), under_way=(Decimal(100),)))
    assert (found.state, found.due, found.under_way) == (State.OPEN, 100, 100)


amounts = st.integers(1, 10_000).map(lambda number: Decimal(number) / 100)
facts = st.lists(st.tuples(st.sampled_from(["pay", "refund", "credit", "cancel"]), amounts), max_size=30)


@given(amounts, facts, st.randoms())
def test_no_interleaving_of_facts_loses_a_cent(total, story, random):
    paid, refunds, credited, is_cancelled = [], [], [], False
    for kind, amount in story:
        if kind == "pay":
            paid.append(amount)
        elif kind == "refund" and sum(refunds) + amount <= sum(paid):
            refunds.append(amount)
        elif kind == "credit" and sum(credited) + amount <= total:
            credited.append(amount)
        is_cancelled = is_cancelled or kind == "cancel"
    found = state_of(account(total, paid, refunds, credited, is_cancelled=is_cancelled))
    assert found.paid == found.refunded + found.owed - found.due + found.overpaid
    assert found.paid - found.refunded == found.kept >= 0
    assert not (found.due and found.overpaid)
    assert min(found.due, found.overpaid, found.owed) >= 0
    for rows in (paid, refunds, credited):
        random.shuffle(rows)
    assert state_of(account(total, paid, refunds, credited, is_cancelled=is_cancelled)) == found
