"""The two paths of the public: verify an adviser, find an answer. By mouse, by keyboard, and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SIZES, overflow
from tests.browser.people import Adviser

OpenPage = Callable[..., Page]


# A whole row may take the ring of its link.
RING = """element => {
  for (let one = element; one; one = one.parentElement) if (getComputedStyle(one).outlineStyle !== "none") return true;
  return false;
}"""


def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Press Tab until the target has the focus, as who uses no mouse does; the focus must be visible."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            assert target.evaluate(RING), "the focus cannot be seen"
            return
    raise AssertionError(f"{target} cannot be reached with the Tab key")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_public_verifies_an_adviser(open_page: OpenPage, size, script, registered: Adviser):
    page = open_page(size, java_script_enabled=script)
    page.goto("/")
    page.get_by_label("Naam of registernummer").fill(registered.name)
    page.get_by_role("button", name="Controleer").click()
    page.locator("main .results").get_by_role("link", name=registered.name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(registered.name)
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text("Geregistreerd")
    expect(verdict).to_contain_text(registered.number)
    expect(verdict).to_contain_text(re.compile(r"Zojuist nagekeken: \w+ \d+ \w+ \d{4} om \d\d\.\d\d uur"))
    expect(page.locator("main")).to_contain_text("tot en met")
    if script:
        assert overflow(page) == 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_organisation_finds_an_answer(open_page: OpenPage, size, script):
    page = open_page(size, java_script_enabled=script)
    page.goto("/")
    page.get_by_label("Waar zit u mee?").fill("mag mijn HR-adviseur ook vertrouwenspersoon zijn")
    page.get_by_label("Waar zit u mee?").press("Enter")
    page.locator("main").get_by_role("link", name="Wie kan beter geen vertrouwenspersoon zijn?").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wie kan beter geen vertrouwenspersoon zijn?")
    for part in ("Het korte antwoord", "Nagekeken", "Waar staat dit?", "Lees ook", "Uw volgende stap"):
        expect(page.locator("main")).to_contain_text(part)
    if script:
        assert overflow(page) == 0


def test_verifying_with_the_keyboard_only(open_page: OpenPage, size, registered: Adviser):
    page = open_page(size)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, page.get_by_label("Naam of registernummer"))
    page.keyboard.type(registered.number.lower().replace("-", " "))
    page.keyboard.press("Enter")
    page.wait_for_url("**/register/**")
    if page.locator(".verdict").count() == 0:
        tab_to(page, page.locator("main .results a").first)
        page.keyboard.press("Enter")
    expect(page.locator(".verdict")).to_contain_text(registered.number)


def test_finding_an_answer_with_the_keyboard_only(open_page: OpenPage, size):
    page = open_page(size)
    page.goto("/kenniscentrum/")
    tab_to(page, page.get_by_label("Waar zit u mee?"))
    page.keyboard.type("gepest")
    page.keyboard.press("Enter")
    tab_to(page, page.locator("main .q-list a").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wanneer is iets pesten op het werk?")


def test_the_menu_opens_without_script_and_with_the_keyboard(open_page: OpenPage):
    for options in ({}, {"java_script_enabled": False}):
        page = open_page(SIZES["phone"], **options)
        page.goto("/")
        page.get_by_role("button", name="Menu").focus()
        page.keyboard.press("Enter")
        page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Register").click()
        page.wait_for_url("**/register/")


def test_a_mistyped_number_is_told_as_such(open_page: OpenPage, registered: Adviser):
    page = open_page()
    wrong = registered.number[:-1] + ("A" if registered.number[-1] != "A" else "B")
    response = page.goto(f"/register/{wrong}/")
    assert response.status == 404
    expect(page.locator("main")).to_contain_text("Kijk de laatste letter na")
    assert registered.name not in page.content()


def test_an_unknown_number_helps_on(open_page: OpenPage):
    page = open_page()
    response = page.goto("/register/XYZ-2000-1/")
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Wij vinden niemand met dit nummer.")
    expect(page.get_by_role("textbox", name="Naam of nummer")).to_be_visible()


def test_another_day_gives_the_status_of_that_day(open_page: OpenPage, registered: Adviser):
    page = open_page()
    page.goto(f"/register/{registered.number}/")
    page.get_by_label("Datum").fill("01-01-1990")
    page.get_by_role("button", name="Toon de status").click()
    expect(page.locator("#op-die-dag")).to_contain_text("1 januari 1990")
    page.get_by_label("Datum").fill("gisteren")
    page.get_by_role("button", name="Toon de status").click()
    expect(page.get_by_label("Datum")).to_have_value("gisteren")
    expect(page.get_by_label("Datum")).to_have_attribute("aria-invalid", "true")


def test_the_english_register_speaks_english(open_page: OpenPage, registered: Adviser):
    page = open_page()
    page.goto("/en/")
    page.get_by_role("textbox", name="Name or number").fill(registered.number)
    page.get_by_role("button", name="Search").click()
    if page.locator(".verdict").count() == 0:
        page.locator("main .results a").first.click()
    assert "/en/register/" in page.url
    expect(page.locator(".verdict")).to_contain_text("Registered")
