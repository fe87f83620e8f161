"""Booking from the form to the place: paid at Stripe with each of its endings, on invoice, cancelled, and by the waiting list."""

import secrets
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hours
from tests.browser.conftest import SIZES, axe_problems, overflow
from tests.browser.holders import downloaded
from tests.browser.letters import LONGEST_WAIT, Mailbox
from tests.doubles.stripe import StripeDouble

SignIn = Callable[..., Page]


def is_fine(page: Page) -> None:
    assert axe_problems(page) == [], page.url
    assert overflow(page) <= 0, page.url


def occasion(days: int = 40, capacity: int = 10, *, sold: int = 0) -> str:
    """Make an occasion that can be booked, with terms; return its code. `sold` places are somebody else's."""
    code = f"proef-{secrets.token_hex(4)}"
    hours.on_the_site(
        "from events.booking.models import TermsVersion\n"
        "from events.booking import reserving\n"
        "from tests.factories import booking as make\n"
        f"terms, _new = TermsVersion.objects.get_or_create(code='walk', text='Op tijd is gratis.', steps=[[28, 100], [7, 50]])\n"
        f"one = make.occasion({capacity}, code='{code}', title='Oefendag {code}', days={days}, terms=terms)\n"
        f"for _each in range({sold}):\n"
        "    make.confirmed(one)\n"
    )
    return code


def to_overview(page: Page, code: str, **payer: str) -> None:
    """Fill in the form as somebody with an account does, and go on."""
    page.goto(f"/boeken/{code}/")
    is_fine(page)
    if payer:
        page.get_by_role("radio", name="Organisatie").check()
    for label, value in payer.items():
        page.get_by_label(label.replace("_", " ")).first.fill(value)
    page.get_by_role("button", name="Verder naar het overzicht").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit?")
    is_fine(page)


def press(page: Page, way: str) -> None:
    page.get_by_role("radio", name=way).check()
    page.get_by_label("Ik ga akkoord").check()
    page.get_by_role("button", name="Bestellen met betalingsplicht").click()


def until(page: Page, sentence: str) -> None:
    """Look again until the page says so: the worker does its part."""
    deadline = time.monotonic() + LONGEST_WAIT
    while sentence not in page.locator("main").inner_text():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(500)
        page.reload()


def arrives(page: Page, double: StripeDouble, site: str, sentence: str) -> None:
    """Deliver what Stripe tells and wait until the booking says so."""
    assert set(double.deliver(f"{site}/betalen/stripe/")) == {200}
    until(page, sentence)


def went_back(double: StripeDouble, cents: int) -> None:
    """Wait until Stripe was asked to send so much back: the booking says so before the worker does it."""
    deadline = time.monotonic() + LONGEST_WAIT
    while cents not in {one["amount"] for one in list(double.world.refunds.values())}:
        assert time.monotonic() < deadline, f"{cents} never went back"
        time.sleep(0.2)


def test_paid_at_stripe_with_a_calendar_file_and_an_invoice(
    sign_in: SignIn, stripe_double: StripeDouble, site: str, mailbox: Mailbox
) -> None:
    code = occasion()
    page = sign_in("nieuw", SIZES["phone"])
    to_overview(page, code)
    press(page, "Direct betalen")
    page.get_by_role("button", name="succeeded").click()
    page.wait_for_url("**/boeking/**")
    arrives(page, stripe_double, site, "bevestigd")
    until(page, "Factuur")
    is_fine(page)
    assert downloaded(page, "Factuur").startswith(b"%PDF")
    mailbox.letter_about("nieuw@demo.example", f"Je plaats staat vast: Oefendag {code}")
    page.get_by_role("link", name="Toegang en agenda").click()
    is_fine(page)
    assert b"UID:plaats-" in downloaded(page, "Zet in je agenda")


def test_failed_and_aborted_one_tries_again(sign_in: SignIn, stripe_double: StripeDouble, site: str) -> None:
    page = sign_in("nieuw")
    to_overview(page, occasion())
    press(page, "Direct betalen")
    page.get_by_role("button", name="failed").click()
    page.get_by_role("button", name="aborted").click()
    page.wait_for_url("**/boeking/**")
    expect(page.locator("main")).to_contain_text("Nog te betalen")
    is_fine(page)
    page.get_by_role("radio", name="Direct betalen").check()
    page.get_by_role("button", name="Betaal nu").click()
    page.get_by_role("button", name="succeeded").click()
    page.wait_for_url("**/boeking/**")
    arrives(page, stripe_double, site, "bevestigd")


@pytest.mark.parametrize(("good", "sentence"), [(True, "bevestigd"), (False, "Je tijd is om")])
def test_money_that_takes_days_keeps_the_place_until_it_is_known(
    sign_in: SignIn, stripe_double: StripeDouble, site: str, *, good: bool, sentence: str
) -> None:
    page = sign_in("nieuw")
    to_overview(page, occasion())
    press(page, "Direct betalen")
    session = page.url.rpartition("/")[2]
    page.get_by_role("button", name="later").click()
    page.wait_for_url("**/boeking/**")
    arrives(page, stripe_double, site, "Je betaling is onderweg")
    is_fine(page)
    stripe_double.world.arrive(session, good=good)
    arrives(page, stripe_double, site, sentence)
    is_fine(page)


def test_cancelled_in_time_half_of_it_goes_back_the_way_it_came(
    sign_in: SignIn, stripe_double: StripeDouble, site: str, mailbox: Mailbox
) -> None:
    code = occasion(days=14)
    page = sign_in("nieuw", SIZES["phone"])
    to_overview(page, code)
    press(page, "Direct betalen")
    page.get_by_role("button", name="succeeded").click()
    page.wait_for_url("**/boeking/**")
    arrives(page, stripe_double, site, "bevestigd")
    page.get_by_role("link", name="Annuleren").click()
    expect(page.locator("main")).to_contain_text("Je krijgt € 90,75 terug: 50% van € 181,50")
    is_fine(page)
    page.get_by_role("button", name="Annuleer deze plaats").click()
    page.wait_for_url("**/boeking/*/")
    arrives(page, stripe_double, site, "Terugbetaald")
    went_back(stripe_double, 9075)
    letter = mailbox.letter_about("nieuw@demo.example", f"Je plaats is geannuleerd: Oefendag {code}")
    assert "€ 90,75" in letter.text.replace("\xa0", " ")


def test_an_organisation_pays_on_invoice(sign_in: SignIn) -> None:
    page = sign_in("nieuw")
    to_overview(
        page, occasion(), Naam_van_de_betaler="Gemeente Voorbeeld", Straat_en_huisnummer="Markt 1", Postcode="1234 AB",
        Plaats="Voorbeeldstad", Inkoopnummer="PO-7781",
    )  # fmt: skip
    press(page, "Op factuur")
    page.wait_for_url("**/boeking/**")
    expect(page.locator("main")).to_contain_text("bevestigd")
    until(page, "Factuur")
    is_fine(page)
    assert downloaded(page, "Factuur").startswith(b"%PDF")


def test_full_one_waits_is_offered_a_place_and_orders_it(
    sign_in: SignIn, stripe_double: StripeDouble, site: str, mailbox: Mailbox
) -> None:
    code = occasion(capacity=1, sold=1)
    page = sign_in("nieuw", SIZES["phone"])
    page.goto(f"/boeken/{code}/")
    expect(page.locator("main")).to_contain_text("je betaalt pas als er plaats is")
    page.get_by_role("button", name="Verder naar het overzicht").click()
    page.get_by_label("Ik ga akkoord").check()
    is_fine(page)
    page.get_by_role("button", name="Zet op de wachtlijst").click()
    page.wait_for_url("**/boeking/**")
    expect(page.locator("main")).to_contain_text("plaats 1 in de rij")
    is_fine(page)
    hours.on_the_site(
        "from events.booking import changing\nfrom events.booking.models import Place\n"
        f"changing.cancel(Place.objects.filter(occasion__code='{code}').earliest('pk'))"
    )
    letter = mailbox.letter_about("nieuw@demo.example", f"Er is plaats voor je: Oefendag {code}")
    page.goto(letter.path)
    is_fine(page)
    page.get_by_role("button", name="Ik neem de plaats").click()
    is_fine(page)
    press(page, "Direct betalen")
    page.get_by_role("button", name="succeeded").click()
    page.wait_for_url("**/boeking/**")
    arrives(page, stripe_double, site, "bevestigd")


def test_without_an_account_script_or_cookie_with_the_keyboard_only(open_page: SignIn, mailbox: Mailbox) -> None:
    code = occasion()
    page = open_page(SIZES["phone"], java_script_enabled=False)
    page.goto(f"/boeken/{code}/")
    page.wait_for_timeout(2_100)
    for name, value in (
        ("wie-0-name", "Noor de Wit"), ("wie-0-email", f"{code}@x.example"), ("name", "Noor de Wit"),
        ("email", f"{code}@x.example"),
    ):  # fmt: skip
        page.locator(f"[name='{name}']").focus()
        page.keyboard.type(value)
    page.get_by_role("button", name="Verder naar het overzicht").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit?")
    page.wait_for_timeout(2_100)
    page.get_by_role("radio", name="Direct betalen").press("Space")
    page.get_by_label("Ik ga akkoord").press("Space")
    page.get_by_role("button", name="Bestellen met betalingsplicht").press("Enter")
    page.get_by_role("button", name="aborted").click()
    expect(page.locator("main")).to_contain_text("Nog te betalen")
    assert not page.context.cookies()
    letter = mailbox.letter_about(f"{code}@x.example", f"Je boeking: Oefendag {code}")
    page.goto(letter.path)
    expect(page.get_by_role("heading", level=1)).to_have_text("Je boeking")
