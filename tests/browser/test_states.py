"""Every page state: no axe finding, nothing wider than the window, no cookie, nothing from elsewhere, silent console."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import axe_problems, overflow
from tests.browser.people import with_status

PUBLIC = {
    "home": "/",
    "kenniscentrum": "/kenniscentrum/",
    "question for employees": "/kenniscentrum/geheimhouding/",
    "question for organisations": "/kenniscentrum/or-instemming/",
    "search without words": "/kenniscentrum/zoeken/",
    "search with results": "/kenniscentrum/zoeken/?q=pesten",
    "search with a typing error": "/kenniscentrum/zoeken/?q=vertouwelijk",
    "search without results": "/kenniscentrum/zoeken/?q=recept+appeltaart",
    "register": "/register/",
    "register, page two": "/register/?pagina=2",
    "register, by place": "/register/?plaats=Utrecht&straal=40",
    "register, unknown place": "/register/?plaats=Zwole",
    "register, bad choice": "/register/?soort=onzin&straal=onzin",
    "register, nobody": "/register/?q=xqzwvkj",
    "register, unknown number": "/register/ONBEKEND-1/",
    "content page": "/vereniging/",
    "page with a table": "/privacy/",
    "news": "/nieuws/",
    "english": "/en/",
    "english register": "/en/register/",
    "english search": "/en/kenniscentrum/zoeken/?q=pesten",
    "not found": "/bestaat-niet/",
}
ACCOUNT = {
    "login": "/account/login/",
    "signup": "/account/signup/",
    "forgotten password": "/account/password/reset/",
    "login by code": "/account/login/code/",
}
MEMBER = {
    "my page": "/mijn/",
    "my details": "/mijn/gegevens/",
    "my addresses": "/account/email/",
    "my password": "/account/password/change/",
    "my second factor": "/account/2fa/",
    "my sessions": "/account/sessions/",
}
STATUSES = ["registered", "conditional", "suspended", "expired", "resigned", "struck_off"]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page(open_page, size, name):
    page = open_page(size)
    page.goto(PUBLIC[name])
    assert axe_problems(page) == []
    assert overflow(page) == 0
    assert page.context.cookies() == []


@pytest.mark.parametrize("name", ["home", "question for employees", "register", "register, nobody"])
def test_a_public_page_at_night(open_page, size, name):
    page = open_page(size, color_scheme="dark")
    page.goto(PUBLIC[name])
    assert axe_problems(page) == []


@pytest.mark.parametrize("status", STATUSES)
def test_each_verdict(open_page, size, database, status):
    adviser = with_status(database, status)
    page = open_page(size)
    page.goto(f"/register/{adviser.number}/")
    expect(page.locator(f".verdict--{status}")).to_be_visible()
    assert axe_problems(page) == []
    assert overflow(page) == 0
    assert page.context.cookies() == []


@pytest.mark.parametrize("name", ACCOUNT)
def test_an_account_page_and_its_errors(open_page, size, name):
    page = open_page(size)
    page.goto(ACCOUNT[name])
    assert axe_problems(page) == []
    page.evaluate("document.querySelectorAll('main form').forEach(form => form.noValidate = true)")
    page.locator("main form").first.locator("button[type=submit], button:not([type])").first.click()
    page.wait_for_load_state()
    assert axe_problems(page) == []
    assert overflow(page) == 0


@pytest.mark.parametrize("name", MEMBER)
def test_a_members_page(sign_in, size, name):
    page = sign_in("lid", size)
    page.goto(MEMBER[name])
    if page.get_by_role("heading", name="Bevestig").count() or "reauthenticate" in page.url:
        pytest.fail("a fresh sign-in is asked to prove itself again")
    assert axe_problems(page) == []
    assert overflow(page) == 0


def test_the_documentation_of_the_api_loads_nothing_from_elsewhere(open_page):
    page = open_page()
    page.goto("/api/v1/docs")
    expect(page.get_by_text("register/advisers").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_is_cut_off_on_a_narrow_screen(open_page, width):
    page = open_page({"width": width, "height": 700})
    for path in ("/", "/register/", "/kenniscentrum/geheimhouding/", "/account/login/", "/privacy/"):
        page.goto(path)
        assert overflow(page) == 0, path


def test_text_at_200_percent_still_fits(open_page):
    page = open_page({"width": 640, "height": 450})
    page.goto("/register/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) == 0
