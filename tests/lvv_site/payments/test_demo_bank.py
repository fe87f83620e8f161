"""The page that pretends to be a bank: only in a demonstration, and a second press changes nothing."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from lvv_site.payments import attempts, demo_bank, queries
from lvv_site.payments.models import Payment
from tests.factories.payments import order

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(settings):
    settings.DEMO = True
    return attempts.begin(order(), "demo", "k:1", "/boeking/ABC/")


def press(client, attempt, outcome):
    answer = client.post(attempt.url, {"outcome": outcome})
    attempt.refresh_from_db()
    return answer


def test_the_address_and_its_end_come_with_the_attempt(begun):
    assert begun.url.startswith("/betalen/demo/")
    assert begun.idempotency_key not in begun.url
    assert begun.expires_at == begun.made_at + dt.timedelta(minutes=40)


def test_the_page_says_that_it_is_no_bank(client, begun):
    page = client.get(begun.url)
    assert "Dit is geen bank." in page.content.decode()
    assert "€\u00a0100,00" in page.content.decode()
    assert not page.cookies


@pytest.mark.parametrize(
    ("outcome", "becomes"),
    [
        ("succeeded", ("succeeded", "paid", ["order_paid"])),
        ("failed", ("failed", "open", ["order_lapsed"])),
        ("cancelled", ("cancelled", "open", ["order_lapsed"])),
        ("later", ("processing", "open", ["order_under_way"])),
        ("expired", ("open", "open", [])),
        ("", ("open", "open", [])),
    ],
)
def test_each_outcome(client, begun, told, outcome, becomes):
    answer = press(client, begun, outcome)
    assert (answer.status_code, answer.url) == (302, "/boeking/ABC/")
    assert (begun.state, queries.standing(begun.order).state, [name for name, _order in told]) == becomes


@pytest.mark.parametrize("last", ["succeeded", "failed"])
def test_what_takes_days_ends_later(client, begun, last):
    press(client, begun, "later")
    assert "Teruggeboekt" in client.get(begun.url).content.decode()
    press(client, begun, last)
    assert begun.state == last


@pytest.mark.parametrize("first", ["succeeded", "failed", "cancelled"])
@pytest.mark.parametrize("second", ["succeeded", "failed", "cancelled", "later"])
def test_a_second_press_changes_nothing(client, begun, told, first, second):
    press(client, begun, first)
    heard = list(told)
    assert press(client, begun, second).url == "/boeking/ABC/"
    assert begun.state == first
    assert told == heard
    assert Payment.objects.count() == (first == "succeeded")
    assert 'name="outcome"' not in client.get(begun.url).content.decode()


def test_too_late_is_too_late(client, begun):
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=41)):
        press(client, begun, "succeeded")
    assert begun.state == "expired"
    assert not Payment.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_outside_a_demonstration_there_is_no_such_page(client, settings, begun, method):
    settings.DEMO = False
    assert getattr(client, method)(begun.url, {"outcome": "succeeded"}).status_code == 404
    assert not Payment.objects.exists()


def test_an_address_that_nobody_was_given_is_not_found(client, begun):
    forged = reverse("payments:demo", args=[f"{begun.pk}~{'a' * 43}"])
    assert client.post(forged, {"outcome": "succeeded"}).status_code == 404
    assert not Payment.objects.exists()


@pytest.mark.parametrize("path", ["https://x.example/", "//x.example/", "/\\x.example", "javascript:alert(1)", ""])
def test_the_way_back_stays_on_this_site(begun, path):
    begun.return_path = path
    assert demo_bank.home(begun) == "/"
