"""A place as an iCalendar file (RFC 5545): one event for an attendee, always the same uid, its sequence counting the changes.

The uid also survives a move to another run, so that a calendar moves the entry. A cancelled place is METHOD:CANCEL, with a
higher sequence than any file before. Everything is explicit and times are in UTC: left alone, the library draws random uids
and writes a time zone of 68 years.
"""

import datetime as dt
from email.utils import parseaddr

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from lvv_site.mail.registry import Attachment

from .models import Place

NAME = "afspraak.ics"


def attachment(place: Place, *, with_link: bool = False, off: bool = False) -> Attachment | None:
    """Return the file that goes with a mail about a place; None for an occasion without dates. See `of`."""
    if place.occasion.starts is None:
        return None
    content = of(place, with_link=with_link, off=off)
    method = _method(off or _is_off(place))
    return Attachment(NAME, f"text/calendar; method={method}; charset=utf-8", content)


def of(place: Place, *, with_link: bool = False, off: bool = False) -> bytes:
    """Return the file of a place. The link for online is in it only when asked: it goes out shortly before the start.

    `off`: for somebody who does not come any more though the place stands; it then takes the entry out.

    Raises:
        ValueError: the occasion has no dates.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//Boekingen//NL")
    calendar.add("version", "2.0")
    off = off or _is_off(place)
    calendar.add("method", _method(off))
    calendar.add_component(_event(place, with_link, off))
    return bytes(calendar.to_ical())


def _method(off: bool) -> str:
    return "CANCEL" if off else "PUBLISH"


def _is_off(place: Place) -> bool:
    return bool(place.cancelled_at or place.occasion.cancelled)


def sequence(place: Place) -> int:
    """Return how many changes the entry saw: of the place, of the plan, and its end."""
    return place.sequence + place.occasion.sequence + _is_off(place)


def stamped_at(place: Place) -> dt.datetime:
    """Return when the entry became what it is, to the second."""
    called_off = place.occasion.called_off.at if place.occasion.cancelled else None
    moments = (place.made_at, place.occasion.planned_at, place.confirmed_at, place.cancelled_at, called_off)
    return max(one for one in moments if one).astimezone(dt.UTC).replace(microsecond=0)


def _event(place: Place, with_link: bool, off: bool) -> Event:
    occasion = place.occasion
    if occasion.starts is None or occasion.ends is None:
        raise ValueError(f"{occasion.code} has no dates")
    event = Event()
    event.add("uid", f"plaats-{place.uid}")
    event.add("dtstamp", stamped_at(place))
    event.add("sequence", sequence(place) + (off and not _is_off(place)))
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("summary", occasion.title)
    event.add("dtstart", occasion.starts.astimezone(dt.UTC))
    event.add("dtend", occasion.ends.astimezone(dt.UTC))
    if where := ", ".join(part for part in (occasion.place, occasion.online_link if with_link else "") if part):
        event.add("location", where)
    organizer = vCalAddress(f"MAILTO:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = vText(settings.WAGTAIL_SITE_NAME)
    event["organizer"] = organizer
    return event
