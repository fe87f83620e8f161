"""Real processes killed while they pay, confirm, write an invoice and send money back: what is left is done, once."""

import datetime as dt
import signal
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from events.booking import changing, ordering, paying
from events.booking.enums import PlaceState
from events.booking.models import Booking
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.operations import tasks, worker
from lvv_site.payments import queries
from lvv_site.payments.enums import RunState
from lvv_site.payments.models import Credit, Invoice, Order, Payment, PaymentAttempt, Refund
from tests.doubles import shop
from tests.doubles.post import post
from tests.doubles.stripe import StripeDouble
from tests.doubles.stripe.server import API_KEY, WEBHOOK_SECRET
from tests.factories import booking as make
from tests.factories import payments as money
from tests.lvv_site import processes

pytestmark = [pytest.mark.concurrency, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BEGIN = """
import sys, django
django.setup()
from events.booking import paying
from events.booking.models import Booking
from lvv_site.payments.models import Order
paying.begin(Booking.objects.get(), Order.objects.get(), "stripe", "/boeking/")
"""

type Killed = Callable[..., None]


@pytest.fixture
def double(settings) -> Iterator[StripeDouble]:
    with shop.opened(settings) as running:
        yield running


@pytest.fixture
def killed(double: StripeDouble, tmp_path: Path) -> Iterator[Killed]:
    """Run a process until it dies at a moment."""
    started: list[subprocess.Popen[str]] = []

    def run(moment: str, *arguments: str) -> None:
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.doubles.crashing_paying_settings", "CRASH_AT": moment,
            "CRASH_WITNESS": str(tmp_path / "crashed"), "STRIPE_ADDRESS": double.address, "STRIPE_SECRET_KEY": API_KEY,
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        }  # fmt: skip
        started.append(processes.start(*(arguments or ("manage.py", "worker", "--batch")), environment=environment))
        output, _nothing = started[-1].communicate(timeout=180)
        assert started[-1].returncode == -signal.SIGKILL, output[-2000:]
        assert (tmp_path / "crashed").exists()

    yield run
    for process in started:
        process.kill()
        process.communicate()


def rescue() -> None:
    """Take over what the dead one left and do it."""
    tasks.sweep(dead_after=dt.timedelta(0))
    worker.task_loop("rescuer", batch=True).run()
    assert not DBTaskResult.objects.exclude(status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.READY]).exists()


def ordered() -> tuple[Booking, Order]:
    booking = make.reserve(make.occasion(days=12, terms=make.terms()))
    return booking, ordering.open_for(booking, money.consumer(), civil.today())


def paid(double: StripeDouble) -> tuple[Booking, Order]:
    """Pay at Stripe; what it tells waits for the worker."""
    booking, order = ordered()
    attempt = paying.begin(booking, order, "stripe", "/boeking/")
    double.world.pay(attempt.external_id, "succeeded")
    for event in list(double.world.events.values()):
        assert post(event) == 200
    return booking, order


@pytest.mark.parametrize(
    "moment",
    [
        "after the row of a payment", "after a payment", "after the rows of confirming", "after confirming",
        "after the papers of an invoice", "after an invoice",
    ],
)  # fmt: skip
def test_a_worker_killed_while_it_settles_confirms_and_invoices_once(double, killed, moment):
    booking, order = paid(double)
    killed(moment)
    rescue()
    place = booking.places.get()
    assert place.state_now == PlaceState.CONFIRMED.label
    assert list(place.events.values_list("kind", flat=True)) == ["held", "confirmed"]
    assert (Payment.objects.count(), Payment.objects.get().amount) == (1, order.total)
    assert Invoice.objects.get().number.endswith("0001")
    assert Message.objects.filter(template="booking/confirmed").count() == 1
    shop.check_books(double)


@pytest.mark.parametrize(
    "moment", ["after the rows of a refund", "before the answer to a refund", "after the answer to a refund"]
)
def test_a_worker_killed_while_it_sends_money_back_sends_it_once(double, killed, moment):
    booking, order = paid(double)
    rescue()
    changing.cancel(booking.places.get())
    killed(moment)
    rescue()
    refund = Refund.objects.get()
    assert (refund.amount, refund.run.state) == (Decimal("90.75"), RunState.DONE)
    assert [one["amount"] for one in double.world.refunds.values()] == [9075]
    assert Credit.objects.get().amount == queries.standing(order).kept == Decimal("90.75")
    shop.check_books(double)


def test_killed_between_the_answer_to_a_checkout_and_our_commit_the_same_click_finds_the_same_session(double, killed):
    booking, order = ordered()
    killed("after the answer to a checkout", "-c", BEGIN)
    assert PaymentAttempt.objects.get().external_id == ""
    (session,) = double.world.sessions.values()
    attempt = paying.begin(booking, order, "stripe", "/boeking/")
    assert (attempt.external_id, len(double.world.sessions)) == (session["id"], 1)
    double.world.pay(attempt.external_id, "succeeded")
    for event in list(double.world.events.values()):
        assert post(event) == 200
    rescue()
    assert booking.places.get().state_now == PlaceState.CONFIRMED.label
    shop.check_books(double)
