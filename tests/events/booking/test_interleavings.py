"""Any interleaving of what people, banks, the clock and dying workers do leaves places and money consistent.

A program of acts follows from its seed; what holds is checked after each act, and once more when all has settled down. A
failure names the acts that led to it.
"""

import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from events.booking import changing, ordering, paying, paying_back, reserving, waiting
from events.booking.enums import PlaceState
from events.booking.models import Booking, Place
from events.booking.refusals import BookingError, Full
from lvv_site import civil
from lvv_site.members.models import Person
from lvv_site.payments import attempts, orders, queries, refunds
from lvv_site.payments.books import State
from lvv_site.payments.enums import LIVE, AttemptState, Reason
from lvv_site.payments.models import InvoiceSettings, Order, Payment, PaymentAttempt, Refund, Settlement
from lvv_site.payments.refusals import PaymentError
from tests.doubles import shop
from tests.doubles.killing import KilledError, killed_before
from tests.factories import booking as make
from tests.factories import payments as money
from tests.factories.members import PersonFactory, UserFactory
from tests.factories.tasks import work

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PROGRAMS, ACTS = int(os.environ.get("INTERLEAVINGS") or 12), 40


@pytest.fixture(autouse=True)
def _seller(settings) -> None:
    settings.DEMO = True
    seller = InvoiceSettings.load()
    seller.name, seller.iban, seller.city = "Vereniging", "NL91ABNA0417164300", "Utrecht"
    seller.save()


class Program:
    """Acts at random on three runs: two of one course with few places, and a free one."""

    def __init__(self, seed: int, clock: time_machine.Traveller) -> None:
        self.dice, self.clock = random.Random(seed), clock
        self.story: list[str] = []
        self.fared: Counter[str] = Counter()
        self.user = UserFactory.create()
        self.people: list[Person] = PersonFactory.create_batch(2)
        course, terms = make.occasion(), make.terms()
        self.runs = [make.occasion(n, days=d, parent=course, terms=terms) for n, d in ((3, 20), (2, 45))]
        self.runs.append(make.occasion(1, priced=False, days=60, terms=terms))
        make.price(self.runs[2], "guest", "0.00")
        self.excess: Counter[int] = Counter()
        self.forgiven: set[int] = set()
        self.on_invoice: set[int] = set()
        self.told: list[tuple[Order, Decimal, str, PaymentAttempt | None]] = []

    @property
    def acts(self) -> list[tuple[int, Callable[[], object]]]:
        """What may happen, and how often compared to the rest."""
        return [
            (5, self.reserve), (4, self.order), (5, self.begin), (9, self.pay), (2, self.pay_on_invoice),
            (2, self.hear_again), (3, self.takes_days), (2, self.comes_to_nothing), (3, self.time_passes), (3, self.cancel),
            (1, self.substitute), (3, self.move), (4, self.answer), (1, self.set_aside), (1, self.refund), (4, self.work),
            (2, self.worker_dies), (2, self.again),
        ]  # fmt: skip

    def act(self) -> None:
        """Do one thing that can be done now; a refusal is an answer too."""
        weights, chosen = zip(*self.acts, strict=True)
        while True:
            (one,) = self.dice.choices(chosen, weights)
            self.story.append(one.__name__)
            try:
                one()
            except Nothing:
                self.story.pop()
                continue
            except (BookingError, PaymentError) as refused:
                self.fared[f"{one.__name__}: {type(refused).__name__}"] += 1
            else:
                self.fared[one.__name__] += 1
            return

    def some[T](self, found: object) -> T:  # type: ignore[misc]
        """Return one of a query at random, or have nothing happen."""
        rows = list(found)  # type: ignore[call-overload]
        if not rows:
            raise Nothing
        return self.dice.choice(rows)  # type: ignore[no-any-return]

    # What buyers do

    def reserve(self) -> None:
        runs = self.dice.choice(
            [self.runs[:1], self.runs[:1], self.runs[1:2], self.runs[1:2], self.runs[:2], self.runs[1:]]
        )
        who = [make.attendee() for _each in range(self.dice.choice([1, 1, 2]))]
        if self.dice.random() < 0.3:
            who[0] = make.attendee(self.dice.choice(self.people).pk)
        try:
            make.reserve(*runs, attendees=who)
        except Full:
            make.reserve(*runs, attendees=who, wait=True)
            return
        if self.dice.random() < 0.7:
            self.order()

    def order(self) -> None:
        held = Place.objects.filter(ordered=None, confirmed_at=None, cancelled_at=None, held_until__gt=timezone.now())
        place: Place = self.some(held.exclude(moved_from__isnull=False))
        payer = money.organisation() if self.dice.random() < 0.3 else money.consumer()
        ordering.open_for(place.booking, payer, civil.today())

    def _unpaid(self) -> QuerySet[Order]:
        return Order.objects.filter(settlement=None, cancelled=None, invoice=None).order_by("-pk")[:3]

    def begin(self) -> None:
        order: Order = self.some(self._unpaid())
        paying.begin(self._booking(order), order, "demo", "/")

    def pay_on_invoice(self) -> None:
        order: Order = self.some(self._unpaid())
        paying.on_invoice(self._booking(order), order)
        self.on_invoice.add(order.pk)

    def pay(self) -> None:
        most = Order.objects.exclude(total=0).order_by("-pk")
        order: Order = self.some(self._unpaid() if self.dice.random() < 0.8 else most[:8])
        due, attempt = queries.standing(order).due, order.attempts.last()
        asked = attempt.amount if attempt else due or order.total
        amount = asked + self.dice.choice([0] * 6 + [Decimal("-0.01"), Decimal("-50.00"), Decimal("0.01"), Decimal(20)])
        self._came(order, max(amount, Decimal("0.01")), f"act:{len(self.story)}", attempt)

    def _came(self, order: Order, amount: Decimal, ref: str, attempt: PaymentAttempt | None) -> None:
        is_new = not Payment.objects.filter(external_ref=ref).exists()
        due = queries.standing(order).due
        orders.record_payment(order, amount, "EUR", "demo", ref, civil.today(), attempt)
        if is_new:
            self.excess[order.pk] += max(amount - due, Decimal(0))  # type: ignore[assignment]
            self.told.append((order, amount, ref, attempt))

    def hear_again(self) -> None:
        self._came(*self.some(self.told))

    def cancel(self) -> None:
        changing.cancel(self.some(Place.objects.filter(cancelled_at=None)))

    def substitute(self) -> None:
        person = self.dice.choice([None, *[one.pk for one in self.people]])
        changing.substitute(self.some(Place.objects.filter(cancelled_at=None)), make.attendee(person))

    def move(self) -> None:
        place: Place = self.some(
            Place.objects.filter(occasion__in=self.runs[:2], confirmed_at__isnull=False, set_aside=False)
        )
        changing.move(place, self.runs[1] if place.occasion_id == self.runs[0].pk else self.runs[0])

    def answer(self) -> None:
        waits = Place.objects.filter(waiting_since__isnull=False, confirmed_at=None, cancelled_at=None)
        offered = waits.filter(offered_until__gt=timezone.now())
        place: Place = self.some(offered if offered.exists() else waits)
        if self.dice.random() < 0.7:
            waiting.accept(place)
        else:
            waiting.decline(place)

    # What banks, the clock, the office and workers do

    def takes_days(self) -> None:
        attempts.processing(self.some(PaymentAttempt.objects.filter(state__in=LIVE)))

    def comes_to_nothing(self) -> None:
        attempts.end(
            self.some(PaymentAttempt.objects.filter(state__in=LIVE)),
            self.dice.choice([AttemptState.FAILED, AttemptState.EXPIRED]),
        )

    def time_passes(self) -> None:
        self.clock.shift(dt.timedelta(minutes=self.dice.choice([5, 5, 30, 50, 200, 1500, 3000])))

    def set_aside(self) -> None:
        kept = Place.objects.filter(set_aside=True, cancelled_at=None).first()
        if kept and self.dice.random() < 0.6:
            waiting.release(kept, self.user)
        else:
            reserving.set_aside(self.dice.choice(self.runs), 1, self.user, f"aside:{len(self.story)}")

    def refund(self) -> None:
        order: Order = self.some(Order.objects.filter(payments__isnull=False).distinct().order_by("pk"))
        amount = min(queries.standing(order).kept, self.dice.choice([Decimal("0.01"), Decimal("25.00"), Decimal(9999)]))
        refunds.refund(order, amount, Reason.GOODWILL, self.user)
        self.forgiven.add(order.pk)

    def call_off(self) -> None:
        changing.call_off(self.dice.choice(self.runs), self.user)

    def work(self) -> None:
        work(2000)

    def worker_dies(self) -> None:
        try:
            with killed_before(self.dice.randint(1, 20)):
                work(2000)
        except KilledError:
            transaction.set_rollback(False)  # of the test's own transaction

    def again(self) -> None:
        """Do what tasks do once more, at a moment of its own."""
        order: Order = self.some(Order.objects.order_by("-pk")[:6])
        was_paid = Settlement.objects.filter(order=order).exists()
        after_paying: list[Callable[[int], object]] = [paying.confirm, paying.write_invoice] if was_paid else []
        self.dice.choice([paying.lapsed, paying.close_abandoned, *after_paying])(order.pk)

    def _booking(self, order: Order) -> Booking:
        return Booking.objects.filter(places__ordered__order=order).distinct().get()

    # What holds

    def check(self) -> None:
        shop.check_books()
        shop.check_places(*self.runs)
        for one in Place.objects.exclude(confirmed_at=None).filter(cancelled_at=None).select_related("booking"):
            assert self._was_paid(one), f"{one} is confirmed and nobody paid"
        for one in Payment.objects.all():
            back = sum((each.amount for each in one.refunds.all()), Decimal(0))
            assert back <= one.amount

    def _was_paid(self, place: Place) -> bool:
        order = paying.orders_of([place]).get(place.pk)
        if order is None:
            return place.set_aside or not place.price.gross
        return order.pk in self.on_invoice or Settlement.objects.filter(order=order).exists()

    def settle_down(self) -> None:
        for days in (0, 1, 3, 7, 15, 3):
            self.clock.shift(dt.timedelta(days=days))
            for one in PaymentAttempt.objects.filter(state__in=LIVE, made_at__lt=timezone.now() - dt.timedelta(days=7)):
                attempts.end(one, AttemptState.FAILED)
            work(2000)
            self.check()

    def check_end(self) -> None:
        for order in Order.objects.all():
            found = queries.standing(order)
            assert found.overpaid <= self.excess[order.pk], (order.pk, found)
            listed = queries.with_mismatches(Order.objects.filter(pk=order.pk)).exists()
            assert listed == (found.state in {State.OVERPAID, State.PARTLY_PAID})
            if Settlement.objects.filter(order=order).exists():
                states = {one.state(timezone.now()) for one in paying.places_of(order)}
                assert states <= {PlaceState.CONFIRMED, PlaceState.CANCELLED}, (order.pk, states)
            if not found.is_cancelled and order.pk not in self.forgiven:
                assert found.owed == sum((_owed(one) for one in paying.places_of(order)), Decimal(0)), order.pk
        assert not Refund.objects.exclude(run__state="done").exists()


class Nothing(Exception):  # noqa: N818
    """There is nothing yet to which this could happen."""


def _owed(place: Place) -> Decimal:
    """Return what is owed for a place, wherever it went since."""
    while (new := Place.objects.filter(moved_from=place).first()) is not None:
        place = new
    if place.cancelled_at is None:
        return place.price.gross
    return place.price.gross - paying_back.share_of(place).gross if place.confirmed_at else Decimal(0)


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_any_interleaving_leaves_places_and_money_consistent(seed):
    with time_machine.travel(civil.now(), tick=True) as clock:
        program = Program(seed, clock)
        try:
            for _each in range(ACTS):
                program.act()
                program.check()
            if seed % 3 == 0:
                program.call_off()
            program.settle_down()
            program.check_end()
        except AssertionError as wrong:
            pytest.fail(f"{wrong}\nafter {' '.join(program.story)}")
