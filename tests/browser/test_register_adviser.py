"""An adviser chooses what to show, by keyboard alone; a visitor writes; another site shows the badge."""

import re
import secrets
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.hours import tab_to
from tests.browser.letters import Mailbox

Open = Callable[..., Page]


def is_fine(page: Page) -> None:
    assert axe_problems(page) == []
    assert overflow(page) == 0


def public_page(page: Page) -> str:
    """The address of the member's own public page."""
    page.goto("/mijn/gegevens/")
    address = page.get_by_role("link", name="Zo ziet het publiek je registratie").first.get_attribute("href")
    assert address
    return address


def switch_on(page: Page, name: str) -> None:
    box = page.get_by_role("checkbox", name=name)
    tab_to(page, box)
    if not box.is_checked():
        page.keyboard.press("Space")
    expect(box).to_be_checked()


def test_an_adviser_switches_on_a_form_and_somebody_writes(
    sign_in: Open, open_page: Open, mailbox: Mailbox, size: dict[str, int]
) -> None:
    website = f"www.voorbeeld.example/{secrets.token_hex(4)}"
    page = sign_in("lid", size)
    address = public_page(page)
    expect(page.get_by_role("heading", name="Wat staat er over je in het register")).to_be_visible()
    is_fine(page)
    tab_to(page, page.get_by_role("link", name="Kies wat je laat zien"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/mijn/gegevens/register/\d+/"))
    is_fine(page)
    switch_on(page, "Zet mij in de lijst")
    switch_on(page, "Laat mensen mij schrijven")
    tab_to(page, page.get_by_label("Website"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(f"http://{website}")
    page.keyboard.press("Enter")

    # What is wrong stands beside its field, and nothing else is lost.
    expect(page.get_by_role("group", name="Er klopt één ding nog niet")).to_contain_text("https://")
    expect(page.get_by_role("checkbox", name="Laat mensen mij schrijven")).to_be_checked()
    is_fine(page)
    tab_to(page, page.get_by_label("Website"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(f"https://{website}")
    tab_to(page, page.get_by_role("button", name="Bewaar je keuzes"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/mijn/gegevens/")
    expect(page.get_by_role("status").filter(has_text="Je keuzes zijn bewaard.")).to_be_visible()

    visitor = open_page(size, java_script_enabled=False)
    visitor.goto(address)
    expect(visitor.get_by_role("link", name=website)).to_have_attribute("rel", re.compile("nofollow"))
    tab_to(visitor, visitor.get_by_role("link", name="Stuur een bericht"))
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/bericht/")
    assert overflow(visitor) == 0
    before = len(mailbox.letters("lid@demo.example"))
    for label, text in (("Uw naam", "Bo Schrijver"), ("Uw e-mailadres", "bo@schrijft.example"), ("Uw bericht", f"Ik wil graag praten {website}")):  # fmt: skip
        tab_to(visitor, visitor.get_by_label(label))
        visitor.keyboard.type(text)
    visitor.wait_for_timeout(2_000)  # faster than anybody types, the form asks again
    tab_to(visitor, visitor.get_by_role("button", name="Verstuur het bericht"))
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Uw bericht is onderweg")
    assert visitor.context.cookies() == []
    assert overflow(visitor) == 0
    letter = mailbox.next_letter("lid@demo.example", before)
    assert letter.subject == "Bericht via het register"
    assert f"Ik wil graag praten {website}" in letter.text


def test_the_form_and_its_answer_are_accessible(sign_in: Open, open_page: Open, size: dict[str, int]) -> None:
    page = sign_in("lid", size)
    address = public_page(page)
    page.get_by_role("link", name="Kies wat je laat zien").click()
    page.get_by_role("checkbox", name="Zet mij in de lijst").check()
    page.get_by_role("checkbox", name="Laat mensen mij schrijven").check()
    page.get_by_role("button", name="Bewaar je keuzes").click()
    page.wait_for_url("**/mijn/gegevens/")
    visitor = open_page(size)
    for path in (address, f"{address}bericht/"):
        visitor.goto(path)
        is_fine(visitor)
    visitor.get_by_role("button", name="Verstuur het bericht").click()
    is_fine(visitor)


def test_a_snippet_is_copied(sign_in: Open) -> None:
    page = sign_in("lid")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/mijn/gegevens/")
    tab_to(page, page.locator("summary", has_text="Laat je registratie ergens anders zien"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Kopieer de code voor je website"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Gekopieerd", exact=True)).to_be_visible()
    snippet = page.get_by_label("Voor op je website").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == snippet
    assert "/register/badge/" in snippet
    is_fine(page)


@pytest.fixture
def elsewhere(site: str, sign_in: Open) -> Iterator[str]:
    """Another site that shows the badge, and asks of what it embeds that it agrees to be embedded."""
    number = public_page(sign_in("lid")).strip("/").rpartition("/")[2]
    html = f'<!doctype html><title>x</title><img src="{site}/register/badge/{number}.svg" alt="Badge">'

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_another_site_shows_the_badge(browser: Browser, elsewhere: str) -> None:
    page = browser.new_context(viewport=SIZES["phone"]).new_page()
    page.goto(elsewhere)
    badge = page.get_by_role("img", name="Badge")
    expect(badge).to_be_visible()
    assert badge.evaluate("image => image.decode().then(() => [image.naturalWidth > 150, image.naturalHeight])") == [
        True,
        52,
    ]
    assert page.context.cookies() == []
    page.context.close()
