"""Attempts to pay, and the ways there are."""

import datetime as dt

import pytest
from django.utils import timezone

from lvv_site.payments import attempts, orders, providers, queries
from lvv_site.payments.enums import AttemptState, PayerKind
from lvv_site.payments.models import PaymentAttempt
from lvv_site.payments.providers import Started
from lvv_site.payments.refusals import ConflictError, NothingDueError, UnknownProviderError
from tests.factories.payments import order, organisation, pay
from tests.lvv_site.payments.test_invoices import filled

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def begun(made=None, key="k1", expires=None):
    attempt = attempts.begin(made or order(), "demo", key)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(expires_at=expires)
    attempt.refresh_from_db()
    return attempt


def test_an_attempt_is_for_what_is_due():
    made = order()
    pay(made, "40.00")
    attempt = begun(made)
    assert (attempt.amount, attempt.state, attempt.external_id) == (60, AttemptState.OPEN, "demo:k1")


def test_the_same_key_is_the_same_attempt_and_no_second_call(monkeypatch):
    made = order()
    first = begun(made)
    monkeypatch.setattr(providers.Demo, "start", None)
    assert begun(made) == first


def test_a_crash_before_the_answer_is_repeated_with_the_same_key(monkeypatch):
    made, keys = order(), []

    def start(_self, attempt):
        keys.append(attempt.idempotency_key)
        if len(keys) == 1:
            raise ConnectionError
        return Started("x1", "https://bank.example/x1")

    monkeypatch.setattr(providers.Demo, "start", start)
    with pytest.raises(ConnectionError):
        begun(made)
    assert begun(made).url == "https://bank.example/x1"
    assert keys == ["k1", "k1"]
    assert PaymentAttempt.objects.count() == 1


def test_a_key_of_another_order_is_refused():
    begun()
    with pytest.raises(ConflictError):
        begun()


def test_what_is_paid_needs_no_attempt():
    made = order()
    pay(made)
    with pytest.raises(NothingDueError):
        begun(made)


@pytest.mark.parametrize(
    ("demo", "kind", "codes"),
    [(False, "person", []), (True, "person", ["demo"]), (False, "organisation", ["invoice"]),
     (True, "organisation", ["invoice", "demo"])],
)  # fmt: skip
def test_who_can_pay_how(settings, demo, kind, codes):
    filled()
    settings.DEMO = demo
    assert [one.code for one in providers.available(PayerKind(kind)) if one.code in {"invoice", "demo"}] == codes


@pytest.mark.parametrize("code", ["invoice", "bestaat-niet"])
def test_another_way_is_refused(code):
    with pytest.raises(UnknownProviderError):
        attempts.begin(order(), code, "k")


def test_without_a_seller_nobody_pays_on_invoice_and_is_told(settings):
    settings.STRIPE_SECRET_KEY, settings.DEMO = "", False
    for kind in PayerKind:
        assert list(providers.available(kind)) == []
        assert "niet" in providers.nothing_available(kind)
    with pytest.raises(UnknownProviderError):
        attempts.begin(order(payer=organisation()), "invoice", "k")


def test_an_organisation_pays_on_invoice():
    filled()
    attempt = attempts.begin(order(payer=organisation()), "invoice", "k")
    assert (attempt.url, attempt.expires_at) == ("", None)


def test_two_providers_never_share_a_code():
    class Other:
        code = "demo"

    with pytest.raises(ValueError, match="twice"):
        providers.register(Other())


def test_money_under_way_is_told_once_and_keeps_the_order(told):
    attempt = begun()
    assert [attempts.processing(attempt), attempts.processing(attempt)] == [True, False]
    assert told == [("order_under_way", attempt.order_id)]
    assert queries.standing(attempt.order).under_way == 100
    assert attempts.expire(attempt, NOW) is False
    assert orders.cancel_unpaid(attempt.order) is False


@pytest.mark.parametrize("state", [AttemptState.FAILED, AttemptState.EXPIRED, AttemptState.CANCELLED])
def test_an_attempt_that_came_to_nothing_is_told_once(told, state):
    attempt = begun()
    assert [attempts.end(attempt, state), attempts.end(attempt, state)] == [True, False]
    assert told == [("order_lapsed", attempt.order_id)]


def test_an_end_with_money_is_no_end():
    with pytest.raises(ValueError, match="no end"):
        attempts.end(begun(), AttemptState.SUCCEEDED)


def test_nothing_lapses_while_another_attempt_lives_or_when_it_is_paid(told):
    made = order()
    first, second = begun(made), begun(made, "k2")
    attempts.end(first, AttemptState.FAILED)
    pay(made, attempt=first)
    attempts.end(second, AttemptState.EXPIRED)
    assert told == [("order_paid", made.pk)]
    first.refresh_from_db()
    assert first.state == AttemptState.SUCCEEDED


def test_only_what_is_late_expires():
    late, soon, never = (
        begun(key=key, expires=expires)
        for key, expires in [("a", NOW), ("b", NOW + dt.timedelta(seconds=1)), ("c", None)]
    )
    paid = begun(key="d", expires=NOW)
    pay(paid.order, attempt=paid)
    assert attempts.expire_all(NOW) == 1
    states = dict(PaymentAttempt.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (late, soon, never, paid)] == ["expired", "open", "open", "succeeded"]


def test_money_after_the_expiry_pays_all_the_same(told):
    attempt = begun(expires=NOW)
    attempts.expire(attempt, NOW)
    pay(attempt.order, attempt=attempt)
    assert told == [("order_lapsed", attempt.order_id), ("order_paid", attempt.order_id)]
