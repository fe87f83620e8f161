"""Activities as iCalendar (RFC 5545, 7986) for the public: the feed, and the file of one. Never the link for online.

The uid of an activity never changes; its sequence counts the changes of the plan and its end. Everything is explicit and times
are in UTC: left alone, the library draws random uids and writes a time zone of 68 years.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from events.booking.models import Occasion

from .activities import Activity
from .wording import in_hours

REFRESH = dt.timedelta(hours=1)


def of(some: Iterable[Activity], *, feed: bool = False) -> bytes:
    """Return the activities as a calendar; a `feed` has a name and says how often to ask again."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//Agenda//NL")
    calendar.add("version", "2.0")
    if feed:
        calendar.add("method", "PUBLISH")
        name = _("Agenda van de %(name)s") % {"name": settings.WAGTAIL_SITE_NAME}
        for key in ("name", "x-wr-calname"):
            calendar.add(key, name)
        calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for one in some:
        calendar.add_component(_event(one))
    return bytes(calendar.to_ical())


def digest(content: bytes) -> str:
    """Return what names this content and no other."""
    return hashlib.sha256(content).hexdigest()[:32]


def uid(occasion: Occasion) -> str:
    """Return the uid: of one occasion always the same, however it is renamed or moved."""
    return f"activiteit-{occasion.pk}@{urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname}"


def _event(one: Activity) -> Event:
    event = Event()
    event.add("uid", uid(one.occasion))
    event.add("dtstamp", _stamped_at(one.occasion))
    event.add("sequence", one.occasion.sequence + one.cancelled)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("summary", one.title)
    event.add("dtstart", one.start.astimezone(dt.UTC))
    event.add("dtend", one.end.astimezone(dt.UTC))
    event.add("location", one.place or _("Online"))
    if description := _description(one):
        event.add("description", description)
    event.add("url", one.absolute_url)
    return event


def _stamped_at(occasion: Occasion) -> dt.datetime:
    """Return when the entry became what it is, to the second."""
    moments = [occasion.planned_at, *([occasion.called_off.at] if occasion.cancelled else [])]
    return max(moments).astimezone(dt.UTC).replace(microsecond=0)


def _description(one: Activity) -> str:
    if one.cancelled:
        return _("Gaat niet door")
    hours = f"{in_hours(one.occasion.minutes)} {one.hours_label}" if one.hours_kind else ""
    return "\n".join(part for part in (one.organiser, hours) if part)
