"""A provider plans a run and sends who was there; the office decides about what a member contested."""

import datetime as dt
import re

from playwright.sync_api import Page, expect

from lvv_site import civil
from tests.browser.conftest import SIZES, axe_problems, overflow

RUNS = "/opleider/academie-de-brug/uitvoeringen/"


def good(page: Page) -> None:
    assert axe_problems(page) == []
    assert overflow(page) <= 0


def test_a_provider_plans_a_run_which_stands_in_the_agenda(sign_in) -> None:
    page = sign_in("opleider", SIZES["phone"])
    page.goto(RUNS)
    expect(page.get_by_role("heading", name="Lijst nog niet ontvangen")).to_be_visible()
    good(page)
    page.get_by_role("link", name="Uitvoering toevoegen").press("Enter")
    page.get_by_label("Opleiding", exact=True).select_option(index=1)
    title = page.get_by_label("Opleiding", exact=True).locator("option:checked").inner_text()
    day = civil.today() + dt.timedelta(days=1000)
    page.get_by_label("Eerste of enige dag").fill(day.isoformat())
    page.get_by_label("Begint om").fill("09:30")
    page.get_by_label("Eindigt om").fill("12:30")
    page.get_by_label("Uren van alle dagen samen").fill("3")
    page.get_by_label("Waar melden deelnemers zich aan?").fill("https://academie-de-brug.example/aanmelden/")
    page.get_by_role("button", name="Zet in de agenda").press("Enter")
    expect(page.get_by_text("Vul een plaats in, of kies online.").first).to_be_visible()
    good(page)
    page.get_by_label("Online: er is geen plaats om naartoe te gaan").check()
    page.get_by_label("Ik begrijp dat deze uren tellen als extra activiteiten").check()
    page.get_by_role("button", name="Zet in de agenda").press("Enter")
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(page.get_by_text("De uren tellen als extra activiteiten.")).to_be_visible()
    good(page)
    page.goto("/agenda/?soort=opleider")
    expect(page.get_by_text("Academie De Brug").first).to_be_visible()


def test_a_provider_sends_who_was_there(sign_in) -> None:
    page = sign_in("opleider", SIZES["desk"])
    found = page.request.get("/api/v1/register/advisers?page_size=5").json()["results"]
    first, second = (one["number"] for one in found[:2])
    page.goto(RUNS)
    page.get_by_role("link", name=re.compile("Stuur de lijst van")).first.press("Enter")
    good(page)
    page.get_by_label("Nummers").fill(f"{first};2\n{second};2;Iemand Anders\nONBEKEND-1")
    page.get_by_role("button", name="Bekijk wat er gebeurt").press("Enter")
    expect(page.get_by_text("Dit nummer is niet van iemand met deze naam.")).to_be_visible()
    expect(page.get_by_text("Dit nummer kennen wij niet.")).to_be_visible()
    expect(page.get_by_role("cell", name=found[0]["name"])).to_be_visible()
    good(page)
    page.set_viewport_size(SIZES["phone"])
    good(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download de uitkomst").click()
    assert download.value.suggested_filename.endswith(".csv")
    page.get_by_role("button", name="Leg 1 regel vast").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Vastgelegd")).to_be_visible()
    good(page)
    expect(page.get_by_label("Nummers")).to_have_value(re.compile("ONBEKEND-1"))
    page.get_by_role("link", name="Naar de uitvoering").click()
    expect(page.get_by_role("rowheader", name=first)).to_be_visible()
    good(page)


def test_the_office_decides_about_what_a_member_contested(sign_in) -> None:
    page = sign_in("bureau", SIZES["desk"])
    page.goto("/beheer/accreditatie/meldingen/")
    page.locator("table.listing tbody a").first.click()
    expect(page.get_by_text("Ik was die dag ziek en heb me afgemeld.")).to_be_visible()
    assert axe_problems(page) == []
    page.get_by_role("link", name="Corrigeren").click()
    page.get_by_role("textbox", name=re.compile("^Uren")).fill("0")
    page.get_by_label("Bericht aan het lid").fill("Je bent afgemeld.")
    page.get_by_role("button", name="Corrigeren").press("Enter")
    expect(page.get_by_text("Gecorrigeerd. Het lid en de opleider krijgen een mail.")).to_be_visible()
