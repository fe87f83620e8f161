"""The page of a course: its runs and why one cannot be booked, prices, terms, and the way to booking."""

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from academy.accreditation.queries import kind_on
from academy.courses import runs
from academy.courses.models import Run
from events.booking.models import CalledOff
from lvv_site import civil
from tests.factories import accreditation, booking
from tests.factories import courses as make
from tests.factories.members import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def text_of(client: Client, run: Run, query: str = "") -> str:
    assert run.page
    response = client.get(f"/academie/{run.page.slug}/{query}")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def card(text: str) -> str:
    return text[text.index('id="kies"') : text.index("</aside>")]


def now_plus(**length: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(**length)


def test_a_run_that_can_be_booked(client: Client) -> None:
    text = card(text_of(client, make.run(capacity=2)))
    assert 'type="radio"' in text
    assert "Nog 2 plaatsen" in text
    assert "Utrecht, 10.00 tot 14.00 uur" in text
    assert "Verder met boeken" in text


def test_why_a_run_cannot_be_booked(client: Client) -> None:
    for values, words in [
        ({"closes_at": now_plus(hours=-1)}, "De inschrijving is gesloten."),
        ({"opens_at": now_plus(days=2)}, "De inschrijving opent op"),
        ({"priced": False}, "De prijs is nog niet bekend."),
        ({"bookable": False, "external_url": "https://elders.example/"}, "Aanmelden gaat niet via deze site."),
    ]:
        text = card(text_of(client, make.run(**values)))  # type: ignore[arg-type]
        assert words in text
        assert 'type="radio"' not in text
        assert "Verder met boeken" not in text
    called_off = make.run()
    CalledOff.objects.create(occasion=called_off.occasion)
    assert "Gaat niet door." in card(text_of(client, called_off))


def test_a_full_run_leads_to_the_waiting_list(client: Client) -> None:
    run = make.run(capacity=1)
    booking.confirmed(run.occasion)
    booking.waiting(run.occasion)
    text = card(text_of(client, run))
    assert "Vol, 1 mens wacht. Je komt op de wachtlijst en betaalt pas als er plaats is." in text
    assert 'type="radio"' in text


def test_what_is_over_is_not_shown_and_no_run_says_so(client: Client) -> None:
    run = make.run()
    make.on_day(run.occasion, civil.today() - dt.timedelta(days=1))
    assert "Er is nu geen uitvoering gepland." in card(text_of(client, run))


def test_prices_without_and_with_vat_early_and_for_groups(client: Client) -> None:
    run = make.run(priced=False)
    tomorrow = civil.today() + dt.timedelta(days=1)
    booking.price(run.occasion, "guest", "326.446281")
    booking.price(run.occasion, "member", "243.801653")
    booking.price(run.occasion, "member", "200.00", until=tomorrow)
    booking.price(run.occasion, "member", "100.00", until=civil.today() - dt.timedelta(days=1))
    booking.price(run.occasion, "guest", "150.00", people=3)
    text = text_of(client, run)
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    for words in ("326,45", "395,00", "243,80", "295,00", "242,00", "tot en met", "Gast, vanaf 3 personen"):
        assert words in table
    assert "121,00" not in table  # that one is over
    assert "De btw is 21%." in text


def test_terms_are_said_in_words(client: Client) -> None:
    text = text_of(client, make.run(terms=booking.terms((28, 100), (7, 50))))
    assert "Tot en met 28 dagen van tevoren annuleer je gratis." in text
    assert "Tot en met 7 dagen van tevoren krijg je 50% terug." in text


@pytest.mark.parametrize(
    ("announced", "training", "words"),
    [
        ("course", True, "4 uur bij- en nascholing"),
        ("extra", True, "4 uur bij- en nascholing"),
        ("extra", False, "4 uur extra activiteiten"),
        ("", False, None),
    ],
)
def test_hours_are_those_of_the_training_on_the_day(
    client: Client, announced: str, training: bool, words: str | None
) -> None:
    linked = accreditation.accredited(starts=dt.date(2026, 1, 1), until=None) if training else None
    text = text_of(client, make.run(training=linked, hours_kind=announced))
    assert (words in text) if words else ("kind--" not in text)


DAYS = [dt.date(2026, 2, 28), dt.date(2026, 3, 1), dt.date(2027, 2, 28), dt.date(2027, 3, 1), dt.date(2028, 1, 1)]


def test_many_at_once_are_accredited_as_one_by_one() -> None:
    trainings = [
        accreditation.training(),
        accreditation.accredited(),
        accreditation.accredited(until=None),
        accreditation.accredited(hours_kind="extra"),
    ]
    asked = [(one.pk, day) for one in trainings for day in DAYS]
    found = runs.accredited_as(asked)
    for one in trainings:
        assert [found.get((one.pk, day), "extra") for day in DAYS] == [kind_on(one, day) for day in DAYS]


def test_choosing_a_run_goes_on_to_booking(client: Client, settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.academy.courses.urls_with_booking"
    run = make.run()
    other, full = make.run(), make.run(run.page, capacity=0)
    closed = make.run(run.page, closes_at=now_plus(hours=-1))
    assert run.page
    address = f"/academie/{run.page.slug}/?uitvoering="
    for chosen in (run, full):
        response = client.get(address + chosen.occasion.code)
        assert (response.status_code, response.headers["Location"]) == (302, f"/boeken/{chosen.occasion.code}/")
    for refused in (other.occasion.code, closed.occasion.code, "bestaat-niet", "%00", "../x"):
        text = client.get(address + refused).content.decode()
        assert "Deze uitvoering kun je nu niet boeken." in text


def test_a_page_for_members_is_refused_to_others(client: Client) -> None:
    run = make.run(make.page(members_only=True))
    assert run.page
    address = f"/academie/{run.page.slug}/"
    for query in ("", f"?uitvoering={run.occasion.code}"):
        response = client.get(address + query)
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/account/login/")
    user = UserFactory.create()
    client.force_login(user)
    assert client.get(address).status_code == 403
    MembershipFactory.create(person=user.person)
    response = client.get(address)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def test_the_link_for_online_is_never_shown(client: Client) -> None:
    run = make.run(online_link="https://overleg.example/geheim", place="")
    text = text_of(client, run)
    assert "Online" in card(text)
    assert "geheim" not in text


def test_search_engines_read_the_course_and_its_runs(client: Client) -> None:
    page = make.page("Praten </script><b> & meer", introduction="Over </script>")
    run = make.run(page, capacity=1)
    booking.confirmed(run.occasion)
    make.run(page, place="Online")
    CalledOff.objects.create(occasion=make.run(page).occasion)
    text = text_of(client, run)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert found
    said = json.loads(found[1])
    assert (said["@type"], said["name"]) == ("Course", "Praten </script><b> & meer")
    assert [one["courseMode"] for one in said["hasCourseInstance"]] == ["Onsite", "Online"]
    first = said["hasCourseInstance"][0]
    assert first["offers"]["price"] == "181.50"
    assert first["offers"]["availability"].endswith("SoldOut")
    assert first["courseWorkload"] == "P0DT04H00M00S"
    assert dt.datetime.fromisoformat(first["startDate"]) == run.occasion.starts


def test_a_fixed_number_of_queries_and_no_cookie(client: Client) -> None:
    run = make.run(training=accreditation.accredited(), terms=booking.terms())
    counts: list[int] = []
    text_of(client, run)  # what a process asks once
    for _each in range(3):
        make.run(run.page, accreditation.accredited(), terms=booking.terms())
        with CaptureQueriesContext(connection) as queries:
            assert run.page
            response = client.get(f"/academie/{run.page.slug}/")
        assert not response.cookies
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_a_page_that_is_deleted_leaves_its_runs() -> None:
    run = make.run()
    assert run.page
    run.page.delete()
    run.refresh_from_db()
    run.occasion.refresh_from_db()
    assert run.page is None
    assert run.occasion.landing is None
