"""The link of an invitation: works for 14 days and once.

It names the invitation and is signed over the address. Nothing happens by opening it (mail scanners do): the page behind it
has the buttons.
"""

import datetime as dt

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from .enums import Answer
from .models import Invitation

VALID = dt.timedelta(days=14)


def token_of(invitation: Invitation) -> str:
    """Return the secret part of the link."""
    signature = _signer().sign(_signed(invitation)).rpartition(":")[2]
    return f"{invitation.pk}-{signature}"


def invitation_for(token: str) -> Invitation | None:
    """Return the invitation of a link, or None when it is false, answered, withdrawn or too old."""
    number, _dash, signature = token.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    invitation = Invitation.objects.select_related("group").filter(pk=int(number)).first()
    if invitation is None or not is_open(invitation):
        return None
    try:
        _signer().unsign(f"{_signed(invitation)}:{signature}")
    except BadSignature:
        return None
    return invitation


def is_open(invitation: Invitation) -> bool:
    """Whether the link of this invitation works."""
    return invitation.answer == Answer.OPEN and invitation.sent_at > timezone.now() - VALID


def _signer() -> Signer:
    return Signer(salt="intervisie.invitation")


def _signed(invitation: Invitation) -> str:
    return f"{invitation.pk}/{invitation.group_id}/{invitation.email.lower()}"
