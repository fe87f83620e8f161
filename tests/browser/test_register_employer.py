"""An employer checks numbers and watches them by keyboard only; two people of the office suspend somebody, who is watched."""

import datetime as dt
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import office, people
from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.letters import Mailbox

SignIn = Callable[..., Page]
WATCHED = 11  # a row of the demonstration's registered advisers that only this test touches
MOST_TABS = 80
THINKING = 2_200  # milliseconds; a form that comes back sooner was not filled in by a person


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    for _tab in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement; return (e.labels?.[0]?.innerText || e.innerText || '').trim() })()"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"Tab does not lead to {name}")


def fine(page: Page) -> None:
    """Whether the page is accessible and fits, on a phone and on a desk."""
    before = page.viewport_size
    for size in SIZES.values():
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert axe_problems(page) == [], page.url
        assert overflow(page) == 0, page.url
    page.set_viewport_size(before)  # type: ignore[arg-type]


def check_by_keyboard(page: Page, numbers: str) -> None:
    """Fill in a list and send it, without a mouse."""
    page.goto("/register/controle/")
    fine(page)
    tab_to(page, "Registernummers")
    page.keyboard.type(numbers)
    tab_to(page, "Controleer de nummers")
    page.wait_for_timeout(THINKING)
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Per nummer")).to_be_visible()


def watch_by_keyboard(page: Page, email: str, mailbox: Mailbox) -> str:
    """Go on from a checked list to watching it, and confirm by the mail; return where the list can be changed."""
    tab_to(page, "Houd deze nummers in de gaten")
    page.wait_for_timeout(THINKING)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Houd registernummers in de gaten")
    fine(page)
    tab_to(page, "E-mailadres")
    page.keyboard.type(email)
    tab_to(page, "Stuur mij de link")
    page.wait_for_timeout(THINKING)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in uw mail")
    fine(page)
    path = mailbox.next_letter(email).path
    page.goto(path)
    fine(page)
    tab_to(page, "Ja, volg deze nummers")
    page.wait_for_timeout(THINKING)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Bevestigd")
    fine(page)
    return path


def test_numbers_are_checked_and_taken_along_by_keyboard(open_page: SignIn, database: str, size: dict[str, int]):
    registered, expired = people.with_status(database, "registered"), people.with_status(database, "expired")
    page = open_page(size)
    check_by_keyboard(page, f"{registered.number.lower()}, {expired.number}; VP-404")
    expect(page.get_by_role("status")).to_contain_text("3 nummers nagekeken. 1 daarvan staat nu in het register.")
    rows = page.get_by_role("table", name="Per nummer").locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Geregistreerd")
    expect(rows.nth(1)).to_contain_text("Verlopen")
    expect(rows.nth(2)).to_contain_text("Dit nummer is nooit uitgegeven.")
    fine(page)
    tab_to(page, "Download als CSV")
    page.wait_for_timeout(THINKING)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert registered.number.lower() in download.value.path().read_text(encoding="utf-8-sig")
    assert page.context.cookies() == []


def test_two_people_suspend_somebody_and_the_watcher_is_told(
    open_page: SignIn, sign_in: SignIn, database: str, mailbox: Mailbox
):
    adviser = people.with_status(database, "registered", WATCHED)
    email = "inkoop@werkgever.example"
    employer = open_page(java_script_enabled=True)
    check_by_keyboard(employer, adviser.number)
    watch_by_keyboard(employer, email, mailbox)

    today = dt.datetime.now(dt.UTC).astimezone().date()
    reason = "Klacht van 9 november, besluit van de commissie."
    first = sign_in("bureau")
    office.open_certificate(first, adviser.number)
    first.get_by_role("link", name="Schorsen").click()
    first.get_by_label("Vanaf").fill(f"{today}")
    first.get_by_label("Tot en met").fill(f"{today + dt.timedelta(days=30)}")
    first.get_by_label("Reden").fill(reason)
    first.keyboard.press("Escape")  # the calendar
    first.get_by_role("button", name="Voorleggen").click()
    expect(first.locator(".messages")).to_contain_text("Het geldt pas als een tweede persoon het bevestigt")
    expect(first.get_by_role("link", name="Bekijken en bevestigen")).to_have_count(0)
    employer.goto(f"/register/{adviser.number}/")
    expect(employer.locator(".verdict--registered")).to_be_visible()

    letter = mailbox.letter_about("commissie@demo.example", "Er wacht een besluit op een tweede persoon")
    assert adviser.name not in letter.text
    assert adviser.number not in letter.text
    second = sign_in("commissie")
    second.goto("/beheer/")
    assert axe_problems(second) == []
    second.goto(letter.path)
    expect(second.locator("main")).to_contain_text(reason)
    assert axe_problems(second) == []
    second.get_by_role("button", name="Bevestigen").click()
    expect(second.locator(".messages")).to_contain_text("Het register toont het meteen")

    employer.reload()
    expect(employer.locator(".verdict--suspended")).to_contain_text("Geschorst")
    told = mailbox.letter_about(email, "Een status in het register is veranderd")
    assert f"{adviser.number}: Geschorst" in told.text
    assert adviser.name not in told.text
    stop = re.search(r"https?://[^/\s]+(/\S+/stoppen/)", told.text)
    assert stop
    employer.goto(stop[1])
    fine(employer)
    tab_to(employer, "Stop")
    employer.wait_for_timeout(THINKING)
    employer.keyboard.press("Enter")
    expect(employer.get_by_role("heading", level=1)).to_have_text("Gestopt")
    assert employer.context.cookies() == []
