"""Buyers at the same moment through the pages themselves, over connections of their own; and without the lock."""

import re
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from http.client import HTTPMessage
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.booking import capacity
from events.booking.drafts import Comer, Draft
from events.booking.models import Booking, Occasion, Place
from lvv_site import forms
from lvv_site.payments.models import InvoiceSettings, Order, PaymentAttempt
from tests.factories import booking as make
from tests.factories.members import UserFactory
from tests.factories.tasks import work

from .racing import without_lock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency, pytest.mark.slow]
FULL, BOOKED = "told that it is full", "sent on to the booking"


@pytest.fixture(autouse=True)
def _open_for_many(settings, monkeypatch) -> None:
    settings.DEMO = True
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"anonymous_post": (10_000, 60), "read": (10_000, 60)}
    monkeypatch.setattr(forms, "MIN_SECONDS", 0)  # they are quick here
    seller = InvoiceSettings.load()
    seller.name, seller.iban, seller.city = "Vereniging", "NL91ABNA0417164300", "Utrecht"
    seller.save()


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows nothing: where one is sent is the answer."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


def send(url: str, fields: dict[str, str], headers: dict[str, str]) -> tuple[int, str, HTTPMessage]:
    request = urllib.request.Request(url, urlencode(fields).encode(), {"Sec-Fetch-Site": "same-origin", **headers})
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=60) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers


def fared(answer: tuple[int, str, HTTPMessage]) -> str:
    status, page, headers = answer
    if status == 302 and headers["Location"].startswith(("/boeking/", "/betalen/")):
        return BOOKED
    return FULL if status == 200 and 'name="wachtlijst"' in page else f"{status} {page[:200]}"


def at_once(url: str, posts: Sequence[dict[str, str]], headers: dict[str, str] | None = None) -> Counter[str]:
    """Send all posts from one start; return how they fared."""
    outcomes: list[str] = []
    start = threading.Barrier(len(posts))

    def run(fields: dict[str, str]) -> None:
        start.wait(timeout=20)
        outcomes.append(fared(send(url, fields, headers or {})))

    threads = [threading.Thread(target=run, args=[one]) for one in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return Counter(outcomes)


def address(live_server, occasion: Occasion) -> str:
    return str(live_server.url + reverse("booking:book", args=[occasion.code]))


def press(occasion: Occasion, number: int) -> dict[str, str]:
    """What the button of the overview sends, of a buyer of her own."""
    payer = {"kind": "person", "name": f"Koper {number}", "email": f"koper{number}@x.example"}
    comers = (Comer(f"Deelnemer {number}", f"deelnemer{number}@x.example"),)
    draft = Draft(occasion.code, comers, payer=payer, total="181.50")
    return {"draft": draft.sealed(), forms.TOKEN: forms.token("booking"), "manier": "demo"}


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form to book."""
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name in {"draft", forms.TOKEN, "csrfmiddlewaretoken"}}


FILLED = {
    "kind": "person", "name": "Noor de Wit", "email": "noor@x.example", "discount": "", "wie-TOTAL_FORMS": "1",
    "wie-INITIAL_FORMS": "0", "wie-0-name": "Noor de Wit", "wie-0-email": "noor@x.example", "wie-0-number": "",
}  # fmt: skip


@pytest.mark.parametrize("is_member", [False, True])
def test_ten_equal_presses_of_the_button_are_one_booking_and_one_order(live_server, is_member):
    occasion = make.occasion()
    url, headers = address(live_server, occasion), {}
    if is_member:
        client = Client()
        client.force_login(UserFactory.create())
        form = client.get(url.removeprefix(live_server.url)).content.decode()
        headers["Cookie"] = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    else:
        with urllib.request.urlopen(url, timeout=60) as answer:
            form = answer.read().decode()
    status, overview, _headers = send(url, FILLED | hidden(form), headers)
    assert (status, "draft" in hidden(overview)) == (200, True), overview[:500]
    button = hidden(overview) | {"manier": "demo"}
    outcomes = at_once(url, [button] * 10, headers)
    work()
    assert (Booking.objects.count(), Place.objects.count()) == (1, 1)
    assert (Order.objects.count(), PaymentAttempt.objects.count()) == (1, 1)
    assert outcomes[BOOKED] >= 1
    again = at_once(url, [button], headers)  # the back button, later
    assert (again, Booking.objects.count(), Order.objects.count()) == ({BOOKED: 1}, 1, 1)


def test_20_buyers_for_5_places_hold_5_and_15_are_told_that_it_is_full(live_server):
    occasion = make.occasion(5)
    outcomes = at_once(address(live_server, occasion), [press(occasion, number) for number in range(20)])
    assert outcomes == {BOOKED: 5, FULL: 15}
    assert capacity.taken([occasion.pk], timezone.now()) == {occasion.pk: 5}
    assert (Booking.objects.count(), Order.objects.count(), PaymentAttempt.objects.count()) == (5, 5, 5)


@pytest.mark.parametrize("_run", range(10))
def test_without_the_lock_more_are_sold_than_there_are(live_server, monkeypatch, _run):
    occasion = make.occasion(2)
    without_lock(monkeypatch, 0.6)
    at_once(address(live_server, occasion), [press(occasion, number) for number in range(6)])
    assert capacity.taken([occasion.pk], timezone.now())[occasion.pk] > 2
