"""The register by keyboard only: search, filters, map, pages, a profile, and saying that something is wrong."""

import re
from collections.abc import Callable

import psycopg
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_problems, overflow
from tests.browser.people import Adviser
from tests.browser.test_public import tab_to

OpenPage = Callable[..., Page]


def sound(page: Page) -> None:
    """Nothing for axe to find, nothing wider than the window, no cookie."""
    assert axe_problems(page) == []
    assert overflow(page) == 0
    assert page.context.cookies() == []


def press(page: Page, link: str | re.Pattern[str], most: int = 120) -> None:
    """Go to a link with the Tab key and follow it."""
    tab_to(page, page.locator("main").get_by_role("link", name=link).first, most)
    page.keyboard.press("Enter")


def test_search_filter_map_and_pages_by_keyboard(open_page: OpenPage, size: dict[str, int]) -> None:
    page = open_page(size)
    page.goto("/register/")
    tab_to(page, page.get_by_label("Plaats", exact=True))
    page.keyboard.type("Utrecht")
    tab_to(page, page.get_by_label("Afstand"))
    page.keyboard.type("80")
    tab_to(page, page.get_by_role("button", name="Zoeken"))
    page.keyboard.press("Enter")
    expect(page.locator("#resultaten")).to_contain_text("binnen 80 km van Utrecht")
    sound(page)

    press(page, re.compile("^Volgende"))
    expect(page).to_have_url(re.compile(r"plaats=Utrecht.*pagina=2"))
    first = page.locator("main .result h3").first.inner_text()
    page.reload()
    assert page.locator("main .result h3").first.inner_text() == first

    press(page, "Op de kaart")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vertrouwenspersonen op de kaart")
    sound(page)
    tile = page.locator(".tile-map a", has_text="Utrecht")
    there = tile.locator(".tile-map__count").text_content() or ""
    assert page.get_by_role("row", name=re.compile("^Utrecht ")).get_by_role("cell").inner_text() == there
    tab_to(page, tile)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"plaats=Utrecht&straal=80.*provincie=Utrecht"))
    expect(page.locator("#resultaten")).to_contain_text(there)
    sound(page)

    press(page, re.compile("^Utrecht, 80 km"))
    expect(page).to_have_url(re.compile(r"/register/\?(?!.*plaats=).*provincie=Utrecht$"))


def test_a_name_that_is_only_like_it_and_a_former_one_are_told_apart(open_page: OpenPage, size: dict[str, int]) -> None:
    page = open_page(size)
    page.goto("/register/?q=jansen+xqzwvk")
    expect(page.locator("#anderen")).to_contain_text("Dit zijn anderen")
    sound(page)


def test_saying_that_something_is_wrong_by_keyboard(
    open_page: OpenPage, size: dict[str, int], registered: Adviser, database: str
) -> None:
    page = open_page(size)
    page.goto("/register/")
    tab_to(page, page.get_by_label("Naam of nummer"))
    page.keyboard.type(registered.number.replace("-", "").replace("0", "O", 1).lower())
    page.keyboard.press("Enter")
    press(page, registered.name)
    expect(page.get_by_role("heading", level=1)).to_have_text(registered.name)

    press(page, "Klopt dit niet? Meld het")
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit niet?")
    sound(page)
    page.wait_for_timeout(2_100)  # who sends a form within two seconds is no person
    tab_to(page, page.get_by_role("button", name="Verstuur de melding"))
    page.keyboard.press("Enter")
    expect(page.locator(".field--error")).to_have_count(2)
    sound(page)

    tab_to(page, page.get_by_label("Wat klopt er niet?"))
    page.keyboard.type("De status")
    tab_to(page, page.get_by_label("Wat moet het zijn, en hoe weet u dat?"))
    page.keyboard.type("De einddatum hoort een jaar later te zijn.")
    page.wait_for_timeout(2_100)
    tab_to(page, page.get_by_role("button", name="Verstuur de melding"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw melding is binnen")
    sound(page)
    with psycopg.connect(database) as connection:
        kept = connection.execute(
            "SELECT correction.subject, text.text FROM register_correction AS correction "
            "JOIN register_correctiontext AS text ON text.correction_id = correction.id ORDER BY correction.id DESC LIMIT 1"
        ).fetchone()
    assert kept == ("status", "De einddatum hoort een jaar later te zijn.")
