"""Getting an account and getting in: by password, code, app, passkey; and shutting others out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import accounts
from tests.browser.accounts import Account
from tests.browser.conftest import DEMO_PASSWORD
from tests.browser.letters import Mailbox

OpenPage = Callable[..., Page]
GUEST = Account("nieuw@demo.example", DEMO_PASSWORD)
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@WITH_AND_WITHOUT_SCRIPT
def test_signing_up_takes_a_code_from_the_mail_and_a_name(open_page: OpenPage, mailbox: Mailbox, script: bool):
    page = open_page(java_script_enabled=script)
    account = accounts.sign_up(page, mailbox)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dag Proef")
    accounts.log_out(page)
    accounts.log_in(page, account)
    page.wait_for_url("**/mijn/")


def test_a_wrong_code_from_the_mail_does_not_sign_up(open_page: OpenPage, mailbox: Mailbox):
    page = open_page()
    page.goto("/account/signup/")
    page.get_by_label("E-mail").fill("mis-gelezen@voorbeeld.example")
    page.get_by_label("Wachtwoord").fill(accounts.PASSWORD)
    accounts.submit(page)
    page.get_by_label("Code").fill("AAAA-AAAA")
    accounts.submit(page)
    expect(page.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    page.goto("/mijn/")
    page.wait_for_url("**/account/**")


@WITH_AND_WITHOUT_SCRIPT
def test_signing_in_with_a_password(open_page: OpenPage, script: bool):
    page = open_page(java_script_enabled=script)
    page.goto("/mijn/gegevens/")
    page.get_by_label("E-mail").fill(GUEST.email)
    page.get_by_label("Wachtwoord").fill(GUEST.password)
    accounts.submit(page)
    page.wait_for_url("**/mijn/gegevens/")
    expect(page.get_by_label("Achternaam")).to_have_value("Verhagen")


@WITH_AND_WITHOUT_SCRIPT
def test_signing_in_with_a_code(open_page: OpenPage, mailbox: Mailbox, script: bool):
    page = open_page(java_script_enabled=script)
    before = len(mailbox.letters(GUEST.email))
    page.goto("/account/login/code/")
    page.get_by_label("E-mail").fill(GUEST.email)
    accounts.submit(page)
    page.get_by_label("Code").fill(mailbox.next_letter(GUEST.email, before).code)
    accounts.submit(page)
    page.wait_for_url("**/mijn/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dag Sam")


@WITH_AND_WITHOUT_SCRIPT
def test_a_wrong_password_is_told_and_keeps_the_address(open_page: OpenPage, script: bool):
    page = open_page(java_script_enabled=script)
    accounts.log_in(page, Account(GUEST.email, "helemaal-niet-mijn-wachtwoord"))
    summary = page.get_by_role("group", name="Er klopt één ding nog niet")
    expect(summary).to_contain_text("wachtwoord")
    expect(page.get_by_label("E-mail")).to_have_value(GUEST.email)
    expect(page.get_by_label("Wachtwoord")).to_have_value("")


def test_a_short_password_is_told_beside_its_field(open_page: OpenPage):
    page = open_page()
    page.goto("/account/signup/")
    page.get_by_label("E-mail").fill("kort@voorbeeld.example")
    page.get_by_label("Wachtwoord").fill("kort")
    accounts.submit(page)
    field = page.get_by_label("Wachtwoord")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field.locator("xpath=..").locator(".error")).to_contain_text("12 tekens")
    expect(page.get_by_label("E-mail")).to_have_value("kort@voorbeeld.example")


def test_an_unknown_address_is_not_betrayed(open_page: OpenPage, mailbox: Mailbox):
    said = []
    for email in (GUEST.email, "niemand-hier@voorbeeld.example"):
        page = open_page()
        page.goto("/account/login/code/")
        page.get_by_label("E-mail").fill(email)
        accounts.submit(page)
        page.wait_for_url("**/account/login/code/confirm/")
        said.append(page.locator("main").inner_text().replace(email, "…"))
    assert said[0] == said[1]
    assert "/account/signup/" in mailbox.next_letter("niemand-hier@voorbeeld.example").text


def test_an_app_becomes_the_second_step(open_page: OpenPage, mailbox: Mailbox):
    page = open_page()
    account = accounts.sign_up(page, mailbox)
    page.goto("/account/2fa/totp/activate/")
    accounts.prove_again(page, account)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("main [name=code]").fill(accounts.shown_code(secret))
    accounts.submit(page)
    page.wait_for_url("**/account/2fa/recovery-codes/**")
    accounts.log_out(page)

    accounts.log_in(page, account)
    page.wait_for_url("**/account/2fa/authenticate/**")
    page.locator("main [name=code]").fill("000000")
    accounts.submit(page)
    expect(page.locator("main [name=code]")).to_have_attribute("aria-invalid", "true")
    # The code of this half minute is used up; the site allows a clock that is half a minute off.
    page.locator("main [name=code]").fill(accounts.shown_code(secret, periods=1))
    accounts.submit(page)
    page.wait_for_url("**/mijn/")


def test_a_passkey_signs_in_without_a_password(open_page: OpenPage, site: str, mailbox: Mailbox):
    page = open_page(base_url=site.replace("127.0.0.1", "localhost"))  # a passkey belongs to a name
    accounts.give_virtual_key(page)
    account = accounts.sign_up(page, mailbox)
    page.goto("/account/2fa/webauthn/add/")
    accounts.prove_again(page, account)
    page.get_by_label("Naam").fill("Mijn laptop")
    expect(page.get_by_label("Hiermee kan ik inloggen zonder wachtwoord")).to_be_checked()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    page.goto("/account/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("Mijn laptop")
    accounts.log_out(page)

    page.goto("/account/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/mijn/")
    accounts.log_out(page)

    accounts.log_in(page, account)
    page.wait_for_url("**/account/2fa/authenticate/**")
    page.locator("#mfa_webauthn_authenticate").click()
    page.wait_for_url("**/mijn/")


def test_ending_other_sessions_shuts_out_the_other_window(sign_in: OpenPage):
    here, elsewhere = sign_in("nieuw", anew=True), sign_in("nieuw", anew=True)
    here.goto("/account/sessions/")
    assert here.locator("main tbody tr").count() >= 2
    accounts.submit(here)
    expect(here.locator("main tbody tr")).to_have_count(1)
    elsewhere.goto("/mijn/")
    elsewhere.wait_for_url("**/account/login/**")
    here.goto("/mijn/")
    expect(here.get_by_role("heading", level=1)).to_have_text("Dag Sam")


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(open_page: OpenPage, mailbox: Mailbox):
    account = accounts.sign_up(open_page(), mailbox)
    page, before = open_page(), len(mailbox.letters(account.email))
    page.goto("/account/password/reset/")
    page.get_by_label("E-mail").fill(account.email)
    accounts.submit(page)
    path = mailbox.next_letter(account.email, before).path
    page.goto(path)
    fields = page.locator("main form.form input[type=password]")
    for field in fields.all():
        field.fill("een-ander-lang-wachtwoord")
    accounts.submit(page)
    page.wait_for_url("**/mijn/")

    other = open_page()
    accounts.log_in(other, account)
    expect(other.get_by_role("group", name="Er klopt één ding nog niet")).to_be_visible()
    accounts.log_in(other, Account(account.email, "een-ander-lang-wachtwoord"))
    other.wait_for_url("**/mijn/")
    again = open_page()
    again.goto(path)
    expect(again.locator("main form.form input[type=password]")).to_have_count(0)
