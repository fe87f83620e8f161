"""Small things somebody counts on: away in one press, a paper that says when, twice pressed is once done, out is out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import accounts, office, people
from tests.browser.people import Adviser
from tests.browser.test_office_day import new_adviser

OpenPage = Callable[..., Page]
SCROLLED = {"above": 0, "halfway": 0.5, "below": 1}
ON_TOP = """element => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""
BELOW_STRIP = """element => {
  const strip = document.querySelector(".strip--sticky").getBoundingClientRect();
  return element.getBoundingClientRect().top >= strip.bottom;
}"""
SEND_TWICE = """async form => {
  const send = () => fetch(location.href, { method: "POST", body: new FormData(form) });
  const answers = await Promise.all([send(), send()]);
  return answers.map(answer => answer.status);
}"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_employee_gets_away_from_anywhere_on_the_page(open_page: OpenPage, size: dict[str, int], script: bool):
    page = open_page(size, java_script_enabled=script)
    page.goto("/kenniscentrum/geheimhouding/")
    leave = page.get_by_role("link", name="Snel weg")
    expect(leave).to_have_attribute("href", re.compile("^https://"))
    expect(leave).to_have_attribute("rel", "noreferrer")
    for place, share in SCROLLED.items():
        page.evaluate("share => scrollTo(0, share * document.documentElement.scrollHeight)", share)
        expect(leave).to_be_in_viewport(ratio=1)
        assert leave.evaluate(ON_TOP), f"covered {place}"
    box = leave.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24


def test_the_quick_way_out_hides_nothing_that_has_the_focus(open_page: OpenPage, size: dict[str, int]):
    page = open_page(size)
    page.goto("/kenniscentrum/geheimhouding/")
    page.locator("footer a").last.focus()
    for _ in range(25):
        page.keyboard.press("Shift+Tab")
        focused = page.locator(":focus")
        if focused.evaluate("element => Boolean(element.closest('.strip'))"):
            break
        assert focused.evaluate(BELOW_STRIP), focused.evaluate("element => element.outerHTML")


def test_an_organisation_has_no_need_to_get_away(open_page: OpenPage):
    page = open_page()
    page.goto("/kenniscentrum/or-instemming/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="Snel weg")).to_have_count(0)


def test_a_printed_verdict_says_when_and_leaves_out_the_rest(open_page: OpenPage, registered: Adviser):
    page = open_page()
    page.goto(f"/register/{registered.number}/")
    page.emulate_media(media="print")
    verdict = page.locator(".verdict")
    expect(verdict.get_by_text("Geregistreerd")).to_be_visible()
    expect(verdict.get_by_text(registered.number)).to_be_visible()
    expect(verdict.get_by_text(re.compile(r"Zojuist nagekeken: \w+ \d+ \w+ \d{4} om \d\d\.\d\d uur"))).to_be_visible()
    for aside in (page.locator("nav"), page.locator("footer"), page.locator(".strip"), page.locator("main form")):
        assert aside.count()
        assert not any(one.is_visible() for one in aside.all())


def test_an_import_confirmed_twice_at_once_is_written_once(sign_in: OpenPage, database: str):
    before = people.certificates(database)
    page = sign_in("bureau")
    page.goto("/beheer/register/import/")
    office.upload(page, office.list_of([new_adviser()]))
    form = page.locator("main form:has(button:text('Vastleggen'))")
    assert max(form.evaluate(SEND_TWICE)) < 500
    assert people.certificates(database) == before + 1


def test_an_import_confirmed_in_a_second_tab_is_written_once(sign_in: OpenPage, database: str):
    before = people.certificates(database)
    first = sign_in("bureau")
    first.goto("/beheer/register/import/")
    office.upload(first, office.list_of([new_adviser()]))
    first.get_by_role("button", name="Vastleggen").wait_for()
    second = first.context.new_page()
    second.goto(first.url)
    for tab in (first, second):
        tab.get_by_role("button", name="Vastleggen").click()
        tab.wait_for_load_state()
    expect(first.locator(".messages")).to_contain_text("Vastgelegd: 1 nieuw")
    assert people.certificates(database) == before + 1


def test_nothing_of_ones_own_comes_back_after_logging_out(sign_in: OpenPage):
    page = sign_in("lid")
    for path in ("/mijn/gegevens/", "/account/sessions/", "/mijn/"):
        response = page.goto(path)
        assert "no-store" in response.headers.get("cache-control", ""), path
    expect(page.locator("main")).to_contain_text("Noor")
    accounts.log_out(page)
    for _ in range(3):
        page.go_back()
        expect(page.locator("main")).not_to_contain_text("Noor")
        expect(page.locator("main")).not_to_contain_text("Dalen")
