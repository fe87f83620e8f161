"""CPU milliseconds and SQL queries of the hot pages."""

import statistics
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from wagtail.models import Page

from academy.courses.models import CatalogueIndexPage, CoursePage
from lvv_site.members.models import Person
from lvv_site.pages.models import HomePage

from . import accreditation

MOST_QUERIES = 10
WAGTAIL_EXTRA_MS, DJANGO_EXTRA_MS = 4.0, 6.0
# Lists of what can be booked now are written anew for everybody: told, and only their queries are limited.
OFFERS_EXTRA_MS = float("inf")
WARM_UP = 25
SIGNED_IN = "own trainings"  # the page of the portal, as who works for the provider


@dataclass(frozen=True)
class Measured:
    """What one page costs."""

    name: str
    cpu_ms: float
    p95_ms: float
    queries: int


def prepare(members: int) -> None:
    """Make the demonstration in the bench's own database, once."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    if not Person.objects.exists():
        call_command("demo", members=members)
    if not Page.objects.filter(slug="bench-bare").exists():
        HomePage.objects.get().add_child(instance=Page(title="bare", slug="bench-bare"))
    accreditation.prepare()


def addresses() -> dict[str, tuple[str, str]]:
    """Return name → (address, what it is compared with)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM certification_certificate ORDER BY id LIMIT 1")
        (number,) = cursor.fetchone()
    return {
        "bare Django view": ("/bench/bare/", ""),
        "bare Wagtail page": ("/bench-bare/", ""),
        "home": ("/", "wagtail"),
        "agenda": ("/agenda/", "offers"),
        "catalogue": (CatalogueIndexPage.objects.live().get().url, "offers"),
        "course page": (CoursePage.objects.live().order_by("pk")[0].url, "offers"),
        "question page": ("/kenniscentrum/geheimhouding/", "wagtail"),
        "FAQ search": ("/kenniscentrum/zoeken/?q=is+alles+vertrouwelijk", "django"),
        "register search": ("/register/?q=jansen", "django"),
        "register page": (f"/register/{number}/", "django"),
        "login": ("/account/login/", "django"),
        "trainings": ("/register/opleidingen/?pagina=50", "django"),
        "providers": ("/register/opleiders/", "django"),
        SIGNED_IN: (f"/opleider/{accreditation.SLUG}/opleidingen/?pagina=50", "django"),
    }


def report(requests: int) -> bool:
    """Measure all pages in turns, so that noise hits them alike; print a table; return whether all are within limits."""
    places = addresses()
    client, signed_in = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    signed_in.force_login(accreditation.worker(), settings.AUTHENTICATION_BACKENDS[0])
    clients = {name: signed_in if name == SIGNED_IN else client for name in places}
    samples: dict[str, list[float]] = {name: [] for name in places}
    for name, (address, _against) in places.items():
        for _ in range(WARM_UP):
            response = clients[name].get(address)
            if response.status_code != 200:
                raise SystemExit(f"{name} {address}: {response.status_code}")
    for _ in range(requests):
        for name, (address, _against) in places.items():
            started = time.process_time()
            clients[name].get(address)
            samples[name].append((time.process_time() - started) * 1000)
    measured = {name: _measured(clients[name], name, places[name][0], times) for name, times in samples.items()}
    return _print(measured, {name: against for name, (_address, against) in places.items()})


def _measured(client: Client, name: str, address: str, times: list[float]) -> Measured:
    queries: list[str] = []

    def note(execute, sql, params, many, context):
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client.get(address)
    return Measured(name, statistics.median(times), statistics.quantiles(times, n=20)[18], len(queries))


def _print(measured: dict[str, Measured], against: dict[str, str]) -> bool:
    django = measured["bare Django view"].cpu_ms
    bare = {"wagtail": measured["bare Wagtail page"].cpu_ms, "django": django, "offers": django}
    extra = {"wagtail": WAGTAIL_EXTRA_MS, "django": DJANGO_EXTRA_MS, "offers": OFFERS_EXTRA_MS}
    print(f"{'page':<20}{'CPU ms':>8}{'p95':>8}{'over bare':>11}{'allowed':>9}{'queries':>9}")
    good = True
    for name, one in measured.items():
        kind = against[name]
        over = one.cpu_ms - bare[kind] if kind else 0.0
        fine = not kind or (over <= extra[kind] and one.queries <= MOST_QUERIES)
        good = good and fine
        allowed = f"+{extra[kind]:.0f}" if kind and extra[kind] < OFFERS_EXTRA_MS else ""
        shown = f"+{over:.2f}" if kind else ""
        print(
            f"{name:<20}{one.cpu_ms:>8.2f}{one.p95_ms:>8.2f}{shown:>11}{allowed:>9}{one.queries:>9}{'' if fine else '   OVER'}"
        )
    return good
