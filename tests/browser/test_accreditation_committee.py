"""The committee at work in a browser: from a file that came in, by way of two assessors, to a decision and its letter."""

import datetime as dt
import json
import re
from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from academy.accreditation import content
from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.hours import tab_to
from tests.factories.accreditation import complete

CODE, TITLE = "ACC-PROEF-1", "Proeftuin: luisteren met twee oren"


@pytest.fixture(scope="module")
def file(database: str) -> str:
    """The address of a file that was sent in, and a meeting today."""
    return sent_in(database, CODE, TITLE)


def sent_in(database: str, code: str, title: str) -> str:
    """Send a file in; return its address."""
    today = dt.date.today()  # noqa: DTZ011 - the site under test lives in the same zone as its tests
    with psycopg.connect(database) as connection:
        one = lambda query, *values: connection.execute(query, values).fetchone()[0]  # type: ignore[index]  # noqa: E731
        told = json.dumps(content.write(complete(title)))
        pk = one(
            "INSERT INTO accreditation_application (code, provider_id, kind, content, version, started_at, saved_at) SELECT %s, id,"
            " 'course', %s, 1, now(), now() FROM accreditation_provider WHERE slug = 'het-luisterhuis' RETURNING id", code, told,
        )  # fmt: skip
        sent = one(
            "INSERT INTO accreditation_submission (application_id, number, at, digest) VALUES (%s, 1, now(), '') RETURNING id",
            pk,
        )
        connection.execute(
            "INSERT INTO accreditation_submittedcontent (submission_id, content) VALUES (%s, %s)", (sent, told)
        )
        connection.execute(
            "INSERT INTO accreditation_step (application_id, number, kind, decided_on, recorded_at, submission_id)"
            " VALUES (%s, 1, 'submitted', %s, now(), %s)", (pk, today, sent),
        )  # fmt: skip
        connection.execute(
            'INSERT INTO accreditation_meeting ("on", files_due, place) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING',
            (today, today, "Utrecht"),
        )
    return f"/beheer/accreditatie/aanvragen/inspect/{pk}/"


def checked(page: Page, name: str) -> None:
    """Look at a page at both widths."""
    for size in SIZES.values():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        expect(page.get_by_role("main")).to_be_visible()
        assert axe_problems(page) == [], name
        assert overflow(page) <= 0, name


def test_from_sent_in_to_a_decision(file: str, sign_in: Callable[..., Page]) -> None:
    office = sign_in("bureau")
    office.goto("/beheer/accreditatie/aanvragen/")
    checked(office, "list")
    office.get_by_role("link", name=CODE).first.click()
    office.wait_for_url("**/inspect/**")
    checked(office, "file")
    office.get_by_role("link", name="In behandeling nemen").click()
    office.get_by_role("button", name="Brief maken").click()
    expect(office.locator("textarea[name=letter]")).to_be_visible()
    checked(office, "letter")
    office.get_by_role("button", name="Vastleggen en versturen").click()
    office.get_by_role("link", name="Beoordelaars toewijzen").click()
    office.get_by_label(re.compile("Beoordelaar 1")).select_option(label="Tjeerd Hoekstra")
    office.get_by_label(re.compile("Beoordelaar 2")).select_option(label="Marleen ter Horst")
    checked(office, "assign")
    office.get_by_role("button", name="Toewijzen").click()
    expect(office.get_by_text("Toegewezen.")).to_be_visible()
    for number in (1, 2):
        assess(sign_in(f"beoordelaar{number}"), file, look=number == 1)
    decide(sign_in("commissie"), file)


def assess(page: Page, file: str, look: bool) -> None:
    page.goto(file)
    page.get_by_role("link", name="Beoordelen", exact=True).click()
    remark = page.get_by_label(re.compile("Toelichting op het advies"))
    remark.fill("Helder opgebouwd.")
    expect(page.get_by_role("status").filter(has_text="Bewaard.")).to_be_visible()
    page.reload()
    expect(remark).to_have_value("Helder opgebouwd.")
    if look:
        checked(page, "assessment")
    for one in page.locator("select[name^=score-]").all():
        one.select_option("3")
    page.locator("select[name=advice]").select_option("grant")
    page.get_by_role("button", name="Beoordeling geven").click()
    expect(page.get_by_text("Je beoordeling is gegeven.")).to_be_visible()


def decide(page: Page, file: str) -> None:
    page.goto(file)
    page.get_by_role("link", name="Accrediteren", exact=True).click()
    page.get_by_role("button", name="Brief maken").click()
    expect(page.locator("textarea[name=letter]")).to_be_visible()
    checked(page, "decision")
    page.get_by_role("button", name="Vastleggen en versturen").click()
    expect(page.get_by_text("Vastgelegd. De opleider krijgt een mail.")).to_be_visible()
    expect(page.locator("strong", has_text="geaccrediteerd")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("PDF geaccrediteerd")).click()
    assert download.value.suggested_filename == f"brief-{CODE.lower()}-3.pdf"
    for address in ("vergaderingen", "banden", "banden/mijn", "brieven"):
        page.goto(f"/beheer/accreditatie/{address}/")
        checked(page, address)


def press(page: Page, target: Locator, *keys: str) -> None:
    """Go to something with Tab and use it: a key by its name, anything else is typed."""
    tab_to(page, target)
    for key in keys:
        page.keyboard.press(key) if key in {"Enter", "Space"} else page.keyboard.type(key)


def test_assigning_scoring_and_deciding_by_keyboard_alone(database: str, sign_in: Callable[..., Page]) -> None:
    file = sent_in(database, "ACC-PROEF-2", "Proeftuin: met het toetsenbord")
    office = sign_in("bureau")
    office.goto(file)
    press(office, office.get_by_role("link", name="In behandeling nemen"), "Enter")
    press(office, office.get_by_role("button", name="Brief maken"), "Enter")
    press(office, office.get_by_role("button", name="Vastleggen en versturen"), "Enter")
    press(office, office.get_by_role("link", name="Beoordelaars toewijzen"), "Enter")
    press(office, office.get_by_label(re.compile("Beoordelaar 1")), "Tjeerd")
    press(office, office.get_by_label(re.compile("Beoordelaar 2")), "Marleen")
    press(office, office.get_by_role("button", name="Toewijzen"), "Enter")
    expect(office.get_by_text("Toegewezen.")).to_be_visible()
    for number in (1, 2):
        score(sign_in(f"beoordelaar{number}"), file)
    committee = sign_in("commissie")
    committee.goto(file)
    press(committee, committee.get_by_role("link", name="Accrediteren", exact=True), "Enter")
    press(committee, committee.get_by_role("button", name="Brief maken"), "Enter")
    press(committee, committee.get_by_role("button", name="Vastleggen en versturen"), "Enter")
    expect(committee.get_by_text("Vastgelegd. De opleider krijgt een mail.")).to_be_visible()


def score(page: Page, file: str) -> None:
    page.goto(file)
    press(page, page.get_by_role("link", name="Beoordelen", exact=True), "Enter")
    page.wait_for_url("**/beoordelen/**")
    for one in page.locator("select[name^=score-]").all():
        press(page, one, one.locator("option[value='3']").inner_text())
    advice = page.locator("select[name=advice]")
    press(page, advice, advice.locator("option[value=grant]").inner_text())
    press(page, page.get_by_label(re.compile("Toelichting op het advies")), "Helder opgebouwd.")
    press(page, page.get_by_role("button", name="Beoordeling geven"), "Enter")
    expect(page.get_by_text("Je beoordeling is gegeven.")).to_be_visible()


def test_the_office_s_screens_of_applications_fit_a_telephone(file: str, sign_in: Callable[..., Page]) -> None:
    office = sign_in("bureau", SIZES["phone"])
    for address in (
        file, "/beheer/accreditatie/aanvragen/", "/beheer/accreditatie/uitvoeringen/", "/beheer/accreditatie/accounts/",
        "/beheer/accreditatie/meldingen/", "/beheer/accreditatie/opleidingen/", "/beheer/accreditatie/opleiders/",
    ):  # fmt: skip
        response = office.goto(address)
        assert response is not None
        assert response.status == 200, address
        assert overflow(office) <= 0, address
