"""The office runs a masterclass: sets it up, gives a place, makes it online, calls it off; and those who come are told."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import office
from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.letters import Mailbox

SignIn = Callable[..., Page]
LINK = "https://video.voorbeeld.example/zaal"


@pytest.fixture
def title() -> str:
    return f"Gesprekken voeren {time.time_ns()}"


@pytest.fixture
def sound() -> Callable[[Page], None]:
    """Look at a screen at both widths: nothing to complain of, nothing beside the window."""

    def look(page: Page) -> None:
        for width in SIZES.values():
            page.set_viewport_size(width)  # type: ignore[arg-type]
            expect(page.get_by_role("button", name="Toon/verberg zijbalk").first).to_be_visible()
            # The admin's own message fades in: its contrast is Wagtail's, and another one at each moment.
            page.evaluate("document.querySelectorAll('.messages').forEach((one) => one.remove())")
            assert axe_problems(page) == [], page.url
            assert overflow(page) == 0, page.url
        page.set_viewport_size(SIZES["desk"])  # type: ignore[arg-type]

    return look


def press(page: Page, label: str) -> None:
    page.locator("main").get_by_role("button", name=label, exact=True).press("Enter")
    page.wait_for_load_state()


def choose(page: Page, label: str) -> None:
    page.locator("main").get_by_role("link", name=label).first.click()
    page.wait_for_load_state()


def set_up(page: Page, title: str, sound: Callable[[Page], None]) -> None:
    """Add the masterclass, with a mistake first, and a price."""
    page.goto("/beheer/boekingen/activiteiten/")
    page.get_by_role("link", name="Activiteit toevoegen").first.click()
    page.locator("main [name=title]").fill(title)
    page.locator("main [name=kind]").select_option("masterclass")
    page.locator("main [name=starts]").fill("2031-07-07T10:00")
    page.locator("main [name=ends]").fill("2031-07-07T09:00")
    page.locator("main [name=place]").fill("Utrecht")
    page.locator("main [name=capacity]").fill("12")
    page.locator("main [name=hours_kind]").select_option("course")
    page.locator("main [name=minutes]").fill("240")
    press(page, "Bewaren")
    expect(office.field_error(page, "ends")).to_contain_text("na het begin")
    expect(page.locator("main [name=title]")).to_have_value(title)
    sound(page)
    page.locator("main [name=ends]").fill("2031-07-07T14:00")
    press(page, "Bewaren")
    expect(page.locator("main")).to_contain_text("niemand kan boeken")

    choose(page, "Prijs toevoegen")
    page.locator("main [name=audience]").select_option("guest")
    page.locator("main [name=gross]").fill("181,50")
    page.locator("main [name=vat_rate]").select_option("21")
    sound(page)
    press(page, "Bewaren")
    expect(page.get_by_role("table", name="Prijzen")).to_contain_text("€ 181,50")


def give_a_place(page: Page, email: str) -> None:
    """Keep a place back and say who comes."""
    choose(page, "Plaatsen reserveren")
    page.locator("main [name=number]").fill("1")
    press(page, "Reserveren")
    page.get_by_role("table", name="Deelnemers").get_by_role("link", name="gereserveerd").click()
    choose(page, "Andere deelnemer")
    page.locator("main [name=name]").fill("Zeliha de Deelnemer")
    page.locator("main [name=email]").fill(email)
    press(page, "Bewaren")


def test_the_office_runs_a_masterclass(
    sign_in: SignIn, mailbox: Mailbox, title: str, sound: Callable[[Page], None]
) -> None:
    email = f"zeliha{time.time_ns()}@voorbeeld.example"
    page = sign_in("bureau")
    set_up(page, title, sound)
    address = page.url
    give_a_place(page, email)
    sound(page)
    page.goto(address)
    sound(page)

    choose(page, "Wijzigen")
    page.locator("main [name=place]").fill("Zwolle")
    press(page, "Bewaren")
    expect(page.locator("main")).to_contain_text("1 mens krijgt bericht")
    expect(page.locator("main [name=place]")).to_have_value("Zwolle")
    sound(page)
    press(page, "Bewaren en bericht sturen")
    assert "Zwolle" in mailbox.letter_about(email, f"Gewijzigd: {title}").text

    choose(page, "Online zetten")
    expect(page.locator("main")).to_contain_text("1 mens krijgt bericht")
    page.locator("main [name=online_link]").fill(LINK)
    sound(page)
    press(page, "Online zetten en bericht sturen")
    assert LINK not in mailbox.letter_about(email, f"Wordt online: {title}").text
    choose(page, "Op locatie zetten")
    expect(page.locator("main [name=place]")).to_have_value("Zwolle")
    press(page, "Op locatie zetten en bericht sturen")
    assert "Zwolle" in mailbox.letter_about(email, f"Op locatie: {title}").text

    choose(page, "Presentielijst")
    page.emulate_media(media="print")
    expect(page.get_by_role("table", name="Presentielijst")).to_contain_text("Zeliha de Deelnemer")
    expect(page.get_by_role("button", name="Toon/verberg zijbalk")).to_have_count(0)
    page.emulate_media(media="screen")
    sound(page)

    page.goto(address)
    choose(page, "Afgelasten")
    expect(page.locator("main")).to_contain_text("1 bevestigde plaats eindigt")
    sound(page)
    press(page, "Afgelasten en bericht sturen")
    expect(page.locator("main")).to_contain_text("Gaat niet door")
    assert title in mailbox.letter_about(email, f"Gaat niet door: {title}").text


@pytest.mark.parametrize(
    "path",
    ["voorwaarden/nieuw/", "kortingscodes/nieuw/", "voorwaarden/", "kortingscodes/", "deelnemers/", "boekingen/"],
)
def test_the_other_screens_are_accessible(sign_in: SignIn, path: str, sound: Callable[[Page], None]) -> None:
    page = sign_in("bureau")
    page.goto(f"/beheer/boekingen/{path}")
    sound(page)
