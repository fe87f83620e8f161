"""Proof: a statement checked by keyboard, the chain explained, and what an adviser takes along. Axe and 360 px."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.holders import downloaded
from tests.browser.people import Adviser
from tests.browser.test_public import tab_to

OpenPage = Callable[..., Page]
CHECK = "/register/verklaring/"


def well(page: Page) -> None:
    """No barrier and no sideways scrolling, also on a phone."""
    assert axe_problems(page) == []
    assert overflow(page) == 0
    page.set_viewport_size(SIZES["phone"])
    assert overflow(page) == 0
    assert axe_problems(page) == []
    page.set_viewport_size(SIZES["desk"])


def test_a_statement_is_taken_along_and_checked_by_keyboard(open_page: OpenPage, registered: Adviser, tmp_path):
    page = open_page()
    page.goto(f"/register/{registered.number}/")
    paper = downloaded(page, "Ondertekende verklaring over")
    assert paper.startswith(b"%PDF")
    answer = page.request.get(f"/api/v1/register/advisers/{registered.number}/status", params={"on": "2026-01-02"})
    token = answer.json()["statement"]

    tab_to(page, page.get_by_role("link", name="Controleer een verklaring"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer een verklaring")
    well(page)
    tab_to(page, page.get_by_label("De verklaring"))
    page.keyboard.insert_text(token)
    page.wait_for_timeout(2100)  # a form that is sent at once is taken for a machine
    tab_to(page, page.get_by_role("button", name="Controleer", exact=True))
    page.keyboard.press("Enter")
    outcome = page.get_by_role("status").filter(has_text="Deze verklaring is echt")
    expect(outcome).to_contain_text(registered.number)
    expect(outcome).to_contain_text("2 januari 2026")
    expect(outcome).to_contain_text(registered.name)
    assert page.url.endswith(CHECK)
    assert not page.context.cookies()
    well(page)

    middle = token.index(".") + 30
    page.get_by_label("De verklaring").fill(
        token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    )
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Controleer", exact=True).click()
    expect(page.get_by_role("heading", name="Deze verklaring is niet echt")).to_be_visible()
    well(page)

    file = tmp_path / "verklaring.pdf"
    file.write_bytes(paper)
    page.get_by_label("De verklaring").fill("")
    page.get_by_label("Of kies het bestand").set_input_files(file)
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Controleer", exact=True).click()
    expect(page.get_by_role("heading", name="Deze verklaring is echt")).to_be_visible()


def test_the_chain_is_explained_and_the_program_is_there(open_page: OpenPage):
    page = open_page()
    page.goto("/register/keten/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is het register achteraf veranderd?")
    expect(page.locator("table tbody tr").first).to_be_visible()
    well(page)
    tab_to(page, page.get_by_role("link", name="Download het programma"))
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "keten_controleren.py"


def test_who_downloads_is_there_for_everybody(open_page: OpenPage):
    page = open_page()
    page.goto("/register/afnemers/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie downloadt het register?")
    well(page)


def test_an_adviser_takes_along_decisions_and_badge(sign_in: Callable[..., Page]):
    page = sign_in("lid")
    page.goto("/mijn/gegevens/")
    expect(page.get_by_role("heading", name="Bewijs van je registratie")).to_be_visible()
    well(page)
    told = json.loads(downloaded(page, "Download je besluiten"))
    assert json.loads(told["leaves"][0]["text"])["kind"] == "granted"
    assert downloaded(page, "Download je badge").startswith(b"eyJ")


def test_the_office_gives_a_key_and_ends_it(sign_in: Callable[..., Page], open_page: OpenPage):
    page = sign_in("bureau")
    page.goto("/beheer/register/afnemers/")
    page.get_by_role("link", name="Sleutel maken").first.click()
    page.get_by_label("Organisatie").fill("Arbodienst Oost")
    page.get_by_label("Waarvoor").fill("Medewerkers laten kiezen")
    page.get_by_role("button", name="Maak de sleutel").click()
    secret = page.get_by_label("Sleutel", exact=True).input_value()
    key = {"Authorization": f"Bearer {secret}"}
    outside = open_page()
    answer = outside.request.get("/api/v1/register/download", headers=key)
    assert (answer.status, json.loads(answer.text().splitlines()[-1])["row"]) == (200, "end")
    outside.goto("/register/afnemers/")
    expect(outside.locator("table")).to_contain_text("Arbodienst Oost")
    well(outside)
    page.get_by_role("link", name="Klaar").click()
    page.get_by_role("link", name="Sleutel beëindigen").click()
    page.get_by_role("button", name="Beëindig de sleutel").click()
    expect(page.get_by_text("De sleutel werkt niet meer.")).to_be_visible()
    assert outside.request.get("/api/v1/register/download", headers=key).status == 401
