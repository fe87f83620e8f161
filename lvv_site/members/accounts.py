"""How allauth behaves here: mail through our queue, limits over all processes, secrets encrypted."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from wagtail import hooks

from lvv_site import ratelimit

from . import activation, letters, limits

NO_ADDRESS = "0.0.0.0"  # noqa: S104 - what we store when a connection has no address


class AccountAdapter(DefaultAccountAdapter):
    """Accounts."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's mail; an unknown address of somebody we know gets the activation link instead."""
        if template_prefix == "account/email/unknown_account" and activation.invite_by_address(email):
            return
        message = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        letters.send_account_mail(email, message.subject, str(message.body))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt to sign in with a password, instead of allauth's own count in the cache."""
        limits.sign_in(request, credentials.get("email", ""))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where a login ends without a `next`: what a room says (hook `login_landing`), else the member's own page."""
        landings = (landing(request) for landing in hooks.get_hooks("login_landing"))
        return next(filter(None, landings), "") or str(super().get_login_redirect_url(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address as far as machines we trust vouch for it, never what a header claims."""
        address = ratelimit.client_address(request).partition("/")[0]
        return address if any(mark in address for mark in ".:") else NO_ADDRESS


def _cipher() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(b"members.second_factor" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors. Their secrets are encrypted with a key that is not in the database, nor in its backups."""

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read it back, also when it was written with an older key of `SECRET_KEY_FALLBACKS`."""
        return _cipher().decrypt(encrypted_text.encode()).decode()
