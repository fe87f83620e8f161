"""An organisation becomes a provider, by phone: it asks, proves its address, is approved, gets in and sets up its portal."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.letters import Mailbox

OpenPage = Callable[..., Page]
ASKER, COLLEAGUE = "baas@proefschool.example", "hulp@proefschool.example"
DEMO = "/opleider/academie-de-brug/"


def sound(page: Page) -> None:
    """Look at the state that the page is in now."""
    assert axe_problems(page) == [], page.url
    assert overflow(page) <= 0, page.url


def submit(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def ask(page: Page) -> None:
    """Fill in the public form, with a mistake first."""
    page.goto("/opleider/")
    sound(page)
    page.get_by_role("link", name="Vraag een account aan").click()
    sound(page)
    page.get_by_label("Naam van de organisatie").fill("Proefschool")
    page.get_by_label("KvK-nummer").fill("123456789012")
    page.get_by_label("Plaats").fill("Meppel")
    page.get_by_label("Uw naam").fill("Bea Baas")
    page.get_by_label("Uw e-mailadres").fill(ASKER)
    time.sleep(2)  # faster than this is no person
    submit(page, "Verstuur de aanvraag")
    expect(page.locator("#id_kvk_number_error")).to_contain_text("vestigingsnummer")
    expect(page.get_by_label("Naam van de organisatie")).to_have_value("Proefschool")
    sound(page)
    page.get_by_label("KvK-nummer").fill("9876 5432")
    time.sleep(2)
    submit(page, "Verstuur de aanvraag")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kijk nu in uw mail")
    sound(page)


def prove(page: Page, mailbox: Mailbox) -> None:
    page.goto(mailbox.next_letter(ASKER).path)
    sound(page)
    time.sleep(2)
    submit(page, "Bevestig de aanvraag")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw aanvraag is bij het bureau")
    sound(page)


def approve(page: Page) -> None:
    page.goto("/beheer/accreditatie/accounts/")
    page.get_by_role("link", name="Proefschool").click()
    page.get_by_role("link", name="Goedkeuren").click()
    expect(page.get_by_label("Adres")).to_have_value("proefschool")
    submit(page, "Goedkeuren en uitnodigen")
    expect(page.locator(".messages")).to_contain_text("De opleider is gemaakt")


def test_from_asking_to_a_portal_with_a_colleague_and_a_key(
    open_page: OpenPage, sign_in: OpenPage, mailbox: Mailbox
) -> None:
    page = open_page(SIZES["phone"])
    ask(page)
    prove(page, mailbox)
    approve(sign_in("bureau"))

    page.goto(mailbox.next_letter(ASKER, 1).path)
    sound(page)
    submit(page, "Maak een account en log in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Proefschool")
    expect(page.locator("main")).to_contain_text("Er wacht niets op u")
    sound(page)

    page.get_by_role("link", name="Medewerkers").click()
    sound(page)
    page.get_by_label("E-mailadres").fill(COLLEAGUE)
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("De uitnodiging is verstuurd")
    sound(page)
    colleague = open_page()
    colleague.goto(mailbox.next_letter(COLLEAGUE).path)
    submit(colleague, "Maak een account en log in")
    expect(colleague.get_by_role("heading", level=1)).to_have_text("Proefschool")

    colleague.goto("/opleider/proefschool/gegevens/")
    page.get_by_role("link", name="Gegevens").first.click()
    sound(page)
    page.get_by_label("Over de opleider").fill("Wij leren luisteren.")
    submit(page, "Bewaar de openbare gegevens")
    expect(page.locator(".messages")).to_contain_text("Het geldt meteen")
    colleague.get_by_label("Over de opleider").fill("Wij leren kijken.")
    submit(colleague, "Bewaar de openbare gegevens")
    expect(colleague.locator("#id_openbaar-about_error")).to_contain_text("Wij leren luisteren.")
    sound(colleague)

    page.get_by_role("link", name="Koppelingen").click()
    page.get_by_label("Waarvoor").fill("Proefprogramma")
    submit(page, "Maak de sleutel")
    assert page.get_by_label("Sleutel", exact=True).input_value().startswith("lvv_")
    sound(page)
    page.get_by_role("button", name="Trek in Proefprogramma").click()
    expect(page.locator("main")).to_contain_text("Ingetrokken op")


@pytest.mark.parametrize("size", SIZES.values(), ids=list(SIZES))
def test_every_page_of_the_portal_is_sound(sign_in: OpenPage, size: dict[str, int]) -> None:
    page = sign_in("opleider", size)
    assert DEMO in page.url
    for place in ("", "opleidingen/", "facturen/", "medewerkers/", "gegevens/", "koppelingen/"):
        page.goto(f"{DEMO}{place}")
        sound(page)
    page.goto(f"{DEMO}opleidingen/")
    page.locator("main table a").first.click()
    sound(page)


def test_the_portal_works_without_script(sign_in: OpenPage) -> None:
    page = sign_in("opleider", java_script_enabled=False)
    page.goto(f"{DEMO}medewerkers/")
    page.get_by_label("E-mailadres").fill("zonder.script@proefschool.example")
    submit(page, "Verstuur de uitnodiging")
    expect(page.locator(".messages")).to_contain_text("De uitnodiging is verstuurd")
    page.get_by_role("button", name="Trek in zonder.script@proefschool.example").click()
    expect(page.locator(".messages")).to_contain_text("De uitnodiging is ingetrokken")
