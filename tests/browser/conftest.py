"""A real site in a process of its own, and a real Chromium in front of it.

The browser tests of a worker share one site, a copy of one demonstration that is made once.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, StorageState, expect
from pytest_django import DjangoDbBlocker

from lvv_site.operations import postgres
from lvv_site.operations.launch import browser as chromium
from tests.browser import people
from tests.browser.letters import Mailbox
from tests.doubles.stripe import StripeDouble

ROOT = Path(__file__).resolve().parents[2]
# A database and folders for each worker: two sites must never meet in one.
NAME = f"lvv_browser_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
ORIGINAL = "browser-original"  # the folders that go with the database that every site is copied from
DEMO_PASSWORD = "demo-wachtwoord-2026"
SIZES = {"phone": {"width": 360, "height": 780}, "desk": {"width": 1280, "height": 900}}
expect.set_options(timeout=20_000)  # a busy machine with two browsers, two sites and their workers
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what is here."""
    if Path(__file__).parent in item.path.parents:
        item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": chromium.find(), "args": [*quiet, *sandbox]}


@pytest.fixture(scope="session")
def stripe_double() -> Iterator[StripeDouble]:
    """A Stripe that the site of these tests pays at."""
    with StripeDouble().running() as double:
        yield double


def surroundings(name: str, address: str, stripe_double: StripeDouble) -> dict[str, str]:
    """What the processes of a site are told."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings", "DEMO": "1", "BROWSER_NAME": name, "BASE_URL": address,
        "BROWSER_STRIPE": stripe_double.address,
    }  # fmt: skip
    environment.pop("PYTEST_CURRENT_TEST", None)
    return environment


@pytest.fixture(scope="session")
def demonstration(
    stripe_double: StripeDouble, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A database and folders with demonstration data; made once a day for each state of the sources, and copied."""
    from django.conf import settings

    from lvv_site import civil
    from tests import databases

    def fill(name: str) -> None:
        environment = surroundings(name, "http://127.0.0.1:8000", stripe_double)
        shutil.rmtree(settings.VAR_DIR / ORIGINAL, ignore_errors=True)
        shutil.rmtree(settings.VAR_DIR / name, ignore_errors=True)
        for command in (["translations", "--compile"], ["createcachetable"], ["demo", "--members", "1600"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
        (settings.VAR_DIR / name).mkdir(exist_ok=True)
        (settings.VAR_DIR / name).rename(settings.VAR_DIR / ORIGINAL)

    with django_db_blocker.unblock():
        databases.give_filled(NAME, "browser", str(civil.today()), fill)
        shutil.rmtree(settings.VAR_DIR / NAME, ignore_errors=True)
        shutil.copytree(settings.VAR_DIR / ORIGINAL, settings.VAR_DIR / NAME)
    yield
    with django_db_blocker.unblock():
        databases.take_away(NAME)


@pytest.fixture(scope="session")
def site(demonstration: None, stripe_double: StripeDouble) -> Iterator[str]:
    """The address of a running site with demonstration data, its worker beside it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = surroundings(NAME, address, stripe_double)
    web = [
        sys.executable, "-m", "gunicorn", "lvv_site.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread",
        "--threads", "8", "--log-level", "warning",
    ]  # fmt: skip
    worker = [sys.executable, "manage.py", "worker"]
    processes = [subprocess.Popen(command, cwd=ROOT, env=environment) for command in (web, worker)]
    try:
        wait_for(address)
        yield address
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the site does not start")


@pytest.fixture(scope="session")
def database(site: str) -> str:
    """How the tests look behind the screens."""
    from django.conf import settings

    return postgres.Cluster(settings.VAR_DIR / "postgres-test", durable=False).url(NAME)


@pytest.fixture(scope="session")
def registered(database: str) -> people.Adviser:
    return people.with_status(database, "registered")


@pytest.fixture(scope="session")
def mailbox(site: str) -> Mailbox:
    """The letters that the site sends; its worker writes them."""
    from django.conf import settings

    return Mailbox(settings.VAR_DIR / NAME / "mail")


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    return site


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return SIZES[request.param]


@dataclass(frozen=True)
class Session:
    """Somebody signed in: where that led, and the cookies that keep it so."""

    home: str
    cookies: StorageState


class Witness:
    """What a page did that it should not: errors in the console, requests to other hosts."""

    def __init__(self, page: Page, *addresses: str) -> None:
        self.console: list[str] = []
        self.foreign: list[str] = []
        self.addresses = addresses
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium itself notes a 4xx answer; that is the page under test, not an error of it.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.console.append(message.text)

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((*self.addresses, "data:", "blob:")):
            self.foreign.append(request.url)


@pytest.fixture
def open_page(browser: Browser, site: str, stripe_double: StripeDouble) -> Iterator[Callable[..., Page]]:
    """Open a fresh browser window, of a size, possibly without JavaScript; errors in the console fail the test."""
    contexts: list[BrowserContext] = []
    witnesses: list[Witness] = []

    def make(size: dict[str, int] = SIZES["desk"], **options: Any) -> Page:
        address = options.setdefault("base_url", site)
        context = browser.new_context(viewport=size, locale="nl-NL", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        witnesses.append(Witness(page, address, stripe_double.address))
        return page

    yield make
    for context in contexts:
        context.close()
    for witness in witnesses:
        assert witness.console == []
        assert witness.foreign == []


@pytest.fixture(scope="session")
def sessions(site: str) -> dict[str, Session]:
    """Who signed in before on this worker's site; filling in the form anew each time is most of a short walk."""
    return {}


@pytest.fixture
def sign_in(open_page: Callable[..., Page], sessions: dict[str, Session]) -> Callable[..., Page]:
    """Open a window signed in as one of the demo accounts; `anew` with a session of its own."""

    def make(name: str, size: dict[str, int] = SIZES["desk"], *, anew: bool = False, **options: Any) -> Page:
        if (session := sessions.get(name)) and not anew:
            page = open_page(size, storage_state=session.cookies, **options)
            page.goto(session.home)
            if urlsplit(page.url).path == session.home:
                return page
            page.goto("/account/login/")  # signed out in the meantime
        else:
            page = open_page(size, **options)
            page.goto("/account/login/")
        page.get_by_label("E-mail").first.fill(f"{name}@demo.example")
        page.get_by_label("Wachtwoord").first.fill(DEMO_PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(re.compile(r"/(mijn|opleider)/"))  # where a login ends depends on who it is
        sessions[name] = Session(urlsplit(page.url).path, page.context.storage_state())
        return page

    return make


def axe_problems(page: Page) -> list[str]:
    """Run axe in the page (through evaluate: the strict policy allows no injected script) and return what it found."""
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    return [
        f"{found['id']}: {found['help']} ({', '.join(str(node['target']) for node in found['nodes'][:3])})"
        for found in result["violations"]
    ]


def overflow(page: Page) -> int:
    """Return how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
