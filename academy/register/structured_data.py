"""What search engines read of somebody in the register: schema.org Person with the credential, as JSON-LD.

Made from the same public fields as page and API (`adviser.as_public`), so it can tell nothing else. A number that may not
stand beside a name has none.
"""

from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from academy.certification.models import Certificate
from lvv_site.pages.templatetags.site import status_word
from lvv_site.structured_data import json_ld, without_empty

from .adviser import Entry, as_public, live_address


def person(found: Entry) -> SafeString | None:
    """Return who this is and what the credential is worth today, safe to stand inside a script element."""
    if found.profile is None:
        return None
    public = as_public(found)
    return json_ld({"@type": "Person", **_who(public), "hasCredential": _credential(found.certificate, public)})


def _who(public: dict[str, Any]) -> dict[str, Any]:
    address = without_empty({"addressLocality": public["place"], "addressRegion": public["province"]})
    contact = public["contact_url"]
    return without_empty({
        "name": public["name"],
        "identifier": public["number"],
        "url": public["url"],
        "jobTitle": _("vertrouwenspersoon"),
        "address": {"@type": "PostalAddress", **address, "addressCountry": "NL"} if address else None,
        "knowsLanguage": public["languages"],
        "image": public["photo"],
        "sameAs": public["website"],
        "workLocation": [{"@type": "AdministrativeArea", "name": one} for one in public["regions"] or ()],
        "contactPoint": {"@type": "ContactPoint", "url": contact} if contact else None,
    })  # fmt: skip


def _credential(certificate: Certificate, public: dict[str, Any]) -> dict[str, Any]:
    """Return the credential: `creativeWorkStatus` is the code of the API, `credentialStatus` its word."""
    return without_empty({
        "@type": "EducationalOccupationalCredential",
        "name": _("Registratie als vertrouwenspersoon"),
        "credentialCategory": "registration",
        "identifier": certificate.number,
        "url": live_address(certificate),
        "inLanguage": get_language(),
        "creativeWorkStatus": public["status"],
        "credentialStatus": status_word(public["status"]),
        "validFrom": public["valid_from"],
        "validUntil": public["valid_until"],
        "expires": public["valid_until"],
        "recognizedBy": {
            "@type": "Organization",
            "name": settings.WAGTAIL_SITE_NAME,
            "url": settings.WAGTAILADMIN_BASE_URL,
        },
    })  # fmt: skip
