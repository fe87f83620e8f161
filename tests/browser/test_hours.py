"""A member's hours as the member meets them: on a telephone, by keyboard, without script."""

import datetime as dt
import io
import secrets
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from lvv_site import civil
from tests.browser import hours
from tests.browser.conftest import axe_problems, overflow

SignIn = Callable[..., Page]


def photo(name: str = "presentielijst.jpg", colour: str = "beige") -> dict[str, object]:
    """A photo as a telephone makes it, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Telefoonmerk"
    stream = io.BytesIO()
    Image.new("RGB", (1200, 1600), colour).save(stream, "JPEG", exif=exif)
    return {"name": name, "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def a_past_third_of_march() -> dt.date:
    """A day that reads the same whether a calendar asks for the day or the month first."""
    today = civil.today()
    return dt.date(today.year - (today < dt.date(today.year, 3, 4)), 3, 3)


def is_fine(page: Page) -> None:
    assert axe_problems(page) == []
    assert overflow(page) == 0


def fill_in(page: Page, title: str, duration: str = "1,5", text: str = "") -> None:
    page.get_by_role("radio", name="Extra activiteiten").check()
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Datum").fill(a_past_third_of_march().isoformat())
    page.get_by_label("Duur in uren").fill(duration)
    page.get_by_label("Beschrijving").fill(text)


@pytest.fixture(scope="session")
def proofs(site: str) -> dict[str, str]:
    return hours.proofs()


def test_a_claim_by_keyboard_alone_and_without_script(sign_in: SignIn, size: dict[str, int]):
    title = f"Lezing {secrets.token_hex(4)}"
    page = sign_in("lid", size, java_script_enabled=False)
    page.goto("/mijn/uren/")
    hours.tab_to(page, page.get_by_role("link", name="Uren opgeven"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/opgeven/*-*/")

    hours.tab_to(page, page.get_by_role("radio", name="Bij- en nascholing"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Extra activiteiten")).to_be_checked()
    hours.tab_to(page, page.get_by_label("Titel"))
    page.keyboard.type(title)
    hours.tab_to(page, page.get_by_label("Datum"))
    page.keyboard.type(f"0303{a_past_third_of_march().year}")
    hours.tab_to(page, page.get_by_label("Duur in uren"))
    page.keyboard.type("1,25")
    hours.tab_to(page, page.get_by_label("Bewijs"))
    page.get_by_label("Bewijs").set_input_files(photo())  # type: ignore[arg-type]
    hours.tab_to(page, page.get_by_role("button", name="Dien in"))
    page.keyboard.press("Enter")

    # What is wrong is the first thing one meets; nothing typed is gone, and the photo is in.
    summary = page.get_by_role("group", name="Er klopt één ding nog niet")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Uren tellen per half uur.")
    expect(page.get_by_label("Titel")).to_have_value(title)
    expect(page.get_by_label("Duur in uren")).to_have_value("1,25")
    expect(page.get_by_role("link", name="presentielijst.jpg")).to_be_visible()
    assert overflow(page) == 0

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link in the summary leads to the field
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("1.5")
    expect(page.get_by_label("Duur in uren")).to_have_value("1.5")
    hours.tab_to(page, page.get_by_role("button", name="Dien in"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/mijn/uren/opgave/*/")
    expect(page.get_by_role("status").filter(has_text="Je opgave is ingediend.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("main")).to_contain_text("1,5 uur")
    assert overflow(page) == 0


def test_an_approved_claim_counts(sign_in: SignIn, size: dict[str, int]):
    title = f"Congres {secrets.token_hex(4)}"
    page = sign_in("lid", size)
    page.goto("/mijn/uren/opgeven/")
    fill_in(page, title)
    page.get_by_label("Bewijs").set_input_files(photo())  # type: ignore[arg-type]
    page.get_by_role("button", name="Dien in").click()
    page.wait_for_url("**/opgave/*/")
    page.goto("/mijn/uren/")
    waiting = page.get_by_role("listitem").filter(has_text=title)
    expect(waiting).to_contain_text("Het bureau kijkt ernaar.")

    hours.approve(title)

    page.reload()
    expect(page.get_by_role("region", name="Wat wacht").get_by_text(title)).to_have_count(0)
    expect(page.get_by_role("region", name="Laatst bijgeschreven").get_by_text(title)).to_be_visible()
    page.goto("/mijn/uren/lijst/")
    line = page.get_by_role("listitem").filter(has_text=title)
    expect(line).to_contain_text("mee")
    expect(line.get_by_role("link", name="presentielijst.jpg")).to_be_visible()
    is_fine(page)


def test_a_draft_waits_for_its_writer(sign_in: SignIn, size: dict[str, int]):
    title = f"Artikel {secrets.token_hex(4)}"
    page = sign_in("lid", size)
    page.goto("/mijn/uren/opgeven/")
    page.get_by_label("Titel").fill(title)
    page.get_by_label("Bewijs").set_input_files([photo("een.jpg"), photo("twee.jpg", "teal")])  # type: ignore[arg-type]
    page.get_by_role("button", name="Bewaar als concept").click()
    expect(page.get_by_role("status").filter(has_text="Je concept is bewaard.")).to_be_visible()
    is_fine(page)
    page.goto("/mijn/uren/")
    page.get_by_role("link", name=f"Ga verder {title}").click()
    expect(page.get_by_label("Titel")).to_have_value(title)
    page.get_by_label("Haal weg een.jpg").check()
    page.get_by_role("button", name="Bewaar als concept").click()
    expect(page.get_by_role("link", name="twee.jpg")).to_be_visible()
    expect(page.get_by_role("link", name="een.jpg", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Gooi dit concept weg").click()
    page.wait_for_url("**/mijn/uren/")
    expect(page.get_by_role("link", name=f"Ga verder {title}")).to_have_count(0)


def test_a_rejected_claim_is_mended(sign_in: SignIn, size: dict[str, int]):
    page = sign_in("lid", size)
    page.goto("/mijn/uren/")
    page.get_by_role("link", name="Vul aan").first.click()
    expect(page.locator("main")).to_contain_text("De reden:")
    is_fine(page)
    page.get_by_role("button", name="Dien opnieuw in").click()
    expect(page.get_by_role("group", name="Er klopt één ding nog niet")).to_contain_text("Voeg een PDF of foto toe.")
    is_fine(page)
    page.get_by_role("button", name="Geef opnieuw op").click()
    page.wait_for_url("**/opgeven/*-*/")
    expect(page.get_by_label("Titel")).not_to_have_value("")
    expect(page.get_by_label("Titel")).to_be_visible()
    page.get_by_role("button", name="Gooi dit concept weg").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("who", "path"),
    [("lid", "/mijn/"), ("lid", "/mijn/uren/"), ("lid", "/mijn/uren/lijst/"), ("lid", "/mijn/uren/opgeven/"),
     ("lid", "/en/mijn/uren/"), ("nieuw", "/mijn/uren/"), ("nieuw", "/mijn/uren/lijst/")],
)  # fmt: skip
def test_each_page(sign_in: SignIn, size: dict[str, int], who: str, path: str, scheme: str):
    page = sign_in(who, size, color_scheme=scheme)
    page.goto(path)
    is_fine(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_with_everything_wrong_and_with_a_warning(sign_in: SignIn, size: dict[str, int], scheme: str):
    page = sign_in("lid", size, color_scheme=scheme)
    page.goto("/mijn/uren/opgeven/")
    page.get_by_role("button", name="Dien in").click()
    expect(page.get_by_role("group", name="Er kloppen vijf dingen nog niet")).to_be_focused()
    is_fine(page)
    fill_in(page, "Lezing", text="Besproken met mevrouw De Vries, 06-12345678")
    page.get_by_label("Bewijs").set_input_files(photo())  # type: ignore[arg-type]
    page.get_by_role("button", name="Dien in").click()
    expect(page.get_by_role("alert")).to_contain_text("een telefoonnummer")
    is_fine(page)
    page.get_by_role("button", name="Gooi dit concept weg").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "says"),
    [("holds", "Dit bewijs geldt"), ("reduced", "een deel is teruggenomen"), ("withdrawn", "Ingetrokken")],
)
def test_each_proof(open_page, size, proofs, name, says, scheme):  # noqa: PLR0917 - fixtures
    page = open_page(size, color_scheme=scheme)
    page.goto(f"/bewijs/{proofs[name]}/")
    expect(page.locator("main")).to_contain_text(says)
    is_fine(page)
    assert page.context.cookies() == []


def test_a_code_is_typed_over(open_page, size: dict[str, int], proofs: dict[str, str]):
    page = open_page(size, java_script_enabled=False)
    page.goto("/bewijs/")
    page.get_by_label("Code").fill("2222 2222 2222")
    page.get_by_role("button", name="Controleer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deze code kennen we niet")
    assert overflow(page) == 0
    page.get_by_label("Code").fill(proofs["holds"].lower().replace("-", " "))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/bewijs/{proofs['holds']}/")
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", ["/bewijs/", "/bewijs/2222-2222-2222/"])
def test_pages_without_a_proof(open_page, size: dict[str, int], path: str):
    page = open_page(size)
    page.goto(path)
    is_fine(page)
