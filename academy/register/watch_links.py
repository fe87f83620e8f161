"""The link of a watch: whoever has it may confirm, change and end it. It is never kept, only made again for each mail.

It names the row and is signed with the site's key over the row's nonce and the address it was mailed to, so the table alone
opens nothing. Nothing happens by opening it (mail scanners do): the page behind it has a button.
"""

import datetime as dt

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone, translation

from .models import Watch

PENDING = dt.timedelta(days=7)
SALT = "register.watch"
MOST_DIGITS = 18  # more fits no id


def token_of(watch: Watch) -> str:
    """Return the secret part of the link."""
    signature = Signer(salt=SALT).sign(_signed(watch)).rpartition(":")[2]
    return f"{watch.pk}-{signature}"


def find(token: str) -> Watch | None:
    """Return the watch of a link; None when it is false, was ended, or was not confirmed in time."""
    number, _dash, signature = token.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS):
        return None
    watch = Watch.objects.filter(pk=int(number)).first()
    if watch is None or is_over(watch):
        return None
    try:
        Signer(salt=SALT).unsign(f"{_signed(watch)}:{signature}")
    except BadSignature:
        return None
    return watch


def is_over(watch: Watch) -> bool:
    """Whether a watch was not confirmed in time."""
    return watch.confirmed_at is None and watch.asked_at <= timezone.now() - PENDING


def address(watch: Watch, view: str = "watched") -> str:
    """Return the whole address of a page behind the link."""
    with translation.override(watch.language):
        return settings.WAGTAILADMIN_BASE_URL + reverse(f"register:{view}", args=[token_of(watch)])


def _signed(watch: Watch) -> str:
    return f"{watch.pk}/{watch.nonce}/{watch.email.lower()}"
