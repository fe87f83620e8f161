"""What somebody does to get an account, and what their telephone shows."""

import base64
import hashlib
import hmac
import secrets
import struct
import time
from dataclasses import dataclass

from playwright.sync_api import Page

from .letters import Mailbox

PASSWORD = "een-heel-lang-wachtwoord"


@dataclass(frozen=True)
class Account:
    """An address and a password that open the site."""

    email: str
    password: str = PASSWORD


def submit(page: Page) -> None:
    """Press the first button of the page's own form."""
    page.locator("main form.form button[type=submit]").first.click()


def sign_up(page: Page, mailbox: Mailbox) -> Account:
    """Make an account with a name, as far as the member's own first page."""
    account = Account(f"proef-{secrets.token_hex(4)}@voorbeeld.example")
    page.goto("/account/signup/")
    page.get_by_label("E-mail").fill(account.email)
    page.get_by_label("Wachtwoord").fill(account.password)
    submit(page)
    page.wait_for_url("**/account/confirm-email/")
    page.get_by_label("Code").fill(mailbox.next_letter(account.email).code)
    submit(page)
    page.wait_for_url("**/mijn/gegevens/")
    page.get_by_label("Voornaam").fill("Proef")
    page.get_by_label("Achternaam").fill("Persoon")
    submit(page)
    page.wait_for_url("**/mijn/")
    return account


def log_in(page: Page, account: Account) -> None:
    """Fill in address and password."""
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(account.email)
    page.get_by_label("Wachtwoord").fill(account.password)
    submit(page)


def log_out(page: Page) -> None:
    """Log out, by the page that asks whether one is sure."""
    page.goto("/account/logout/")
    submit(page)
    page.wait_for_url(lambda url: "/account/logout/" not in url)


def prove_again(page: Page, account: Account) -> None:
    """Give the password once more, when the site asks for it before something delicate."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Wachtwoord").fill(account.password)
        submit(page)
        page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def shown_code(secret: str, periods: int = 0) -> str:
    """Return the code that an authenticator app shows (RFC 6238, SHA-1), some periods of half a minute from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + periods)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    number: int = struct.unpack_from(">I", digest, digest[-1] & 15)[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"


def give_virtual_key(page: Page) -> None:
    """Put a key in the computer that recognises its owner and always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
