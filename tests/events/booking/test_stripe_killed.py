"""Killed at any step from the first click to the refund, and started again: everything happens once."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count

import pytest
import stripe
from django.db import transaction

from events.booking import changing, ordering, paying
from events.booking.enums import EventKind, PlaceState
from events.booking.models import Booking, Occasion
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.payments import queries
from lvv_site.payments.enums import RunState
from lvv_site.payments.models import Credit, Invoice, Order, Payment, Refund, RefundRun, WebhookEvent
from tests.doubles import shop
from tests.doubles.killing import KilledError, killed_before
from tests.doubles.post import post
from tests.doubles.stripe import StripeDouble
from tests.factories import booking as make
from tests.factories import payments as money
from tests.factories.tasks import work

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def double(settings) -> Iterator[StripeDouble]:
    with shop.opened(settings) as running:
        yield running


class Walk:
    """The whole path of one buyer, in steps that may each be done again."""

    def __init__(self, double: StripeDouble, occasion: Occasion, name: str) -> None:
        self.double, self.occasion, self.name = double, occasion, name
        self.told = len(double.world.events)
        self.booking: Booking
        self.order: Order

    @property
    def steps(self) -> list[Callable[[], object]]:
        """All of it, in order."""
        return [self.book, self.pay, self.tell, work, self.cancel, work, self.tell, work]

    def book(self) -> None:
        self.booking = make.reserve(self.occasion, key=self.name, attendees=[make.Attendee(self.name, "a@x.example")])
        self.order = ordering.open_for(self.booking, money.consumer(), civil.today())
        self.attempt = paying.begin(self.booking, self.order, "stripe", "/boeking/")

    def pay(self) -> None:
        self.double.world.pay(self.attempt.external_id, "succeeded")

    def tell(self) -> None:
        """Bring the events; Stripe brings again what was not answered."""
        for event in list(self.double.world.events.values())[self.told :]:
            assert post(event) == 200

    def cancel(self) -> None:
        changing.cancel(self.booking.places.get())


def check_once(walk: Walk) -> None:
    """Check that each thing happened, and once."""
    (place,) = walk.booking.places.all()
    assert place.cancelled_at
    assert list(place.events.values_list("kind", flat=True)) == [
        EventKind.HELD,
        EventKind.CONFIRMED,
        EventKind.CANCELLED,
    ]
    assert Order.objects.filter(place_orders__place=place).count() == 1
    assert Payment.objects.get(order=walk.order).amount == walk.order.total
    assert Credit.objects.get(order=walk.order).amount == Decimal("90.75")
    refund = Refund.objects.get(order=walk.order)
    assert (refund.amount, refund.run.state) == (Decimal("90.75"), RunState.DONE)
    invoice = Invoice.objects.get(order=walk.order)
    assert invoice.frozen["total"] == str(walk.order.total)
    assert walk.attempt.idempotency_key == f"{walk.order.code}:stripe:1"
    assert {one.template for one in Message.objects.filter(dedupe_key__contains=f":{place.pk}")} == {
        "booking/confirmed",
        "booking/cancelled",
    }
    mine = [one for one in walk.double.world.sessions.values() if one["client_reference_id"] == walk.order.code]
    sent = [one for one in walk.double.world.refunds.values() if one["payment_intent"] == mine[0]["payment_intent"]]
    assert (len(mine), [one["amount"] for one in sent]) == (1, [9075])
    found = queries.standing(walk.order)
    assert (found.kept, found.due, found.overpaid) == (Decimal("90.75"), 0, 0)


def test_killed_before_each_write_from_the_first_click_to_the_refund(double):
    occasion = make.occasion(None, days=12, terms=make.terms())
    for number in count(1):
        walk, killed = Walk(double, occasion, f"walk {number}"), False
        with killed_before(number):
            for step in walk.steps:
                try:
                    step()
                except KilledError:
                    killed = True
                    transaction.set_rollback(False)  # of the test's own transaction: nothing failed in it
                    step()
        check_once(walk)
        if not killed:
            break
    assert number > 40
    shop.check_books(double)
    assert not WebhookEvent.objects.filter(done_at=None).exists()
    assert [one.number[-4:] for one in Invoice.objects.order_by("pk")] == [
        f"{each:04d}" for each in range(1, number + 1)
    ]


def test_each_task_killed_after_its_work_and_before_that_was_noted_is_done_once(double, monkeypatch):
    from django.tasks.base import Task

    call = Task.call

    def twice(task, *args, **kwargs):
        call(task, *args, **kwargs)
        return call(task, *args, **kwargs)

    monkeypatch.setattr(Task, "call", twice)
    walk = Walk(double, make.occasion(days=12, terms=make.terms()), "twice")
    for step in walk.steps:
        step()
    check_once(walk)
    shop.check_books(double)


@pytest.mark.parametrize("number", range(1, 8))
def test_each_answer_of_stripe_lost_in_turn_is_asked_again(double, number):
    """The n-th call is carried out at Stripe; its answer, and those to the library's own repeats, never come."""
    walk, lost = Walk(double, make.occasion(days=12, terms=make.terms()), "lost"), 0
    double.faults = [None] * (number - 1) + ["lost"] * 3
    for step in walk.steps:
        try:
            step()
        except stripe.APIConnectionError:
            lost += 1
            step()
    assert (lost, double.faults) == (1, [])
    check_once(walk)
    shop.check_books(double)


def test_a_place_stays_held_while_stripe_is_down_and_the_same_click_goes_on(double):
    occasion = make.occasion(1, days=12, terms=make.terms())
    walk = Walk(double, occasion, "down")
    double.faults = [503] * 3
    with pytest.raises(stripe.APIError):
        walk.book()
    assert walk.booking.places.get().state_now == PlaceState.HELD.label
    for step in walk.steps:
        step()
    check_once(walk)


def test_nothing_that_was_decided_is_left_undone(double):
    walk = Walk(double, make.occasion(days=12, terms=make.terms()), "all")
    for step in walk.steps:
        step()
    assert not RefundRun.objects.exclude(state=RunState.DONE).exists()
    assert work() == []
