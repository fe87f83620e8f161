"""The agenda as somebody uses it who looks for something to go to: with filters, by keyboard, without JavaScript, on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_problems, overflow
from tests.browser.test_public import tab_to

OpenPage = Callable[..., Page]
PLAIN = "/agenda/leesavonden-luisteren/"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_somebody_finds_a_meeting_in_the_region(open_page: OpenPage, size, script):
    page = open_page(size, java_script_enabled=script)
    page.goto("/agenda/")
    page.get_by_label("Soort").select_option(label="Netwerkbijeenkomst")
    page.get_by_label("Waar").select_option(label="Op locatie")
    page.locator("main").get_by_role("button", name="Zoeken").click()
    chips = page.get_by_role("group", name="Gekozen filters")
    expect(chips.get_by_role("link")).to_have_text(
        ["Netwerkbijeenkomst weghalen", "Op locatie weghalen", "Alles wissen"]
    )
    expect(page.locator(".date-row").filter(has_text="LVV TV")).to_have_count(0)
    page.get_by_role("link", name="Regioavond Noord: samen oefenen met casus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regioavond Noord: samen oefenen met casus")
    card = page.locator(".booking")
    expect(card).to_contain_text("Assen, 16.00 tot 20.00 uur")
    expect(card).to_contain_text("3 uur extra activiteiten")
    expect(card.get_by_role("link", name="Boek een plaats")).to_be_visible()
    if script:
        assert overflow(page) == 0


def test_choosing_with_the_keyboard_only(open_page: OpenPage, size):
    page = open_page(size)
    page.goto("/agenda/")
    tab_to(page, page.get_by_label("Soort"))
    page.keyboard.type("LVV on")
    tab_to(page, page.locator("main").get_by_role("button", name="Zoeken"))
    page.keyboard.press("Enter")
    page.wait_for_url("**soort=tour**")
    tab_to(page, page.get_by_role("link", name="LVV on Tour in Eindhoven"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("LVV on Tour")


@pytest.mark.parametrize(
    "address",
    ["/agenda/", "/agenda/?soort=tour&maand=x&leden=nee", "/agenda/?voorbij=1", "/agenda/?soort=congres&voorbij=1", PLAIN,
     "/agenda/interne-collegas-utrecht/", "/vereniging/lvv-on-tour/", "/en/agenda/"],
)  # fmt: skip
def test_pages_are_accessible_and_fit(open_page: OpenPage, size, address):
    page = open_page(size)
    page.goto(address)
    assert (axe_problems(page), overflow(page)) == ([], 0)


def test_the_calendar_file_comes_down(open_page: OpenPage):
    page = open_page()
    page.goto(PLAIN)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Zet in uw agenda").click()
    assert coming.value.suggested_filename == "leesavonden-luisteren.ics"


def test_on_paper_the_list_is_there_without_the_filters(open_page: OpenPage):
    page = open_page()
    page.goto("/agenda/")
    page.emulate_media(media="print")
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(".date-row").first).to_be_visible()
