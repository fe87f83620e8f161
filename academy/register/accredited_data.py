"""What search engines read of a provider: schema.org EducationalOrganization, as JSON-LD.

A `<script>` of this type is a data block, which no browser executes and which the content security policy leaves alone.
"""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from academy.accreditation.models import Provider

# So that no text can close the script element or open another one.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def organization(provider: Provider) -> SafeString:
    """Return a provider, safe to stand inside a script element; what it did not fill in is left out."""
    told: dict[str, Any] = {
        "@context": "https://schema.org",
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
    kept = {name: value for name, value in told.items() if value}
    return mark_safe(json.dumps(kept, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped above
