"""A meeting as an iCalendar file (RFC 5545): one event, always the same uid, its sequence counting the changes.

Everything is explicit and times are in UTC: left alone, the library draws random uids and writes a time zone of 68 years.
"""

import datetime as dt
from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from lvv_site.mail.registry import Attachment

from .models import Meeting, MeetingChange


def attachment(change: MeetingChange) -> Attachment:
    """Return the file that goes with the mail about a change of plan."""
    method = "CANCEL" if change.meeting.cancelled_at else "PUBLISH"
    return Attachment(
        "intervisie.ics", f"text/calendar; method={method}; charset=utf-8", of(change.meeting, change.recorded_at)
    )


def of(meeting: Meeting, stamped_at: dt.datetime) -> bytes:
    """Return the file of a meeting; `stamped_at` is when its plan became what it is."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//Intervisie//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.cancelled_at else "PUBLISH")
    calendar.add_component(_event(meeting, stamped_at))
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, stamped_at: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"intervisie-{meeting.uid}")
    event.add("dtstamp", stamped_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("sequence", meeting.sequence)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    event.add("summary", _("Intervisie: %(group)s") % {"group": meeting.group.name})
    if meeting.starts and meeting.ends:
        event.add("dtstart", meeting.moment(meeting.starts).astimezone(dt.UTC))
        event.add("dtend", meeting.moment(meeting.ends).astimezone(dt.UTC))
    else:
        event.add("dtstart", meeting.on)
        event.add("dtend", meeting.on + dt.timedelta(days=1))
    if where := ", ".join(part for part in (meeting.place, meeting.link) if part):
        event.add("location", where)
    organizer = vCalAddress(f"MAILTO:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = vText(settings.WAGTAIL_SITE_NAME)
    event["organizer"] = organizer
    return event
