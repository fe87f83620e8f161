"""What search engines read of a provider: schema.org EducationalOrganization, as JSON-LD."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from academy.accreditation.models import Provider
from lvv_site.structured_data import json_ld, without_empty


def organization(provider: Provider) -> SafeString:
    """Return a provider, safe to stand inside a script element; what it did not fill in is left out."""
    told: dict[str, Any] = {
        "@type": "EducationalOrganization",
        "name": provider.name,
        "url": f"{settings.WAGTAILADMIN_BASE_URL}{reverse('register:provider', args=[provider.slug])}",
        "description": provider.about,
        "sameAs": provider.website,
        "email": provider.public_email,
        "telephone": provider.public_phone,
    }
    if provider.place:
        told["address"] = {"@type": "PostalAddress", "addressLocality": provider.place, "addressCountry": "NL"}
    return json_ld(without_empty(told))
