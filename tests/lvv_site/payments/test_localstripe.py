"""The wire format of signed webhooks, against an imitation of Stripe that we did not write, in a process of its own."""

import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import stripe
import time_machine
from django.test import Client
from django.utils import timezone

from lvv_site.payments.models import WebhookEvent
from tests.doubles.stripe.server import API_KEY, WEBHOOK_SECRET

PROJECT = Path(__file__).resolve().parents[3]
PYTHON = sys.executable
HOOK = "/betalen/stripe/"

pytestmark = pytest.mark.slow


@dataclass
class Letterbox:
    """What was delivered: body and signature of each."""

    address: str = ""
    found: list[tuple[bytes, str]] = field(default_factory=list)


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.05)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def stranger() -> Iterator[str]:
    """The address of a running localstripe."""
    port = free_port()
    command = [PYTHON, "-m", "tests.doubles.loopback_stripe", str(port)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        until(lambda: answers(port) or process.poll() is not None)
        assert process.poll() is None, process.communicate()[0]
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def letterbox() -> Iterator[Letterbox]:
    box = Letterbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            box.found.append((content, self.headers["Stripe-Signature"]))

        def log_message(self, *_arguments: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        box.address = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()


def announce(stranger: str, name: str, url: str) -> None:
    """Register an endpoint with our secret."""
    fields = urllib.parse.urlencode({"url": url, "secret": WEBHOOK_SECRET}).encode()
    with urllib.request.urlopen(f"{stranger}/_config/webhooks/{name}", fields, timeout=10) as answer:
        assert answer.status == 200


def happen(stranger: str) -> str:
    """Let something happen there that it tells about; return what about."""
    client = stripe.StripeClient(API_KEY, base_addresses={"api": stranger}, max_network_retries=0)
    return client.v1.customers.create({"email": "noor@x.example"}).id


@pytest.fixture(scope="module")
def delivery(stranger: str, letterbox: Letterbox) -> tuple[bytes, str, str]:
    """Body, signature and subject of one delivery."""
    announce(stranger, "letterbox", letterbox.address)
    about = happen(stranger)
    until(lambda: letterbox.found)
    return (*letterbox.found[0], about)


@pytest.fixture
def _keys(settings) -> None:
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = API_KEY, WEBHOOK_SECRET


def taken_in(content: bytes, header: str) -> int:
    return Client().post(HOOK, content, "application/json", headers={"stripe-signature": header}).status_code


def test_the_library_accepts_what_it_signed(delivery):
    content, header, about = delivery
    event = stripe.StripeClient(API_KEY).construct_event(content, header, WEBHOOK_SECRET)
    assert (event.type, event.data.object["id"]) == ("customer.created", about)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.StripeClient(API_KEY).construct_event(content, header, "whsec_other")


@pytest.mark.django_db
@pytest.mark.usefixtures("_keys")
def test_our_inbox_takes_it_in_once(delivery):
    content, header, about = delivery
    assert [taken_in(content, header), taken_in(content, header)] == [200, 200]
    assert WebhookEvent.objects.get().object_id == about


@pytest.mark.django_db
@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize(
    "change",
    [
        lambda content, header: (content.replace(b"noor@", b"eve@"), header),
        lambda content, header: (content + b" ", header),
        lambda content, header: (content, header[:-1] + ("0" if header[-1] != "0" else "1")),
        lambda content, header: (content, header.replace("t=", "t=1")),
        lambda content, _header: (content, ""),
    ],
    ids=["other content", "a byte more", "other signature", "other moment", "no signature"],
)
def test_what_was_changed_on_the_way_is_refused(delivery, change):
    content, header, _about = delivery
    assert taken_in(*change(content, header)) == 400
    assert not WebhookEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("_keys")
def test_what_is_delivered_again_much_later_is_refused(delivery):
    content, header, _about = delivery
    with time_machine.travel(timezone.now().timestamp() + 3600, tick=True):
        assert taken_in(content, header) == 400
    assert not WebhookEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
@pytest.mark.usefixtures("_keys")
def test_it_delivers_to_our_own_address_over_the_wire(stranger, live_server):
    announce(stranger, "site", f"{live_server.url}{HOOK}")
    about = happen(stranger)
    until(WebhookEvent.objects.filter(object_id=about).exists)
