"""What search engines read of a course page: schema.org Course with its instances, as JSON-LD.

A `<script>` of this type is a data block, which no browser executes and which the content security policy leaves alone.
"""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.duration import duration_iso_string
from django.utils.safestring import SafeString, mark_safe

from lvv_site import civil

from .models import CoursePage
from .runs import RunOffer

# So that no text can close the script element or open another one.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def course(page: CoursePage, runs: list[RunOffer], request: HttpRequest) -> SafeString:
    """Return the page as Course, safe to stand inside a script element. Runs that were called off are not offered."""
    address = f"{settings.WAGTAILADMIN_BASE_URL}{page.get_url(request) or ''}"
    described = {
        "@context": "https://schema.org",
        "@type": "Course",
        "inLanguage": "nl",
        "name": page.title,
        "description": page.search_description or page.introduction,
        "url": address,
        "provider": {
            "@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": settings.WAGTAILADMIN_BASE_URL,
        },
        "hasCourseInstance": [_instance(one, address) for one in runs],
    }  # fmt: skip
    return mark_safe(json.dumps(described, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped above


def _instance(one: RunOffer, address: str) -> dict[str, Any]:
    occasion = one.occasion
    dates = {} if occasion.starts is None or occasion.ends is None else {
        "startDate": occasion.starts.astimezone(civil.AMSTERDAM).isoformat(),
        "endDate": occasion.ends.astimezone(civil.AMSTERDAM).isoformat(),
    }  # fmt: skip
    place = {} if one.online or not occasion.place else {"location": {"@type": "Place", "name": occasion.place}}
    return {
        "@type": "CourseInstance",
        "name": occasion.title,
        "courseMode": "Online" if one.online else "Onsite",
        "courseWorkload": _workload(occasion.minutes),
        **dates,
        **place,
        **_offers(one, address),
    }


def _workload(minutes: int) -> str:
    """Return minutes as ISO 8601: PT6H30M."""
    return duration_iso_string(dt.timedelta(minutes=minutes))


def _offers(one: RunOffer, address: str) -> dict[str, Any]:
    if one.offer.price_guest is None:
        return {}
    stock = "InStock" if one.open else "SoldOut"
    return {
        "offers": {
            "@type": "Offer", "price": str(one.offer.price_guest), "priceCurrency": "EUR", "url": address,
            "availability": f"https://schema.org/{stock}", "category": "Paid" if one.offer.price_guest else "Free",
        }
    }  # fmt: skip
