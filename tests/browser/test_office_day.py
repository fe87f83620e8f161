"""A day at the office and at the editors' desk, with the roles they have and never as a superuser."""

import datetime as dt
import re
import secrets
import string
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser import office, people
from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.letters import Mailbox

SignIn = Callable[..., Page]
SOON = 15  # seconds within which a search knows a new word
EDITOR_LOOKS_AFTER = 2500  # milliseconds until Wagtail's editor notices what is typed into a new page
MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
REFUSED = "Sorry, je hebt geen toegang tot dit gedeelte."
# Rows of the demonstration's registered advisers that only these tests touch; the first is everybody's.
CORRECTED, SUSPENDED, SHOWN = 3, 5, 8


def in_words(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def new_word() -> str:
    """Make a word that stands nowhere yet, of letters that no searcher mistypes into another."""
    return "kwispel" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(8))


def new_adviser() -> dict[str, str]:
    surname = new_word().capitalize()
    return {
        "voornaam": "Nieuwe", "achternaam": surname, "email": f"{surname.lower()}@voorbeeld.example", "plaats": "Zwolle",
        "soort": "extern", "regeling": "lvv-2024", "geldig_vanaf": "2026-01-01", "geldig_tot": "2029-12-31",
        "vindbaar": "ja",
    }  # fmt: skip


def test_the_office_imports_a_list(sign_in: SignIn, size: dict[str, int], database: str):
    corrected = people.with_status(database, "registered", CORRECTED)
    known, added = people.listed(database, corrected.number), new_adviser()
    until = dt.date.fromisoformat(known["geldig_tot"]) + dt.timedelta(days=1)

    page = sign_in("bureau", size)
    page.goto("/beheer/")
    office.choose_from_menu(page, "Register importeren")
    office.upload(page, office.list_of([added, known | {"geldig_tot": f"{until}"}]))
    differences = page.get_by_role("table", name="Verschillen")
    expect(differences.locator("tbody tr")).to_have_count(2)
    expect(differences).to_contain_text("nieuw in het register")
    expect(differences).to_contain_text(f"einddatum wordt {until:%d-%m-%Y}")
    assert people.listed(database, corrected.number) == known
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.locator(".messages")).to_contain_text(re.compile("Vastgelegd: 1 nieuw, .* 1 einddat"))

    page.goto(f"/register/{corrected.number}/")
    expect(page.locator("main")).to_contain_text(f"tot en met {in_words(until)}")
    page.goto(f"/register/?q={added['achternaam']}")
    page.locator("main .results").get_by_role("link", name=f"Nieuwe {added['achternaam']}").click()
    expect(page.locator(".verdict--registered")).to_contain_text(f"Nieuwe {added['achternaam']}")


def test_a_bad_list_is_refused_line_by_line(sign_in: SignIn, size: dict[str, int], database: str):
    good, before = new_adviser(), people.certificates(database)
    page = sign_in("bureau", size)
    page.goto("/beheer/register/import/")
    office.upload(page, office.list_of([good, new_adviser() | {"geldig_tot": "2026-02-30", "soort": "allebei"}]))
    told = page.locator("main [role=alert]")
    expect(told).to_contain_text("2 fouten gevonden. Er is niets vastgelegd.")
    expect(told).to_contain_text("regel 3: geldig_tot '2026-02-30' is geen bestaande datum")
    expect(told).to_contain_text("regel 3: soort 'allebei' bestaat niet")
    assert overflow(page) == 0
    assert people.certificates(database) == before
    office.upload(page, office.list_of([good]).decode().replace("Zwolle", "Curaçao").encode("latin-1"))
    expect(office.field_error(page, "file")).to_contain_text("Het bestand is geen UTF-8: regel 2")
    assert people.certificates(database) == before


def test_the_office_suspends_somebody_and_lifts_it(sign_in: SignIn, size: dict[str, int], database: str):
    adviser = people.with_status(database, "registered", SUSPENDED)
    today = dt.datetime.now(dt.UTC).astimezone().date()
    until, reason = today + dt.timedelta(days=30), "Klacht van 3 november, besluit van de commissie."
    page = sign_in("bureau", size)

    office.open_certificate(page, adviser.number)
    page.get_by_role("link", name="Schorsen").click()
    page.get_by_label("Vanaf").fill(f"{today}")
    page.get_by_label("Tot en met").fill(f"{today - dt.timedelta(days=30)}")
    page.get_by_label("Reden").fill(reason)
    page.keyboard.press("Escape")  # the calendar
    page.get_by_role("button", name="Voorleggen").click()
    expect(office.field_error(page, "until")).to_be_visible()
    expect(page.get_by_label("Reden")).to_have_value(reason)
    page.get_by_label("Tot en met").fill(f"{until}")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Voorleggen").click()
    expect(page.locator(".messages")).to_contain_text("Het geldt pas als een tweede persoon het bevestigt")
    page.goto(f"/register/{adviser.number}/")
    expect(page.locator(".verdict--registered")).to_contain_text("Geregistreerd")

    second = sign_in("commissie", size)
    second.goto("/beheer/")
    waiting = second.get_by_role("table", name="Voorstellen die wachten")
    waiting.locator("tr", has_text=adviser.number).get_by_role("link", name="Bekijken en bevestigen").click()
    expect(second.locator("main")).to_contain_text(reason)
    second.get_by_role("button", name="Bevestigen").click()
    expect(second.locator(".messages")).to_contain_text("Het register toont het meteen")
    expect(second.get_by_role("table", name="Besluiten")).to_contain_text(reason)

    page.goto(f"/register/{adviser.number}/")
    expect(page.locator(".verdict--suspended")).to_contain_text("Geschorst")
    expect(page.locator("main")).to_contain_text(f"tot en met {in_words(until)}")
    assert reason not in page.content()

    office.open_certificate(page, adviser.number)
    page.get_by_role("link", name="Maatregel opheffen").click()
    page.get_by_label("Maatregel").select_option(index=1)
    page.get_by_label("Vanaf").fill(f"{today}")
    page.get_by_label("Reden").fill("De klacht is ingetrokken.")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Opheffen").click()
    expect(page.locator(".messages")).to_contain_text("Het register toont het meteen")
    page.goto(f"/register/{adviser.number}/")
    expect(page.locator(".verdict--registered")).to_contain_text("Geregistreerd")


def test_the_office_sends_an_activation_mail(sign_in: SignIn, open_page: SignIn, database: str, mailbox: Mailbox):
    adviser = people.with_status(database, "registered", SHOWN)
    email = people.listed(database, adviser.number)["email"]
    page = sign_in("bureau")
    page.goto(f"/beheer/mensen/?q={email}")
    page.locator("main tbody").get_by_role("link", name=adviser.name).click()
    page.get_by_role("link", name="Activatiemail").click()
    expect(page.locator("main")).to_contain_text(email)
    page.locator("main form[method=post] button[type=submit]").click()
    expect(page.locator(".messages")).to_contain_text(re.compile("mail", re.IGNORECASE))

    path = mailbox.next_letter(email).path
    theirs = open_page(java_script_enabled=False)
    theirs.goto(path)
    theirs.get_by_role("button", name="Activeer en log in").click()
    theirs.wait_for_url("**/mijn/")
    expect(theirs.locator("main")).to_contain_text(adviser.number)
    late = open_page()
    assert late.goto(path).status == 410


def test_an_editor_changes_an_answer(sign_in: SignIn, size: dict[str, int]):
    word = new_word()
    page = sign_in("redactie", size)
    page.goto("/kenniscentrum/")
    page.goto("/beheer/pages/")
    for parent in ("Vertrouwenspersonen op het werk", "Kenniscentrum"):
        children = page.get_by_role("link", name=re.compile(f"onderliggende pagina.*{parent}'$"))
        if children.count():
            children.click()
            page.wait_for_load_state()
    page.get_by_role("link", name="Hoeveel tijd heeft een vertrouwenspersoon nodig?", exact=True).click()
    answer = page.locator("main [name=short_answer]")
    too_long = "Dit is een antwoord dat maar doorgaat. " * 10
    answer.fill(too_long)
    office.publish(page)
    expect(office.field_error(page, "short_answer")).to_contain_text("telt 70 woorden; hooguit 45 is kort")
    expect(answer).to_have_value(too_long)

    answer.fill(f"Reken op twee uur per week, en noem dat {word}.")
    office.publish(page)
    expect(page.locator(".messages")).to_contain_text("gepubliceerd")
    page.goto("/kenniscentrum/tijdsbesteding/")
    expect(page.locator("main")).to_contain_text(f"Reken op twee uur per week, en noem dat {word}.")

    deadline = time.monotonic() + SOON
    found = page.locator("main").get_by_role("link", name="Hoeveel tijd heeft een vertrouwenspersoon nodig?")
    page.goto(f"/kenniscentrum/zoeken/?q={word}")
    while not found.count():
        assert time.monotonic() < deadline, "the search does not know the new word"
        page.wait_for_timeout(500)
        page.reload()


def wait_for_the_first_draft(page: Page) -> None:
    """Wait until the editor kept a draft by itself; on a busy machine it may take up only what is typed later."""
    for _turn in range(4):
        with suppress(PlaywrightTimeoutError):
            page.wait_for_url("**/edit/", timeout=6_000)
            return
        page.locator("main [name=introduction]").press("End")
        page.locator("main [name=introduction]").press_sequentially(" ")
    raise AssertionError("the editor keeps no draft")


def test_an_editor_adds_a_news_page(sign_in: SignIn, size: dict[str, int]):
    title = f"Bericht over {new_word()}"
    page = sign_in("redactie", size)
    page.goto("/beheer/pages/3/")
    page.get_by_role("link", name="Bekijk de onderliggende pagina's van 'Nieuws'").click()
    page.get_by_role("link", name="Voeg onderliggende pagina toe").first.click()
    page.wait_for_timeout(EDITOR_LOOKS_AFTER)
    page.locator("main [name=title]").fill(title)
    page.locator("main [name=introduction]").fill("Waarom dit nieuws is, in één zin.")
    wait_for_the_first_draft(page)
    office.publish(page)
    expect(page.locator(".messages")).to_contain_text("gepubliceerd")
    page.goto("/nieuws/")
    page.locator("main").get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("main")).to_contain_text("Waarom dit nieuws is")


@dataclass(frozen=True)
class Desk:
    """The account of a role: what its menu shows, what it leaves out, and the addresses it is kept from."""

    name: str
    shown: set[str]
    hidden: set[str]
    refused: tuple[str, ...]


DESKS = (
    Desk(
        "bureau",
        {"Mensen", "Certificaten", "Register importeren"},
        {"Pagina's", "Kenniscentrum", "Afbeeldingen", "Documenten", "Rapporten"},
        ("pages/3/", "pages/add/pages/newspage/3/", "images/", "snippets/faq/synonymgroup/", "users/", "groups/"),
    ),
    Desk(
        "redactie",
        {"Pagina's", "Kenniscentrum", "Afbeeldingen", "Documenten", "Rapporten"},
        {"Mensen", "Certificaten", "Register importeren"},
        ("mensen/", "mensen/inspect/{person}/", "mensen/uitnodigen/", "certificaten/", "certificaten/inspect/{one}/",
         "certificaten/{one}/schorsen/", "register/import/", "users/"),
    ),
)  # fmt: skip


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.name)
def test_each_role_sees_its_own_work_only(sign_in: SignIn, database: str, desk: Desk):
    adviser, keys = people.keys(database, SHOWN)
    page = sign_in(desk.name)
    page.goto("/beheer/")
    menu = page.get_by_role("navigation", name="Hoofdmenu")
    menu.get_by_text(min(desk.shown), exact=True).wait_for()
    words = set(menu.inner_text().splitlines())
    assert desk.shown <= words
    assert not desk.hidden & words
    for path in desk.refused:
        page.goto("/beheer/" + path.format(**keys))
        # Wagtail sends back to its first page and says why, instead of a bare 403.
        assert page.url.endswith("/beheer/"), path
        expect(page.locator(".messages")).to_contain_text(REFUSED)
        assert adviser.number not in page.content()


@pytest.mark.parametrize("name", ["lid", "nieuw", "opleider"])
def test_who_has_no_task_in_the_admin_stays_outside(sign_in: SignIn, name: str):
    page = sign_in(name)
    for path in ("/beheer/", "/beheer/mensen/", "/beheer/register/import/", "/beheer/pages/"):
        assert page.goto(path).status == 403, path
        expect(page.get_by_role("heading", level=1)).to_have_text("Deze pagina is niet voor iedereen")


def import_page(page: Page, keys: dict[str, int]) -> None:
    page.goto("/beheer/register/import/")


def bad_rows(page: Page, keys: dict[str, int]) -> None:
    page.goto("/beheer/register/import/")
    office.upload(page, office.list_of([new_adviser() | {"geldig_vanaf": "gisteren"}]))
    expect(page.locator("main [role=alert]")).to_contain_text("regel 2")


def import_differences(page: Page, keys: dict[str, int]) -> None:
    page.goto("/beheer/register/import/")
    office.upload(page, office.list_of([new_adviser()]))
    expect(page.get_by_role("table", name="Verschillen")).to_be_visible()


def certificate_page(page: Page, keys: dict[str, int]) -> None:
    page.goto(f"/beheer/certificaten/inspect/{keys['one']}/")


def decision_with_errors(page: Page, keys: dict[str, int]) -> None:
    page.goto(f"/beheer/certificaten/{keys['one']}/schorsen/")
    page.get_by_role("button", name="Voorleggen").click()
    expect(office.field_error(page, "reason")).to_be_visible()


def person_page(page: Page, keys: dict[str, int]) -> None:
    page.goto(f"/beheer/mensen/inspect/{keys['person']}/")


SCREENS = (import_page, bad_rows, import_differences, certificate_page, decision_with_errors, person_page)


def test_the_offices_own_screens_are_accessible(sign_in: SignIn, database: str):
    _adviser, keys = people.keys(database, SHOWN)
    page = sign_in("bureau")
    for screen in SCREENS:
        for width in SIZES.values():
            page.set_viewport_size(width)  # type: ignore[arg-type]
            screen(page, keys)
            expect(page.get_by_role("button", name="Toon/verberg zijbalk").first).to_be_visible()
            assert axe_problems(page) == [], screen.__name__
            assert overflow(page) == 0, screen.__name__
