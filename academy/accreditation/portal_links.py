"""The links that we mail to who is not signed in: of an invitation, and to prove the address of a request.

A link names a row and is signed over what it is about, among that the address it was mailed to. It works for 14 days. Nothing
happens by opening it (mail scanners do): the page behind it has one button.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils import timezone

from .models import ProviderInvitation, ProviderRequest

VALID = dt.timedelta(days=14)
MOST_DIGITS = 18  # more fits no id


@dataclass(frozen=True)
class Link[M: (ProviderInvitation, ProviderRequest)]:
    """One kind of link: among which rows, what is signed, and whether a row's link works."""

    salt: str
    rows: Callable[[], QuerySet[M]]
    signed: Callable[[M], str]
    works: Callable[[M], bool]

    def token_of(self, row: M) -> str:
        """Return the secret part of the link."""
        signature = Signer(salt=self.salt).sign(self.signed(row)).rpartition(":")[2]
        return f"{row.pk}-{signature}"

    def find(self, token: str) -> M | None:
        """Return the row of a link; None when it is false, or does not work (any more)."""
        number, _dash, signature = token.partition("-")
        if not (number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS):
            return None
        row = self.rows().filter(pk=int(number)).first()
        if row is None or not self.works(row):
            return None
        try:
            Signer(salt=self.salt).unsign(f"{self.signed(row)}:{signature}")
        except BadSignature:
            return None
        return row


def is_open(invitation: ProviderInvitation) -> bool:
    """Whether an invitation can still be accepted."""
    unanswered = invitation.used_at is None and invitation.withdrawn_at is None
    return unanswered and invitation.sent_at > timezone.now() - VALID


def can_be_proven(request: ProviderRequest) -> bool:
    """Whether the address of a request can still be proven, or was; pressing the button again does no harm."""
    return request.decided_at is None and request.asked_at > timezone.now() - VALID


INVITATION: Link[ProviderInvitation] = Link(
    "accreditation.invitation",
    lambda: ProviderInvitation.objects.select_related("provider"),
    lambda row: f"{row.pk}/{row.provider_id}/{row.email.lower()}",
    is_open,
)
REQUEST: Link[ProviderRequest] = Link(
    "accreditation.request",
    ProviderRequest.objects.all,
    lambda row: f"{row.pk}/{row.kvk_number}/{row.email.lower()}",
    can_be_proven,
)
