"""The academy as people use it: finding a course, choosing a run with the keyboard, and the office adding one."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lvv_site import civil
from tests.browser.conftest import SIZES, axe_problems, overflow

OpenPage = Callable[..., Page]
COURSE = "/academie/het-eerste-gesprek/"


def sound(page: Page) -> None:
    assert overflow(page) <= 0
    assert axe_problems(page) == []


@pytest.mark.parametrize("javascript", [True, False])
def test_finding_a_course(open_page: OpenPage, size: dict[str, int], javascript: bool) -> None:
    page = open_page(size, java_script_enabled=javascript)
    page.goto("/academie/")
    if javascript:
        sound(page)
    bar = page.get_by_role("search", name="Opleidingen kiezen")
    bar.get_by_label("Soort").select_option("E-learning")
    bar.get_by_text("Meer keuzes").click()
    bar.get_by_label("Met een vrije plaats").check()
    bar.get_by_role("button", name="Zoeken").click()
    expect(page.get_by_role("heading", name="1 opleiding", exact=True)).to_be_visible()
    page.get_by_role("link", name="E-learning weghalen").click()
    expect(page.get_by_role("link", name="E-learning weghalen")).to_have_count(0)
    expect(page.locator("ol.results > li")).not_to_have_count(1)
    page.goto("/academie/?soort=elearning&uren=extra")
    expect(page.get_by_text("Niets past bij al deze keuzes")).to_be_visible()
    if javascript:
        sound(page)
    page.get_by_role("link", name="Zonder ‘extra activiteiten’").click()
    page.locator("ol.results").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_choosing_a_run_with_the_keyboard(open_page: OpenPage, size: dict[str, int]) -> None:
    page = open_page(size)
    page.goto(COURSE)
    sound(page)
    runs = page.get_by_role("radio")
    expect(runs.first).to_be_checked()
    runs.first.focus()
    page.keyboard.press("ArrowDown")
    expect(runs.nth(1)).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Verder met boeken")).to_be_focused()
    page.goto(f"{COURSE}?uitvoering=bestaat-niet")
    expect(page.get_by_role("alert")).to_contain_text("Deze uitvoering kun je nu niet boeken.")
    sound(page)


def test_the_office_adds_a_run(sign_in: Callable[..., Page], open_page: OpenPage) -> None:
    page = sign_in("bureau")
    page.goto("/beheer/academie/uitvoeringen/nieuw/")
    assert axe_problems(page) == []
    day = civil.today() + dt.timedelta(days=200)
    page.get_by_label("Opleiding in de academie").select_option("Grenzen van de rol")
    for name, typed in {
        "day": day.isoformat(), "starts": "18:30", "ends": "22:30", "place": "Deventer", "capacity": "3",
        "minutes": "4", "price_guest": "100", "price_member": "150",
    }.items():  # fmt: skip
        page.locator(f"main [name={name}]").fill(typed)
        page.keyboard.press("Escape")
    page.locator("main [name=hours_kind]").select_option("extra")
    page.locator("main form button[type=submit]").press("Enter")
    expect(page.get_by_text("Leden betalen niet meer dan gasten.")).to_be_visible()
    expect(page.locator("main [name=place]")).to_have_value("Deventer")
    page.locator("main [name=price_member]").fill("75")
    page.locator("main form button[type=submit]").press("Enter")
    page.wait_for_url("**/inspect/**")
    page.reload()  # without the admin's own message, which fades
    assert axe_problems(page) == []
    public = open_page(SIZES["phone"])
    public.goto("/academie/grenzen-van-de-rol/")
    card = public.locator("label.choice", has_text="Deventer")
    expect(card).to_contain_text("Nog 3 plaatsen")
    expect(card).to_contain_text("leden € 75")
