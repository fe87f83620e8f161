"""Somebody books and pays at the double of Stripe, while time passes and others want the same place.

What came of it is asked of the places, of the books, and of Stripe itself: what it holds for us is what our books say.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import time_machine
from django.core.management import call_command
from django.utils import timezone

from events.booking import capacity, changing, ordering, paying
from events.booking.models import Occasion, Place
from events.booking.refusals import Full
from lvv_site import civil
from lvv_site.payments import journal, queries
from lvv_site.payments.books import OrderState
from lvv_site.payments.models import InvoiceSettings, Order
from lvv_site.payments.money import EUR
from tests.doubles.post import Post
from tests.doubles.stripe import StripeDouble
from tests.doubles.stripe.server import API_KEY, WEBHOOK_SECRET
from tests.doubles.stripe.world import Thing
from tests.factories import booking as make
from tests.factories import payments as money
from tests.factories.tasks import work

HOLDS = 2  # places at the occasion; somebody else has one


@contextmanager
def opened(settings: object) -> Iterator[StripeDouble]:
    """Run a Stripe that this site pays with, and say who sells."""
    seller = InvoiceSettings.load()
    seller.name, seller.iban, seller.city = "Vereniging", "NL91ABNA0417164300", "Utrecht"
    seller.save()
    with StripeDouble().running() as double:
        settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = API_KEY, WEBHOOK_SECRET  # type: ignore[attr-defined]
        settings.STRIPE_ADDRESS = double.address  # type: ignore[attr-defined]
        yield double


class Shop:
    """One buyer of one place, from the first click on."""

    def __init__(self, double: StripeDouble, way: str, seed: int, clock: time_machine.Traveller, days: int) -> None:
        self.double, self.clock, self.dice = double, clock, random.Random(f"{way}:{seed}")
        self.way = way
        self.post = Post(double, way if way in {"doubled", "reordered", "delayed", "lost"} else "straight", self.dice)
        self.others: list[Place] = []
        self.is_wanted = False
        self.changed = Decimal(0)
        self.occasion = make.occasion(HOLDS, days=days, terms=make.terms())
        make.confirmed(self.occasion)
        self.booking = make.reserve(self.occasion)
        self.order = ordering.open_for(self.booking, money.consumer(), civil.today())
        self.attempt = paying.begin(self.booking, self.order, "stripe", "/boeking/")

    # What the buyer and Stripe do

    def pay(self, outcome: str) -> None:
        """End the payment at Stripe."""
        self._change()
        self.double.world.pay(self.attempt.external_id, outcome)

    def _change(self) -> None:
        """Let another amount or currency be paid than was asked."""
        world = self.double.world
        session = world.sessions[self.attempt.external_id]
        if self.way == "another currency":
            session["currency"] = "usd"
            if intent := world.intents.get(session["payment_intent"] or ""):
                intent["currency"] = "usd"
        if self.way in {"a cent less", "a cent more"}:
            self.changed = Decimal("-0.01") if self.way == "a cent less" else Decimal("0.01")
            world.change_amount(session["id"], session["amount_total"] + int(self.changed * 100))

    def press(self, outcome: str) -> str:
        """Press a button of the hosted page; return where one is sent."""

        class Stay(HTTPRedirectHandler):
            def redirect_request(self, *_arguments: object) -> None:
                return None

        assert self.attempt.url
        self._change()
        request = Request(self.attempt.url, urlencode({"outcome": outcome}).encode())
        with suppress(OSError):
            build_opener(Stay).open(request, timeout=10)
        return self.attempt.return_path

    @property
    def intent(self) -> str:
        """Stripe's name for the payment."""
        return str(self.double.world.sessions[self.attempt.external_id]["payment_intent"])

    def wait(self, **by: int) -> None:
        """Let time pass: Stripe expires what is over, others want the place, and the worker does what is ready."""
        self.clock.shift(dt.timedelta(**by))
        self.double.world.pass_time()
        self.post.pick_up()
        if self.is_wanted:
            with suppress(Full):
                self.others.append(make.confirmed(self.occasion))
        if self.way != "delayed":
            work()

    def catch_up(self) -> None:
        """Let everything that is underway arrive, by post or because we asked."""
        self.post.pick_up()
        if self.way == "delayed":
            self.wait(hours=2)  # beyond the hold; no worker ran meanwhile
            self.way = "arrived"
        self.post.bring_all()
        if self.post.way == "lost":
            self.wait(minutes=11)
            call_command("reconcile_payments", stdout=Silent())
        work()

    def settle_down(self) -> None:
        """Let a week pass with a worker, and Stripe asked when its messages are lost."""
        self.catch_up()
        for hours in (1, 2, 26, 50, 90):
            self.wait(hours=hours)
            self.catch_up()

    # What came of it

    @property
    def place(self) -> Place:
        """The buyer's place, as it is now."""
        return self.booking.places.get()

    @property
    def state(self) -> str:
        """What the place is now."""
        return str(self.place.state(timezone.now()))

    @property
    def standing(self) -> OrderState:
        """How the order stands."""
        return queries.standing(self.order)

    def cancel(self) -> None:
        """Let the buyer give up the place."""
        changing.cancel(self.place)
        work()


class Silent:
    """Takes what a command prints."""

    def write(self, _text: str) -> None:
        """Drop it."""


def held_at(double: StripeDouble, currency: str = EUR) -> Decimal:
    """Return what Stripe holds for us: what was paid, without what went back or was taken back."""
    world, code = double.world, currency.lower()
    intents = {one["id"]: one for one in world.intents.values() if one["currency"] == code}

    def summed(things: dict[str, Thing], wanted: Callable[[Thing], bool]) -> int:
        return sum(one["amount"] for one in things.values() if one["payment_intent"] in intents and wanted(one))

    came = sum(one["amount_received"] for one in intents.values() if one["status"] == "succeeded")
    back = summed(world.refunds, lambda one: one["status"] == "succeeded")
    taken = summed(world.disputes, lambda one: one["status"] != "won")
    return Decimal(came - back - taken) / 100


def check_books(double: StripeDouble | None = None) -> None:
    """Check that no cent was lost or doubled: every fact balances, and the accounts are what the orders and Stripe say."""
    first, last = dt.date(2000, 1, 1), civil.today() + dt.timedelta(days=400)
    facts: dict[str, Decimal] = {}
    accounts: dict[str, Decimal] = {}
    for one in journal.journal(first, last):
        facts[one.fact] = facts.get(one.fact, Decimal(0)) + one.amount
        accounts[one.account] = accounts.get(one.account, Decimal(0)) + one.amount
    assert not {fact: amount for fact, amount in facts.items() if amount}
    found = [queries.standing(one) for one in Order.objects.all()]
    for one in found:
        assert one.paid == one.refunded + one.owed - one.due + one.overpaid
        assert 0 <= one.refunded <= one.paid
        assert one.owed >= 0
    assert accounts.get(journal.DEBTORS, Decimal(0)) == sum((one.owed - one.kept for one in found), Decimal(0))
    if double:
        assert accounts.get("money:stripe", Decimal(0)) == held_at(double)
        assert accounts.get("money:stripe:USD", Decimal(0)) == held_at(double, "USD")


def check_places(*occasions: Occasion) -> None:
    """Check that no more is taken than there is."""
    now = timezone.now()
    taken = capacity.taken([one.pk for one in occasions], now)
    for one in occasions:
        assert one.capacity is None or taken[one.pk] <= one.capacity, (one.code, taken[one.pk], one.capacity)
