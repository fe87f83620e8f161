"""The page of one's hours: every figure on it is the evaluation's, every reason is told, and it asks a fixed number of queries."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from wagtail import hooks

from academy.certification import adjustments, decisions
from academy.certification.decisions import Decision
from academy.certification.enums import AdjustmentKind, EventKind
from academy.certification.models import Adjustment, Period
from academy.hours import ledger
from academy.hours.enums import ReversalReason, Source
from academy.hours.planned import HOOK, Planned
from academy.hours.queries import standing_of
from tests.factories import hours
from tests.factories.certification import certificate, certified, event
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
KINDS = ("course", "intervisie", "extra")
MARKER = "Zonderlingsma"


@pytest.fixture(autouse=True)
def _on_a_day():
    with time_machine.travel(dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def member():
    return UserFactory.create()


@pytest.fixture
def client(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def period(member):
    return certified(member.person).periods.get()


@pytest.fixture
def old_scheme(member):
    """A period under the scheme with yearly maxima: 16 of course, 16 of intervisie, 4 extra."""
    made = certificate(member.person)
    event(made, EventKind.GRANTED, dt.date(2024, 7, 1), dt.date(2028, 6, 30), scheme="lvv-1.11")
    return made.periods.get()


def page_of(client, query="", name="hours:overview"):
    response = client.get(reverse(name) + query)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def text_of(page):
    return re.sub(r"\s+", " ", page.text_content())


def figures(page):
    """Every figure as it is read, in minutes."""
    found = {}
    for one in page.xpath("//*[@data-figure]"):
        number = re.match(r"[\d,.]+", one.text_content().strip())
        assert number, one.text_content()
        found[one.get("data-figure")] = round(float(number[0].replace(",", ".")) * 60)
    return found


def planned(*records):
    return hooks.register_temporarily(HOOK, lambda _person: list(records))


@pytest.fixture
def rich(member, old_scheme):
    """Hours that count, wait, are rejected, are lost to a maximum, were taken back, and one that is booked."""
    person = member.person
    for on, minutes in ((dt.date(2024, 9, 1), 600), (dt.date(2024, 10, 1), 600), (dt.date(2025, 9, 1), 450)):
        hours.entry(person, "course", minutes, on, title="Cursus")
    hours.entry(person, "intervisie", 150, dt.date(2025, 3, 3), title="Intervisie")
    hours.entry(person, "extra", 300, dt.date(2026, 8, 1), title="Congres")
    hours.claim(person, "extra", 90, dt.date(2025, 8, 1), title="Lezing")
    hours.claim(person, "extra", 120, dt.date(2025, 8, 2), title="Boek", decided="rejected")
    hours.claim(person, "extra", 60, dt.date(2025, 8, 3), title="Artikel", decided="approved")
    taken = hours.entry(person, "course", 240, dt.date(2026, 7, 5), title="Dag")
    ledger.reverse(taken, 60, ReversalReason.ATTENDANCE_CORRECTED, UserFactory.create(), text="Eerder weg")
    hours.entry(person, "course", 120, dt.date(2020, 1, 1), title="Lang geleden")
    return old_scheme


def test_every_figure_on_the_page_is_that_of_the_evaluation(client, member, rich):
    booked = Planned(dt.date(2027, 2, 10), "x:1", "intervisie", 180, "Intervisiegroep")
    with planned(booked):
        page = page_of(client)
    progress = standing_of(member.person, rich, TODAY, planned=[booked]).progress
    expected = {
        "total": progress.total,
        "total-min": progress.total_min,
        "coming": sum(progress.pending.values()) + 180,
        "lost": sum(progress.over_cap.values()),
        "booked-intervisie": 180,
    }
    for kind in KINDS:
        expected |= {f"credited-{kind}": progress.credited[kind], f"minimum-{kind}": progress.minimum[kind]}
        expected |= {f"pending-{kind}": progress.pending[kind]} if progress.pending[kind] else {}
        expected |= {f"over-cap-{kind}": progress.over_cap[kind]} if progress.over_cap[kind] else {}
        for number, year in enumerate(progress.years, start=1):
            share = year.kinds[kind]
            expected[f"year-{number}-{kind}"] = share.credited
            if coming := share.pending + share.planned:
                expected[f"coming-{number}-{kind}"] = coming
            if share.over_cap:
                expected[f"over-{number}-{kind}"] = share.over_cap
    assert figures(page) == expected
    assert expected["year-1-course"] == 16 * 60  # a control: the maximum bites in this example
    assert expected["lost"] == 240 + 60


def test_the_figures_of_the_chart_are_those_of_the_table(client, rich):
    page = page_of(client)
    above = [one.text for one in page.xpath("//svg[@class='chart']//text[not(@y='257')]")]
    assert above == ["18,5", "8,5 + 1,5", "7"]
    assert len(page.xpath("//svg[@class='chart']//rect[@class='ghost']")) == 1
    assert page.xpath("//*[@style]") == []


def test_what_does_not_count_is_told_with_its_reason_entry_by_entry(client, rich):
    (section,) = page_of(client).xpath("//section[@aria-labelledby='niet-mee']")
    told = text_of(section)
    assert "Boven het maximum van deze soort in dit jaar." in told
    assert "Cursus, 1 oktober 2024: 4 uur van 10 uur" in told
    assert "Congres, 1 augustus 2026: 1 uur van 5 uur" in told
    assert "Lang geleden" not in told


@pytest.mark.parametrize(
    ("rules", "entries", "told"),
    [
        ({"max_minutes_per_day": {"course": 240}}, [("course", 360, "a")], "op één dag. Om welke"),
        ({"once_per_period": ["course"]}, [("course", 120, "x"), ("course", 120, "x")], "telde al een keer mee"),
    ],
)
def test_other_reasons_are_told_too(client, member, rules, entries, told):
    from academy.certification import schemes
    from academy.certification.models import SchemeVersion
    from tests.factories.certification import shipped

    base = shipped("lvv-2024")
    scheme = SchemeVersion(code="proef", title="Proef", rules=base.rules | rules)
    schemes.publish(scheme)
    made = certificate(member.person)
    event(made, EventKind.GRANTED, dt.date(2024, 7, 1), dt.date(2028, 6, 30), scheme="proef")
    for kind, minutes, activity in entries:
        hours.entry(member.person, kind, minutes, dt.date(2025, 3, 3), activity=activity)
    assert told in text_of(page_of(client))


def test_hours_during_a_suspension_are_told_with_the_adjustment(client, member, period):
    event(period.certificate, EventKind.SUSPENDED, dt.date(2025, 1, 1), dt.date(2025, 3, 31))
    Adjustment.objects.get_or_create(
        period=period, kind=AdjustmentKind.SUSPENSION, starts=dt.date(2025, 1, 1), until=dt.date(2025, 4, 1),
        defaults={"decided_on": TODAY, "event": period.certificate.events.last()},
    )  # fmt: skip
    hours.entry(member.person, "course", 120, dt.date(2025, 2, 2))
    told = text_of(page_of(client))
    assert "Uren uit die tijd tellen niet" in told
    assert "Je certificaat was geschorst van 1 januari 2025 tot en met 31 maart 2025." in told


def test_an_exemption_is_explained_and_lowers_what_is_needed(client, period):
    Adjustment.objects.create(
        period=period, kind=AdjustmentKind.EXEMPTION, hours_kind="extra", minutes=240, decided_on=TODAY
    )
    page = page_of(client)
    assert "Je hebt vrijstelling voor 4 uur extra activiteiten." in text_of(page)
    assert figures(page)["minimum-extra"] == 12 * 60
    assert figures(page)["total-min"] == 68 * 60


def test_an_exemption_that_was_taken_back_is_told_no_more(client, period):
    office = UserFactory.create()
    last = decisions.last_event(period.certificate)
    given = adjustments.exempt(period, "extra", 240, Decision(office, TODAY, "Ziek geweest", last))
    adjustments.replace_exemption(given, 0, Decision(office, TODAY, "Vergissing", last))
    page = page_of(client)
    assert "vrijstelling" not in text_of(page)
    assert figures(page)["total-min"] == 72 * 60


def test_an_extension_is_explained_and_has_a_year_of_its_own(client, period):
    office = UserFactory.create()
    last = decisions.last_event(period.certificate)
    adjustments.extend(period, 6, Decision(office, TODAY, "Ziek geweest", last))
    page = page_of(client)
    assert "Je termijn is met 6 maanden verlengd." in text_of(page)
    assert "tot en met 31 december 2028" in text_of(page)
    assert "Verlenging" in page.xpath("//table[contains(@class, 'years')]//tbody/tr[5]/th")[0].text_content()


def test_the_rules_are_told_with_their_source_and_fingerprint(client, old_scheme):
    (section,) = page_of(client).xpath("//section[@aria-labelledby='regels']")
    told = text_of(section)
    assert "Je hebt in deze termijn 72 uur nodig." in told
    assert "Daarvan minstens: 32 uur bij- en nascholing, 32 uur intervisie en 8 uur extra activiteiten." in told
    assert "Per jaar telt hoogstens: 16 uur bij- en nascholing, 16 uur intervisie en 4 uur extra activiteiten." in told
    assert old_scheme.scheme.content_hash in told
    assert section.xpath(".//a[contains(@href, 'eisen-nascholing')]")


def test_it_says_who_decides(client, period):
    assert "De certificerende instelling beslist." in text_of(page_of(client))
    assert "Aanvragen kan vanaf 1 juli 2027." in text_of(page_of(client))


def test_it_says_until_when_it_is_possible(client, old_scheme):
    told = text_of(page_of(client))
    assert "Doe je niets meer, dan kan het nog tot en met 30 juni 2027." in told
    assert (
        "Doe dit op tijd, tot en met 30 juni 2027: 16 uur bij- en nascholing, 16 uur intervisie en 4 uur extra activiteiten."
        in told
    )


def test_what_waits_names_who_must_act(client, rich, member):
    hours.draft(member.person, title="Half af")
    (section,) = page_of(client).xpath("//section[@aria-labelledby='wacht']")
    items = [text_of(one) for one in section.iter("li")]
    assert ["Boek" in one and "Jij bent aan zet" in one for one in items] == [True, False, False]
    assert "Lezing" in items[1]
    assert "Het bureau kijkt ernaar." in items[1]
    assert "Concept: Half af" in items[2]


def test_what_is_booked_and_what_would_help(client, period):
    records = [
        Planned(dt.date(2027, 3, 1), "b", "course", 360, "Geboekte dag", "/boeking/X/"),
        Planned(dt.date(2027, 4, 1), "s", "intervisie", 120, "Open groep", "/groep/", booked=False),
        Planned(dt.date(2029, 4, 1), "late", "intervisie", 120, "Na de termijn", booked=False),
        Planned(dt.date(2026, 4, 1), "past", "intervisie", 120, "Al geweest", booked=False),
    ]
    with planned(*records):
        page = page_of(client)
    (section,) = page.xpath("//section[@aria-labelledby='helpt']")
    rows = [[cell.text_content() for cell in row] for row in section.xpath(".//tbody/tr")]
    assert rows == [
        ["Geboekte dag", "Scholing", "1 maart 2027", "6"],
        ["Open groep", "Intervisie", "1 april 2027", "2"],
    ]
    assert section.xpath(".//a/@href") == ["/boeking/X/", "/groep/"]


def test_suggestions_are_of_kinds_that_stay_short(client, member, period):
    hours.entry(member.person, "intervisie", 32 * 60 // 2, dt.date(2025, 1, 6))
    hours.entry(member.person, "intervisie", 32 * 60 // 2, dt.date(2025, 1, 7))
    enough = Planned(dt.date(2027, 4, 1), "s", "intervisie", 120, "Open groep", booked=False)
    with planned(enough):
        assert "Open groep" not in text_of(page_of(client))


def test_an_earlier_period_is_chosen_and_only_ones_own(client, member):
    made = certified(member.person, starts=dt.date(2020, 7, 1), until=dt.date(2024, 6, 30))
    event(made, EventKind.GRANTED, dt.date(2024, 7, 1), dt.date(2028, 6, 30))
    hours.entry(member.person, "course", 150, dt.date(2021, 1, 4))
    earlier, running = Period.objects.filter(certificate=made).order_by("during")
    assert figures(page_of(client))["total"] == 0
    page = page_of(client, f"?periode={earlier.pk}")
    assert figures(page)["total"] == 150
    assert "Deze termijn is voorbij. Je had 2,5 van de 72 uur." in text_of(page)
    assert page.xpath("//a[contains(@class, 'chip--on')]/@href") == [f"/mijn/uren/?periode={earlier.pk}"]
    assert [one.get("href") for one in page.xpath("//a[contains(@class, 'chip')]")] == [
        f"/mijn/uren/?periode={one.pk}" for one in (running, earlier)
    ]


@pytest.mark.parametrize("name", ["hours:overview", "hours:entries"])
@pytest.mark.parametrize("asked", ["theirs", "0", "x", "1 OR 1=1"])
def test_somebody_elses_period_is_not_there(client, period, name, asked):
    theirs = certified().periods.get()
    asked = str(theirs.pk) if asked == "theirs" else asked
    assert client.get(reverse(name), {"periode": asked}).status_code == 404


def test_with_two_certificates_hours_of_the_other_are_told(client, member, period):
    other = certified(member.person, number="VP-ANDER", starts=dt.date(2025, 1, 1), until=dt.date(2028, 12, 31))
    hours.entry(member.person, "course", 120, dt.date(2025, 3, 3), certificate=other)
    page = page_of(client)
    assert "Deze uren zijn voor je andere certificaat." in text_of(page)
    assert figures(page)["credited-course"] == 0
    assert "VP-ANDER: 2025 tot 2028" in text_of(page)
    assert figures(page_of(client, f"?periode={other.periods.get().pk}"))["credited-course"] == 120


def test_a_certificate_that_is_not_in_force_is_mentioned(client, period):
    event(period.certificate, EventKind.RESIGNED, dt.date(2026, 1, 1))
    assert "Let op je certificaat." in text_of(page_of(client))


def test_without_a_certificate_nothing_is_computed_and_that_is_said(client):
    page = page_of(client)
    assert "Je hebt bij ons geen certificaat" in text_of(page)
    assert page.xpath("//a[@href='/mijn/uren/opgeven/']")
    assert figures(page) == {}


def test_without_a_certificate_hours_and_claims_are_still_shown(client, member):
    hours.entry(member.person, "course", 150, title="Cursus")
    hours.claim(member.person, title="Lezing")
    hours.draft(member.person, title="Half af")
    told = text_of(page_of(client))
    assert all(word in told for word in ("Cursus", "Lezing", "Half af", "staat vast", "wacht op het bureau"))
    assert "telt mee" not in told


class TestTheList:
    def lines(self, client, query=""):
        page = page_of(client, query, "hours:entries")
        return [text_of(one).strip() for one in page.xpath("//ul[contains(@class, 'ledger')]/li")]

    def test_each_award_has_its_status_source_and_evidence(self, client, rich):
        lines = {line.split("  ")[0]: line for line in self.lines(client)}
        found = {
            title: next(line for line in lines.values() if line.startswith(title))
            for title in ("Lezing", "Boek", "Artikel", "Congres", "Dag")
        }
        assert "wacht op het bureau" in found["Lezing"]
        assert "niet goedgekeurd" in found["Boek"]
        assert "telt mee" in found["Artikel"]
        assert "Eigen opgave" in found["Artikel"]
        assert "certificaat.pdf" in found["Artikel"]
        assert "telt deels mee: 4 uur" in found["Congres"]
        assert "1 uur telt niet mee. Boven het maximum van deze soort in dit jaar." in found["Congres"]
        assert "Aanwezigheid bij een activiteit" in found["Dag"]

    def test_a_reversal_stands_beside_its_award(self, client, rich):
        (line,) = [one for one in self.lines(client) if one.startswith("Dag")]
        assert "1 uur teruggenomen op 21 november 2026: De aanwezigheid is gecorrigeerd. Eerder weg" in line
        assert len([one for one in self.lines(client) if "teruggenomen" in one]) == 1

    def test_an_award_wholly_taken_back_is_said_to_be(self, client, member, period):
        entry = hours.entry(member.person, "course", 120, dt.date(2025, 3, 3))
        ledger.reverse(entry, 120, ReversalReason.ENTERED_TWICE, None)
        (line,) = self.lines(client)
        assert "teruggenomen" in line

    def test_hours_outside_every_period_stand_apart(self, client, rich):
        page = page_of(client, name="hours:entries")
        (section,) = page.xpath("//section[@aria-labelledby='elders']")
        assert "Lang geleden" in text_of(section)
        assert len(section.xpath(".//li")) == 1

    def test_the_latest_comes_first(self, client, member, period):
        for day in (3, 1, 2):
            hours.entry(member.person, "course", 60, dt.date(2025, 3, day), title=f"Dag {day}")
        assert [line[:5] for line in self.lines(client)] == ["Dag 3", "Dag 2", "Dag 1"]


@pytest.mark.parametrize("name", ["hours:overview", "hours:entries", "members:home"])
def test_queries_do_not_grow_with_entries(client, member, period, name):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_of(client, name=name)
        return len(queries)

    def fill(number):
        for place in range(number):
            hours.entry(
                member.person, KINDS[place % 3], 60, dt.date(2024, 7, 2) + dt.timedelta(days=4 * place), title=f"T{place}",
                source=Source.IMPORT,
            )  # fmt: skip
        taken = hours.entry(member.person, "course", 120, dt.date(2025, 3, 3))
        ledger.reverse(taken, 60, ReversalReason.WRONG_MINUTES, None)
        hours.claim(member.person, on=dt.date(2025, 1, 1), title="A", decided="rejected", remark="Nee")
        hours.claim(member.person, on=dt.date(2025, 1, 2), title="B")
        hours.draft(member.person)

    fill(3)
    asked()
    few = asked()
    fill(197)
    many = asked()
    assert (many, many <= 45) == (few, True)


def test_in_english_hours_have_a_point_and_the_page_is_english(client, member, period):
    hours.entry(member.person, "course", 150, dt.date(2025, 3, 3))
    response = client.get("/en/mijn/uren/")
    page = html.fromstring(response.content.decode())
    assert page.get("lang") == "en"
    assert page.xpath("//*[@data-figure='credited-course']")[0].text_content() == "2.5"


@pytest.mark.parametrize("name", ["hours:overview", "hours:entries", "hours:claim_new"])
def test_it_requires_login(name):
    response = Client().get(reverse(name))
    assert response.url.startswith("/account/login/")


@pytest.mark.parametrize("name", ["hours:overview", "hours:entries"])
def test_it_shows_nobody_elses_hours(client, period, name):
    theirs = certified(number=f"VP-{MARKER}")
    hours.entry(theirs.person, "course", 600, dt.date(2025, 3, 3), title=MARKER)
    hours.claim(theirs.person, on=dt.date(2025, 3, 3), title=MARKER)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert MARKER.upper() not in page.content.decode().upper()


class TestThePanel:
    def panel(self, client):
        page = page_of(client, name="members:home")
        found = page.xpath("//section[@aria-labelledby='je-uren']")
        return text_of(found[0]) if found else None

    def test_it_says_how_far_what_is_short_and_the_next_step(self, client, member, period):
        hours.entry(member.person, "course", 24 * 60 // 2, dt.date(2025, 3, 3))
        hours.claim(member.person, decided="rejected")
        told = self.panel(client)
        assert "Je hebt 12 van de 72 uur" in told
        assert "Nog nodig: 12 uur bij- en nascholing, 32 uur intervisie en 16 uur extra activiteiten." in told
        assert "Het bureau keurde een opgave niet goed." in told

    def test_a_draft_is_the_next_step(self, client, member, period):
        hours.draft(member.person)
        assert "Er staat nog een opgave klaar" in self.panel(client)

    def test_who_has_no_certificate_and_no_hours_has_no_panel(self, client):
        assert self.panel(client) is None

    def test_who_has_hours_without_a_certificate_reads_that(self, client, member):
        hours.entry(member.person)
        assert "we kennen je certificaat niet" in self.panel(client)
