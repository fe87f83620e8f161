"""A provider writes an application: it saves itself, says so when it cannot, two tabs lose nothing, and it is sent in once."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, axe_problems, overflow

SignIn = Callable[..., Page]
START = "/opleider/academie-de-brug/aanvragen/"


def is_fine(page: Page) -> None:
    assert axe_problems(page) == [], page.url
    assert overflow(page) <= 0, page.url


def begun(page: Page, kind: str = "Bij- en nascholing") -> str:
    """Begin an application that is a copy of a complete one; return its address."""
    page.goto(START + "nieuw/")
    page.get_by_label(kind).check()
    page.get_by_label("Overnemen uit een eerdere aanvraag").select_option("ACC-2346-BRUG")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/opleiding/")
    return page.url.removesuffix("opleiding/")


def said(page: Page) -> Any:
    return page.locator("[data-autosave-said]")


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_from_copy_to_sent_in(sign_in: SignIn, size: dict[str, int]) -> None:
    page = sign_in("opleider", size)
    page.goto(START)
    is_fine(page)
    address = begun(page)
    is_fine(page)

    page.get_by_label("Titel").fill("Oefenen met stilte")
    expect(said(page)).to_contain_text("Bewaard om")
    page.context.set_offline(True)
    page.get_by_label("Titel").fill("Oefenen met stilte en ruimte")
    expect(said(page)).to_contain_text("Geen verbinding.")
    page.context.set_offline(False)
    expect(said(page)).to_contain_text("Bewaard om")
    page.get_by_label("Contacttijd in uren").fill("6,2")
    expect(said(page)).to_contain_text("Niet bewaard: Contacttijd in uren:")
    page.get_by_role("button", name="Bewaar en ga verder").click()
    expect(page.get_by_label("Contacttijd in uren")).to_have_value("6,2")
    is_fine(page)
    page.get_by_label("Contacttijd in uren").fill("6,5")
    page.get_by_role("button", name="Bewaar en ga verder").click()

    page.wait_for_url("**/doelen/")
    page.get_by_role("button", name="Voeg een leerdoel toe").press("Enter")
    added = page.get_by_role("group", name="Leerdoel 3", exact=True)
    added.get_by_role("textbox").fill("De deelnemer laat stiltes vallen.")
    is_fine(page)
    page.get_by_role("button", name="Bewaar en ga verder").click()
    page.wait_for_url("**/programma/")

    page.goto(address + "controle/")
    page.get_by_role("link", name="Kies bij dit leerdoel minstens één competentie.").click()
    expect(page.get_by_role("group", name="Competenties bij leerdoel 3")).to_be_in_viewport()
    page.get_by_role("group", name="Competenties bij leerdoel 3").get_by_label("luisteren").check()
    expect(said(page)).to_contain_text("Bewaard om")
    page.goto(address + "controle/")
    expect(page.locator("main")).to_contain_text("Oefenen met stilte en ruimte")
    is_fine(page)
    page.get_by_label("Ik verklaar dat alles klopt").check()
    page.get_by_role("button", name="Indienen met factuur").dblclick()
    expect(page.locator(".badge").first).to_contain_text("Ingediend")
    expect(page.get_by_role("region", name="Kosten")).to_contain_text("423,50")
    is_fine(page)
    page.go_back()
    page.goto(address + "opleiding/")
    assert page.url == address


def test_two_tabs_on_one_page_lose_nothing(sign_in: SignIn) -> None:
    page = sign_in("opleider")
    address = begun(page)
    page.goto(address + "toetsing/")
    other = page.context.new_page()
    other.goto(address + "toetsing/")
    page.get_by_label("Huiswerk").fill("De tekst van de een")
    expect(said(page)).to_contain_text("Bewaard om")
    other.get_by_label("Huiswerk").fill("De tekst van de ander")
    expect(said(other)).to_contain_text("Iemand anders heeft hier intussen ook iets gewijzigd.")
    other.get_by_role("button", name="Bewaar", exact=True).click()
    expect(other.get_by_role("alert")).to_contain_text("De tekst van de een")
    expect(other.get_by_label("Huiswerk")).to_have_value("De tekst van de ander")
    is_fine(other)
    other.get_by_role("button", name="Bewaar", exact=True).click()
    expect(other.locator(".messages")).to_contain_text("Bewaard om")
    expect(other.get_by_label("Huiswerk")).to_have_value("De tekst van de ander")


def test_it_works_without_a_script(sign_in: SignIn) -> None:
    page = sign_in("opleider", java_script_enabled=False)
    address = begun(page)
    page.goto(address + "docenten/")
    page.get_by_role("button", name="Voeg een docent toe").click()
    page.get_by_label("Naam van docent 2").fill("Bo Meer")
    page.get_by_label("Naam van docent 2").press("Enter")
    expect(page.locator(".messages")).to_contain_text("Bewaard om")
    expect(page.get_by_label("Naam van docent 2")).to_have_value("Bo Meer")
    page.get_by_role("button", name="Haal weg: Docent 1").click()
    expect(page.get_by_label("Naam van docent 1")).to_have_value("Bo Meer")
