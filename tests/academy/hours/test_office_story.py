"""One person's whole story, the ledger's list and what is taken along of it."""

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from academy.certification import adjustments, decisions
from academy.certification.decisions import Decision
from academy.certification.enums import EventKind
from academy.certification.models import Period, SchemeVersion
from academy.hours import ledger, story
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person
from tests.academy.hours.office import OUTSIDE, downloaded, signed_in
from tests.factories import hours
from tests.factories.certification import certified, event
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


def somebody(name: str = "Verhaal") -> Person:
    person = PersonFactory.create(given_name="Anna", infix="", family_name=name)
    of = certified(person, starts=dt.date(2024, 7, 1), until=dt.date(2028, 6, 30))
    event(of, EventKind.GRANTED, dt.date(2028, 7, 1), dt.date(2032, 6, 30))
    return person


def exempted(person: Person) -> None:
    of = person.certificates.get()
    decision = Decision(UserFactory.create(), dt.date(2026, 5, 1), "Ziek geweest", decisions.last_event(of))
    period = Period.objects.get(certificate=of, during__contains=TODAY)
    adjustments.exempt(period, "intervisie", 480, decision)


def test_everything_stands_on_one_page(client: Client) -> None:
    signed_in(client)
    person = somebody()
    exempted(person)
    award = hours.entry(person, "course", 600, dt.date(2026, 2, 3), title="Masterclass grenzen")
    ledger.reverse(award, 120, "wrong_minutes", None, text="Eerder weg")
    hours.claim(person, title="Lezing", decided="rejected", reason="wrong_date", remark="Zie blad 2")
    page = client.get(reverse("hours_person", args=[person.pk])).content.decode()
    scheme = SchemeVersion.objects.get(code="lvv-2024")
    for told in (
        "1 juli 2024 tot en met 30 juni 2028", "1 juli 2028", scheme.content_hash, "8 uur van 64 uur", "Ziek geweest",
        "Masterclass grenzen", "nog over:", "Eerder weg", "Het aantal uren klopte niet", "Lezing", "afgewezen",
        "Zie blad 2", "certificaat.pdf",
    ):  # fmt: skip
        assert told in page, told


def test_reasons_are_for_who_may_read_them(client: Client) -> None:
    from django.contrib.auth.models import Permission

    person = somebody()
    exempted(person)
    user = signed_in(client, None)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["access_admin", "view_entry"]))
    page = client.get(reverse("hours_person", args=[person.pk])).content.decode()
    assert "vrijstelling, 8 uur intervisie" in page
    assert "Ziek geweest" not in page


def test_the_standing_is_that_of_the_evaluation() -> None:
    person = somebody()
    hours.entry(person, "course", 600, dt.date(2026, 2, 3))
    now, later = reversed(story.periods_of(person, TODAY))
    assert {one.label: (one.credited, one.minimum, one.short) for one in now.kinds} == {
        "bij- en nascholing": (600, 1440, 840), "intervisie": (0, 1920, 1920), "extra activiteiten": (0, 960, 960)
    }  # fmt: skip
    assert (now.progress.total, later.progress.total) == (600, 0)


def test_more_of_everything_asks_no_more_of_the_database() -> None:
    def queries_for(person: Person) -> int:
        with CaptureQueriesContext(connection) as asked:
            seen = story.story_of(Person.objects.get(pk=person.pk), TODAY)
            for one in seen.entries:
                list(one.entry.reversals.all())
        return len(asked)

    little, much = PersonFactory.create(), somebody()
    certified(little, starts=dt.date(2024, 7, 1), until=dt.date(2028, 6, 30))
    hours.claim(little)
    hours.entry(little, title="Een")
    exempted(much)
    for number in range(6):
        ledger.reverse(hours.entry(much, title=f"Nummer {number}"), 30, "wrong_minutes", None)
        hours.claim(much, decided="rejected", on=hours.last_week() - dt.timedelta(days=number))
    queries_for(little)
    assert queries_for(much) == queries_for(little)


def test_a_merged_person_has_one_story() -> None:
    one, other = somebody("Een"), somebody("Ander")
    hours.entry(one, "course", 600, dt.date(2026, 2, 3))
    hours.entry(other, "course", 120, dt.date(2026, 2, 4))
    people.merge(one, other)
    seen = story.story_of(Person.objects.get(pk=other.pk), TODAY)
    assert [entry.entry.minutes for entry in seen.entries] == [120, 600]
    running = [period for period in seen.periods if period.standing.period.start == dt.date(2024, 7, 1)]
    assert [period.progress.total for period in running] == [720, 720]


def test_the_page_of_a_merged_entry_leads_to_the_one_that_stands(client: Client) -> None:
    signed_in(client)
    one, other = PersonFactory.create(), PersonFactory.create()
    people.merge(one, other)
    response = client.get(reverse("hours_person", args=[one.pk]))
    assert response.headers["Location"] == reverse("hours_person", args=[other.pk])
    assert client.get(reverse("hours_claim_for", args=[one.pk])).status_code == 404


def test_the_persons_page_shows_hours_to_who_may_see_them(client: Client) -> None:
    person = somebody()
    claim = hours.claim(person, title="Wachtende lezing")
    address = reverse("person:inspect", args=[person.pk])
    signed_in(client)
    page = client.get(address).content.decode()
    assert "Wachtende lezing" in page
    assert reverse("hours_claim_for", args=[person.pk]) in page
    other = Client()
    signed_in(other, "treasurer")
    page = other.get(address).content.decode()
    assert "Verhaal" in page
    assert "Wachtende lezing" not in page
    assert reverse("hour_entry:inspect", args=[claim.pk]) not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [({}, True), ({"on_from": "2026-02-01", "on_to": "2026-02-28"}, True), ({"on_from": "2026-02-04"}, False),
     ({"on_to": "2026-02-02"}, False), ({"kind": "course"}, True), ({"kind": "extra"}, False),
     ({"source": "attendance"}, True), ({"source": "import"}, False), ({"q": "lijst"}, True), ({"q": "niemand"}, False)],
)  # fmt: skip
def test_the_ledger_is_filtered_on_screen_and_in_the_export(client: Client, query: dict[str, str], shown: bool) -> None:
    signed_in(client)
    person = PersonFactory.create(given_name="Anna", infix="", family_name="Lijst")
    hours.entry(person, "course", 90, dt.date(2026, 2, 3), title="Masterclass")
    address = reverse("hour_entry:index")
    assert ("Masterclass" in client.get(address, query).content.decode()) is shown
    assert ("Masterclass" in downloaded(client.get(address, {**query, "export": "csv"}))) is shown


def test_an_export_says_everything_and_runs_no_formula(client: Client) -> None:
    signed_in(client)
    person = PersonFactory.create(given_name="=1+1", infix="", family_name="@Kwaad")
    certified(person, "VP-77")
    award = hours.entry(person, "course", 90, dt.date(2026, 2, 3), title="=HYPERLINK(1)")
    reversal = ledger.reverse(award, 30, "wrong_minutes", None)
    sent = downloaded(client.get(reverse("hour_entry:index"), {"export": "csv"}))
    assert "VP-77,'=1+1,,'@Kwaad,course,1.5,2026-02-03,,'=HYPERLINK(1),attendance" in sent
    assert f"-0.5,2026-02-03,,'=HYPERLINK(1),correction,,reversal:{award.pk}:1,{award.pk},wrong_minutes" in sent
    assert reversal.source_ref in sent


def test_how_far_everybody_is_can_be_taken_along(client: Client) -> None:
    signed_in(client)
    today = civil.today()
    person = PersonFactory.create(given_name="=Anna", infix="", family_name="Stand")
    certified(person, "VP-78", today - dt.timedelta(days=400), today + dt.timedelta(days=1000))
    hours.entry(person, "course", 90, today - dt.timedelta(days=30))
    sent = downloaded(client.get(reverse("hours_export"), {"export": "csv"}))
    header, row = sent.strip().splitlines()
    assert header.startswith("Registernummer,Naam,E-mailadres,Regeling")
    assert row.startswith("VP-78,'=Anna Stand,")
    values = dict(zip(header.split(","), row.split(","), strict=True))
    assert (values["Telt mee"], values["Nodig"], values["Nog nodig"], values["Gehaald"]) == (
        "1.5",
        "72.0",
        "70.5",
        "nee",
    )
    assert values["bij- en nascholing: telt mee"] == "1.5"
    response = client.get(reverse("hours_export"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:2] == ["VP-78", "'=Anna Stand"]


@pytest.mark.parametrize("role", ["board", *OUTSIDE])
def test_others_take_nothing_along(client: Client, role: str) -> None:
    hours.entry(PersonFactory.create(family_name="Geheim"), title="Geheim")
    signed_in(client, role)
    for address in ("hours_export", "hour_entry:index"):
        for kind in ("csv", "xlsx"):
            response: Any = client.get(reverse(address), {"export": kind})
            assert response.status_code in {302, 403}
            assert "Geheim" not in response.content.decode()
    assert client.get(reverse("hours_export")).status_code != 200
    assert reverse("hours_export") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_page_of_the_export_leads_to_both(client: Client) -> None:
    signed_in(client)
    page = client.get(reverse("hours_export")).content.decode()
    assert 'href="?export=csv"' in page
    assert f'action="{reverse("hour_entry:index")}"' in page
