"""What the public may know of one number: the closed list of fields (`interfaces.md`, Adviser), for page, list and API.

A field that is not in `Adviser` is not public. The opt-in fields are None unless the adviser chose to show them, and
somebody who may not work as an adviser today is not recommended with a photo, a website or a way to write.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from academy.certification import status
from academy.certification.enums import LISTED
from academy.certification.models import Certificate
from academy.certification.numbers import number_key
from academy.certification.queries import public_records
from academy.certification.status import NOT_REGISTERED, PublicStatus, Record

from .models import Profile

OPTED_OUT: dict[str, Any] = dict.fromkeys(("website", "regions", "photo", "available", "contact_url"))
UNNAMED: dict[str, Any] = dict.fromkeys(
    (
        "name",
        "valid_from",
        "valid_until",
        "first_registered",
        "kind",
        "place",
        "province",
        "languages",
        "sectors",
        "url",
    )
)


@dataclass(frozen=True)
class Entry:
    """One number that was ever issued, as the public may know it today. `profile` None: without a name."""

    certificate: Certificate
    profile: Profile | None
    record: Record
    today: PublicStatus

    @property
    def may_be_hired(self) -> bool:
        """Whether the status of today allows to be found as "for hire"."""
        return self.today.status in LISTED

    def on(self, date: dt.date) -> PublicStatus:
        """Return the status on a date, as far as it may be known today."""
        return status.status_in(self.record, date)

    @property
    def opt_ins(self) -> dict[str, Any]:
        """What this adviser chose to show and may show today; the keys are those of the API."""
        return opt_ins(self.profile, self.today) if self.profile else OPTED_OUT

    @property
    def first_registered(self) -> dt.date | None:
        """The first registration; what a measure past its public term ended is not told."""
        if self.record.begins:
            return self.record.begins
        return self.profile.first_registered if self.profile else None


def find(number: str, today: dt.date) -> Entry | None:
    """Return what is public today of a number, in whatever form it is written; None when it was never issued."""
    key = number_key(number[:200])
    certificate = Certificate.objects.select_related("profile").filter(number_key=key).first() if key else None
    return entry(certificate, today) if certificate else None


def entry(certificate: Certificate, today: dt.date) -> Entry:
    """Return what is public today of a certificate."""
    record = public_records([certificate.pk], today)[certificate.pk]
    profile = getattr(certificate, "profile", None)
    now = status.status_in(record, today)
    if profile is None or not now.names_person:
        # Without a name nothing else is told either, on no date: the dates of a number lead to a person.
        return Entry(certificate, None, Record(), NOT_REGISTERED)
    return Entry(certificate, profile, record, now)


def as_public(found: Entry) -> dict[str, Any]:
    """Return the Adviser of the API."""
    if found.profile is None:
        return {"number": found.certificate.number, **UNNAMED, "status": found.today.status, **OPTED_OUT}
    return adviser(found.profile, found.today, found.first_registered)


def adviser(profile: Profile, now: PublicStatus, first_registered: dt.date | None = None) -> dict[str, Any]:
    """Return the public fields of somebody whose status today may stand beside a name."""
    certificate = profile.certificate
    return {
        "number": certificate.number,
        "name": profile.name,
        "status": now.status,
        "valid_from": now.valid_from,
        "valid_until": now.valid_until,
        "first_registered": first_registered or profile.first_registered,
        "kind": profile.kind,
        "place": profile.place,
        "province": profile.province,
        "languages": profile.languages,
        "sectors": profile.sectors,
        "url": live_address(certificate),
        **opt_ins(profile, now),
    }


def live_address(certificate: Certificate) -> str:
    """Return the whole address of the live page: what a QR code and a badge lead to, always the Dutch one."""
    with translation.override("nl"):
        path = reverse("register:verify", args=[certificate.address_part])
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def opt_ins(profile: Profile, now: PublicStatus) -> dict[str, Any]:
    """Return what somebody chose to show; None where nothing is shown, and everywhere for who may not be hired today."""
    if now.status not in LISTED:
        return OPTED_OUT
    return {
        "website": profile.website or None,
        "regions": profile.regions or None,
        "photo": urljoin(settings.WAGTAILADMIN_BASE_URL, profile.photo.url) if profile.photo else None,
        "available": profile.available,
        "contact_url": f"{live_address(profile.certificate)}bericht/" if is_reachable(profile) else None,
    }


def is_reachable(profile: Profile) -> bool:
    """Whether somebody chose to be written to; who is not in the list is not offered to anybody."""
    return profile.contactable and profile.findable
