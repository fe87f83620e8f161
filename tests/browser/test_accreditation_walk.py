"""The whole way: an organisation asks for an account, writes an application, two assessors and the committee look at it, the provider
plans a run and sends who was there, and a member finds the hours."""

import datetime as dt
import io
import re
import time
from collections.abc import Callable

import pikepdf
import psycopg
from playwright.sync_api import Page, expect

from lvv_site import civil
from tests.browser import holders
from tests.browser.conftest import axe_problems, overflow
from tests.browser.letters import Mailbox

OpenPage = Callable[..., Page]
ASKER, TITLE = "directeur@wandelschool.example", "Wandelend leren luisteren"
PORTAL = "/opleider/wandelschool/"
DAY = dt.timedelta(days=1)


def sound(page: Page) -> None:
    """Look at the state that the page is in now."""
    assert axe_problems(page) == [], page.url
    assert overflow(page) <= 0, page.url


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).press("Enter")


def become_a_provider(page: Page, office: Page, mailbox: Mailbox) -> None:
    page.goto("/opleider/aanmelden/")
    page.get_by_label("Naam van de organisatie").fill("Wandelschool")
    page.get_by_label("KvK-nummer").fill("98765433")
    page.get_by_label("Plaats").fill("Ede")
    page.get_by_label("Uw naam").fill("Dirk Teur")
    page.get_by_label("Uw e-mailadres").fill(ASKER)
    time.sleep(2)  # faster than this is no person
    press(page, "Verstuur de aanvraag")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kijk nu in uw mail")
    page.goto(mailbox.next_letter(ASKER).path)
    time.sleep(2)
    press(page, "Bevestig de aanvraag")
    office.goto("/beheer/accreditatie/accounts/")
    office.get_by_role("link", name="Wandelschool").click()
    office.get_by_role("link", name="Goedkeuren").click()
    press(office, "Goedkeuren en uitnodigen")
    expect(office.locator(".messages")).to_contain_text("De opleider is gemaakt")
    page.goto(mailbox.next_letter(ASKER, 1).path)
    press(page, "Maak een account en log in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wandelschool")


def paper() -> bytes:
    """Return a real PDF."""
    document, drawn = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(drawn)
    return drawn.getvalue()


def onward(page: Page, section: str) -> None:
    press(page, "Bewaar en ga verder")
    page.wait_for_url(f"**/{section}/")


def apply(page: Page) -> str:
    """Write a whole application and send it in; return its address."""
    page.goto(PORTAL + "aanvragen/nieuw/")
    page.get_by_label("Bij- en nascholing").check()
    press(page, "Begin")
    page.wait_for_url("**/opleiding/")
    address = page.url.removesuffix("opleiding/")
    page.get_by_label("Titel").fill(TITLE)
    page.get_by_label("Samenvatting").fill("Een dag lopen en luisteren.")
    page.get_by_label("op locatie", exact=True).check()
    page.get_by_label("Contacttijd in uren").fill("5")
    page.get_by_label("Voorbereiding en huiswerk in uren").fill("1")
    page.get_by_label("Oefenen in de praktijk in uren").fill("0")
    page.get_by_label("Deelnemers, minstens").fill("4")
    page.get_by_label("Deelnemers, hoogstens").fill("12")
    onward(page, "doelen")
    if not page.get_by_role("group", name="Leerdoel 1", exact=True).count():
        press(page, "Voeg een leerdoel toe")
    page.get_by_role("group", name="Leerdoel 1", exact=True).get_by_role("textbox").fill("U luistert terwijl u loopt.")
    page.get_by_role("group", name="Competenties bij leerdoel 1").get_by_label("luisteren").check()
    onward(page, "programma")
    page.get_by_label("Programma", exact=False).first.fill("Ochtend lopen, middag nabespreken.")
    onward(page, "toetsing")
    page.get_by_label("Toetsing").fill("Een gesprek met een acteur.")
    page.get_by_label("Huiswerk").fill("Geen.")
    onward(page, "docenten")
    if not page.get_by_label("Naam van docent 1").count():
        press(page, "Voeg een docent toe")
    page.get_by_label("Naam van docent 1").fill("Wim Wandelaar")
    page.locator("textarea[name$=-education]").fill("Hbo maatschappelijk werk, 2001")
    page.locator("textarea[name$=-experience]").fill("Twaalf jaar trainer")
    page.locator("textarea[name$=-expertise]").fill("Negen jaar vertrouwenspersoon")
    page.locator("input[name$=-proof]").set_input_files(
        {"name": "diploma.pdf", "mimeType": "application/pdf", "buffer": paper()}
    )
    onward(page, "evaluatie")
    page.get_by_label("Evaluatie", exact=False).first.fill("Een formulier na afloop.")
    onward(page, "documenten")
    page.goto(address + "controle/")
    sound(page)
    page.get_by_label("Ik verklaar dat alles klopt").check()
    press(page, "Indienen met factuur")
    expect(page.locator(".badge").first).to_contain_text("Ingediend")
    sound(page)
    return address


def take_up(office: Page, database: str) -> str:
    """Let the office take the file up for today's meeting and assign both assessors; return where the file stands."""
    today = civil.today()
    with psycopg.connect(database) as connection:
        connection.execute(
            'INSERT INTO accreditation_meeting ("on", files_due, place) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING',
            (today, today, "Utrecht"),
        )
    office.goto("/beheer/accreditatie/aanvragen/")
    office.get_by_role("row", name=re.compile(TITLE)).get_by_role("link").first.click()
    office.wait_for_url("**/inspect/**")
    file = office.url
    office.get_by_role("link", name="In behandeling nemen").click()
    press(office, "Brief maken")  # to the meeting of today, which is proposed
    press(office, "Vastleggen en versturen")
    office.get_by_role("link", name="Beoordelaars toewijzen").click()
    office.get_by_label(re.compile("Beoordelaar 1")).select_option(label="Tjeerd Hoekstra")
    office.get_by_label(re.compile("Beoordelaar 2")).select_option(label="Marleen ter Horst")
    press(office, "Toewijzen")
    expect(office.get_by_text("Toegewezen.")).to_be_visible()
    return file


def assess(page: Page, file: str) -> None:
    page.goto(file)
    page.get_by_role("link", name="Beoordelen", exact=True).click()
    expect(page.locator("select[name=advice]")).to_be_visible()
    for one in page.locator("select[name^=score-]").all():
        one.select_option("3")
    page.locator("select[name=advice]").select_option("grant")
    page.get_by_label(re.compile("Toelichting op het advies")).fill("Helder.")
    press(page, "Beoordeling geven")
    expect(page.get_by_text("Je beoordeling is gegeven.")).to_be_visible()


def decide(page: Page, file: str, first_day: dt.date) -> None:
    page.goto(file)
    page.get_by_role("link", name="Accrediteren", exact=True).click()
    page.locator("[name=starts]").fill(first_day.isoformat())
    press(page, "Brief maken")
    expect(page.locator("textarea[name=letter]")).to_have_value(re.compile(TITLE))
    press(page, "Vastleggen en versturen")
    expect(page.get_by_text("Vastgelegd. De opleider krijgt een mail.")).to_be_visible()


def give(page: Page, day: dt.date, number: str) -> None:
    """Add a run of a day that has been, and send who was there, twice."""
    page.goto(PORTAL + "uitvoeringen/")
    page.get_by_role("link", name="Uitvoering toevoegen").press("Enter")
    page.get_by_label("Opleiding", exact=True).select_option(label=TITLE)
    page.get_by_label("Eerste of enige dag").fill(day.isoformat())
    page.get_by_label("Begint om").fill("09:30")
    page.get_by_label("Eindigt om").fill("16:30")
    page.get_by_label("Uren van alle dagen samen").fill("6")
    page.locator("[name=place]").fill("Ede")
    page.get_by_label("Waar melden deelnemers zich aan?").fill("https://wandelschool.example/")
    press(page, "Zet in de agenda")
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    run = page.url
    for answer in ("Leg 1 regel vast", None):
        page.goto(run)
        page.get_by_role("link", name=re.compile("Stuur de lijst|Aanvullen of wijzigen")).click()
        page.get_by_label("Nummers").fill(f"{number}\nONBEKEND-1")
        press(page, "Bekijk wat er gebeurt")
        expect(page.get_by_text("Dit nummer kennen wij niet.")).to_be_visible()
        if answer:
            press(page, answer)
            expect(page.get_by_role("heading", level=1, name="Vastgelegd")).to_be_visible()
        else:
            expect(page.get_by_role("button", name=re.compile("^Leg "))).to_have_count(0)


def test_from_an_account_to_hours_in_the_ledger(
    open_page: OpenPage, sign_in: OpenPage, mailbox: Mailbox, database: str
) -> None:
    page, office = open_page(), sign_in("bureau")
    become_a_provider(page, office, mailbox)
    address = apply(page)

    file = take_up(office, database)
    for number in (1, 2):
        assess(sign_in(f"beoordelaar{number}"), file)
    decide(sign_in("commissie"), file, civil.today() - 7 * DAY)

    page.goto(address)
    expect(page.locator(".badge").first).to_contain_text("Geaccrediteerd")
    expect(page.locator("main")).to_contain_text("Brief als PDF")
    page.goto("/register/opleidingen/?q=wandelend")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("main")).to_contain_text("geaccrediteerd voor 6 uur")
    sound(page)
    page.goto(PORTAL + "facturen/")
    expect(page.locator("main")).to_contain_text("423,50")

    name, number = holders.somebody()
    give(page, civil.today() - 2 * DAY, number)
    member = sign_in(name)
    member.goto("/mijn/uren/lijst/")
    line = member.get_by_role("listitem").or_(member.get_by_role("row")).filter(has_text=TITLE)
    expect(line.first).to_be_visible()
    with psycopg.connect(database) as connection:
        query = (
            "SELECT entry.kind, entry.minutes FROM hours_entry AS entry JOIN certification_certificate AS certificate"
            " ON certificate.person_id = entry.person_id WHERE certificate.number = %s AND entry.source = 'provider'"
        )
        assert connection.execute(query, [number]).fetchall() == [("course", 360)]
