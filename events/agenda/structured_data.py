"""What search engines read of an activity: schema.org Event as JSON-LD. Never its link for online.

A `<script>` of this type is a data block, which no browser executes and which the content security policy leaves alone.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from .activities import Activity

SCHEMA = "https://schema.org/"
# So that no text can close the script element or open another one.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def as_json(some: Iterable[Activity]) -> SafeString:
    """Return the activities as JSON-LD, safe to stand inside a script element."""
    described = {"@context": "https://schema.org", "@graph": [event(one) for one in some]}
    return mark_safe(json.dumps(described, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - escaped above


def event(one: Activity) -> dict[str, Any]:
    """Return one activity as Event."""
    return {
        "@type": "Event",
        "name": one.title,
        "inLanguage": "nl",
        "startDate": one.start.isoformat(),
        "endDate": one.end.isoformat(),
        "eventStatus": SCHEMA + ("EventCancelled" if one.cancelled else "EventScheduled"),
        "eventAttendanceMode": SCHEMA + _mode(one),
        "location": _where(one),
        "organizer": _organizer(one),
        "url": one.absolute_url,
        "isAccessibleForFree": one.is_free,
        **({"offers": offers} if (offers := _offers(one)) else {}),
    }  # fmt: skip


def _organizer(one: Activity) -> dict[str, str]:
    if one.organiser:
        return {"@type": "Organization", "name": one.organiser}
    return {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": settings.WAGTAILADMIN_BASE_URL}


def _mode(one: Activity) -> str:
    if one.place:
        return "MixedEventAttendanceMode" if one.online else "OfflineEventAttendanceMode"
    return "OnlineEventAttendanceMode"


def _where(one: Activity) -> list[dict[str, str]]:
    place = {"@type": "Place", "name": one.place, "address": one.place}
    # The address of the page that says how to attend: the link itself goes to attendees only.
    virtual = {"@type": "VirtualLocation", "url": one.absolute_url}
    return [*([place] if one.place else []), *([virtual] if one.online else [])]


def _offers(one: Activity) -> list[dict[str, Any]]:
    """Return what it costs while it can be booked, or what it cost when it is full."""
    if not (one.is_open or one.is_full):
        return []
    found = [("Gasten", one.price_guest), ("Leden", one.price_member)]
    return [
        {
            "@type": "Offer", "name": name, "price": f"{price:.2f}", "priceCurrency": "EUR", "url": one.absolute_url,
            "availability": SCHEMA + ("InStock" if one.is_open else "SoldOut"),
        }
        for name, price in found if price is not None
    ]  # fmt: skip
