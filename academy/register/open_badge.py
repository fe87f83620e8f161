"""An adviser's registration as an Open Badge 3.0: a Verifiable Credential (data model 2.0), signed as a JWT (VC-JWT).

It holds what the page says and no more: the name, the number, since when and until when. It is given to the adviser, who decides
where it goes, and only while registered or conditional. A file cannot change when the registration does, so it names the live
page, and says that only that page tells what holds today.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from academy.certification.dates import DAY
from lvv_site import civil, signing

from .adviser import Entry, live_address

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
MEDIA_TYPE = "application/vc+jwt"


class NotRegisteredError(Exception):
    """Somebody is not registered today, so there is nothing to show."""


def credential(found: Entry) -> dict[str, Any]:
    """Return the credential of somebody who is registered or conditional today; NotRegisteredError otherwise."""
    today = found.today
    if found.profile is None or not found.may_be_hired or today.valid_from is None or today.valid_until is None:
        raise NotRegisteredError
    live, site = live_address(found.certificate), settings.WAGTAILADMIN_BASE_URL
    with translation.override("nl"):
        return {
            "@context": list(CONTEXTS),
            "id": f"{live}#{today.valid_from:%Y-%m-%d}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": _("Geregistreerd vertrouwenspersoon"),
            "issuer": {"id": f"{site}/", "type": ["Profile"], "name": settings.WAGTAIL_SITE_NAME, "url": f"{site}/"},
            "validFrom": _start(today.valid_from),
            "validUntil": _start(today.valid_until + DAY),
            "credentialSubject": {
                "id": live,
                "type": ["AchievementSubject"],
                "identifier": [_identity(found.profile.name)],
                "licenseNumber": found.certificate.number,
                "achievement": _achievement(site),
            },
            "evidence": [{
                "id": live, "type": ["Evidence"], "name": _("De actuele pagina in het register"),
                "narrative": _("Alleen deze pagina zegt wat vandaag geldt."),
            }],
        }  # fmt: skip


def sign(found: Entry) -> str:
    """Return the credential as VC-JWT; NotRegisteredError when there is nothing to show."""
    told = credential(found)
    claims = told | {
        "iss": told["issuer"]["id"], "sub": told["credentialSubject"]["id"], "jti": told["id"],
        "nbf": _seconds(told["validFrom"]), "exp": _seconds(told["validUntil"]),
    }  # fmt: skip
    return signing.sign(claims, portable=True)


def _achievement(site: str) -> dict[str, Any]:
    with translation.override("nl"):
        return {
            "id": f"{site}/register/",
            "type": ["Achievement"],
            "achievementType": "Certification",
            "name": _("Geregistreerd vertrouwenspersoon"),
            "description": _("Staat als gecertificeerd vertrouwenspersoon in het register."),
            "criteria": {
                "narrative": _("Een geldig certificaat dat op tijd is verlengd, zonder schorsing of doorhaling.")
            },
        }


def _identity(name: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "identityType": "name", "identityHash": name, "hashed": False}


def _start(day: dt.date) -> str:
    """Return the first moment of a civil date with its offset."""
    return dt.datetime.combine(day, dt.time(), civil.AMSTERDAM).isoformat()


def _seconds(moment: str) -> int:
    return int(dt.datetime.fromisoformat(moment).timestamp())
