"""Two at the same moment, over connections of their own; and what happens when the lock is taken away."""

import contextlib
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from lvv_site.payments import attempts, orders, queries, refunds
from lvv_site.payments.models import Order, Payment, PaymentAttempt, Refund, Settlement
from lvv_site.payments.refusals import PaymentError
from tests.factories.payments import order, pay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
LOCK = orders.lock


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Run each call on a connection of its own; return in order of name how they fared."""
    outcomes = []

    def run(call: Callable[[], Any]) -> None:
        try:
            outcomes.append("won" if call() is not False else "too late")
        except PaymentError as refused:
            outcomes.append(refused.code)
        except IntegrityError:
            outcomes.append("stopped by the database")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes)


def meet(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, patience: float = 1.5) -> None:
    """Let each caller of a function wait until the other is there too, or give up: then the other waits for our lock."""
    both, original = threading.Barrier(2, timeout=patience), getattr(where, name)

    def waiting(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait()
        return result

    monkeypatch.setattr(where, name, waiting)


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (orders, refunds, attempts):
        monkeypatch.setattr(module, "lock", lambda order_id: Order.objects.get(pk=order_id))


def pay_two_halves(monkeypatch: pytest.MonkeyPatch, told: list[Any]) -> tuple[list[str], int]:
    made = order()
    meet(monkeypatch, orders, "standing")
    outcomes = at_once(lambda: pay(made, "50.00", "a"), lambda: pay(made, "50.00", "b"))
    assert queries.standing(made).kept == 100
    return outcomes, len(told)


def test_two_halves_at_once_settle_an_order_once(monkeypatch, told):
    assert pay_two_halves(monkeypatch, told) == (["won", "won"], 1)


def test_without_the_lock_each_would_see_half_and_nobody_settle(monkeypatch, told):
    unlocked(monkeypatch)
    assert pay_two_halves(monkeypatch, told) == (["won", "won"], 0)


def settle_twice(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made = order()
    with monkeypatch.context() as quiet:
        quiet.setattr(orders, "settle", lambda _order: False)
        pay(made)
    meet(monkeypatch, orders, "standing")
    outcomes = at_once(lambda: orders.settle(made), lambda: orders.settle(made))
    assert Settlement.objects.count() == 1
    return outcomes


def test_two_who_settle_at_once_tell_it_once(monkeypatch, told):
    assert settle_twice(monkeypatch) == ["too late", "won"]
    assert len(told) == 1


def test_without_the_lock_only_the_database_would_stop_the_second(monkeypatch):
    unlocked(monkeypatch)
    assert settle_twice(monkeypatch) == ["stopped by the database", "won"]


def test_one_message_twice_at_once_is_one_payment(monkeypatch, told):
    made = order()
    unlocked(monkeypatch)  # also without the lock: the reference decides
    meet(monkeypatch, orders, "lock")
    at_once(lambda: pay(made, ref="evt"), lambda: pay(made, ref="evt"))
    assert Payment.objects.count() == 1


def test_one_reference_opened_twice_at_once_is_one_order(monkeypatch):
    meet(monkeypatch, orders, "_content_hash")
    assert at_once(lambda: order(reference="booking:1"), lambda: order(reference="booking:1")) == ["won", "won"]
    assert Order.objects.count() == 1


def refund_twice(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Decimal]:
    made = order()
    pay(made)
    # Without the lock the other does come, however busy the machine.
    meet(monkeypatch, refunds, "standing", patience=1.5 if orders.lock is LOCK else 8)
    send = [lambda ref=ref: refunds.refund(made, Decimal(60), "cancelled", None, ref) for ref in "ab"]
    return at_once(*send), sum(Refund.objects.values_list("amount", flat=True))


def test_two_refunds_at_once_never_exceed_what_was_paid(monkeypatch):
    assert refund_twice(monkeypatch) == (["too_much", "won"], 60)


def test_without_our_lock_the_database_stops_the_second_refund(monkeypatch):
    unlocked(monkeypatch)
    assert refund_twice(monkeypatch) == (["stopped by the database", "won"], 60)


def test_without_any_lock_more_than_was_paid_would_go_back(monkeypatch):
    unlocked(monkeypatch)
    guards = {"payments_refund": "payments_refund_within", "payments_credit": "payments_credit_within"}
    with connection.cursor() as cursor:
        for table, trigger in guards.items():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        try:
            assert refund_twice(monkeypatch) == (["won", "won"], 120)
        finally:
            for table, trigger in guards.items():
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def expire_while_paying(monkeypatch: pytest.MonkeyPatch) -> tuple[str, bool]:
    made = order()
    attempt = PaymentAttempt.objects.create(
        order=made, provider="demo", amount=100, idempotency_key="k", expires_at=timezone.now()
    )
    meet(monkeypatch, orders, "_payment")
    at_once(lambda: pay(made, attempt=attempt), lambda: attempts.expire(attempt, timezone.now()))
    attempt.refresh_from_db()
    return attempt.state, queries.standing(made).is_settled


def test_an_expiry_of_the_same_second_does_not_overwrite_a_payment(monkeypatch):
    assert expire_while_paying(monkeypatch) == ("succeeded", True)


def test_also_without_the_lock_the_condition_in_the_statement_holds(monkeypatch):
    unlocked(monkeypatch)
    assert expire_while_paying(monkeypatch) == ("succeeded", True)


def cancel_while_paying(monkeypatch: pytest.MonkeyPatch) -> tuple[int, bool]:
    made = order()
    meet(monkeypatch, orders, "standing")
    at_once(lambda: pay(made), lambda: orders.cancel_unpaid(made))
    found = queries.standing(made)
    return Settlement.objects.count(), found.is_cancelled


def test_an_order_paid_in_the_same_second_is_paid_or_cancelled_and_not_both(monkeypatch):
    assert cancel_while_paying(monkeypatch) in {(1, False), (0, True)}


def test_without_the_lock_it_would_be_both(monkeypatch):
    unlocked(monkeypatch)
    assert cancel_while_paying(monkeypatch) == (1, True)


def test_ten_equal_requests_to_pay_are_one_attempt(settings):
    settings.DEMO = True
    made = order()
    assert at_once(*[lambda: attempts.begin(made, "demo", "k")] * 10) == ["won"] * 10
    assert PaymentAttempt.objects.count() == 1
