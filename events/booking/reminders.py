"""Reminders to attendees (see `lvv_site/members/reminders.py`): a week before, and the day before with the link for online.

Each goes out once for each attendee that a place has had and each day it was planned on; when the day was missed, later, up to
the day before for the first and up to the start for the last. Who was confirmed after the week had begun gets the last only:
their confirmation is still fresh. What was cancelled, called off, moved to another day or given to somebody else meanwhile is
not mailed any more.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import batched
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from lvv_site import civil
from lvv_site.mail import registry
from lvv_site.mail.models import Message
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.reminders import Reminder

from . import calendar_files
from .enums import EventKind, PlaceState
from .models import Occasion, Place
from .models.occasions import civil_date

TEMPLATE = "booking/reminder"
AHEAD = dt.timedelta(days=7)
LAST = dt.timedelta(days=1)
AT_ONCE = 2_000

type Row = tuple[int, dt.datetime, dt.datetime, str, str | None, int]


def ahead() -> dt.timedelta:
    """Return how many days before the first reminder goes: `BOOKING_REMINDER`, a `timedelta` of more than a day."""
    return getattr(settings, "BOOKING_REMINDER", AHEAD)


def due(today: dt.date) -> Iterator[Reminder]:
    """Yield the reminders that should have gone out by today and did not; in constant memory, one query for many places."""
    for some in batched(_rows(today), AT_ONCE):
        reminders = [one for row in some if (one := _reminder(row, today))]
        keys = [one.dedupe_key for one in reminders]
        sent = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
        yield from (one for one in reminders if one.dedupe_key not in sent)


def is_last(starts_on: dt.date, today: dt.date) -> bool:
    """Whether it is the last reminder that is due, not the first."""
    return today >= starts_on - LAST


def is_due(starts_on: dt.date, confirmed_on: dt.date, today: dt.date) -> bool:
    """Whether an attendee must have been reminded by today of what starts on a civil date."""
    first = starts_on - ahead()
    return is_last(starts_on, today) or (today >= first and confirmed_on < first)


def _rows(today: dt.date) -> Iterator[Row]:
    """Fetch who comes within the days ahead: place, start, when it was confirmed, addresses, how often the attendee changed."""
    soon = Place.objects.filter(
        confirmed_at__isnull=False, cancelled_at=None, set_aside=False, occasion__called_off=None,
        occasion__starts__gt=timezone.now(), occasion__starts__date__range=(today, today + ahead()),
    )  # fmt: skip
    changes = Count("events", filter=Q(events__kind=EventKind.SUBSTITUTED))
    rows = soon.order_by().annotate(booker=F("booking__by__email"), changes=changes)
    columns = ("pk", "occasion__starts", "confirmed_at", "email", "booker", "changes")
    return rows.values_list(*columns).iterator(chunk_size=AT_ONCE)


def _reminder(row: Row, today: dt.date) -> Reminder | None:
    pk, starts, confirmed_at, email, booker, changes = row
    starts_on, to = civil_date(starts), email or booker
    if not to or not is_due(starts_on, civil_date(confirmed_at), today):
        return None
    moment = "last" if is_last(starts_on, today) else "first"
    ids: dict[str, int | str] = {"place": pk, "on": starts_on.isoformat(), "changes": changes}
    return Reminder(TEMPLATE, to, f"{TEMPLATE}:{pk}:{moment}:{starts_on:%Y%m%d}:{changes}", ids)


def register() -> None:
    """Tell the queue about this template."""
    registry.register(TEMPLATE, context, subject_keys=("days",))


def context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what a reminder shows, as it is when the mail leaves: from the day before on with link and calendar file.

    Raises:
        Withdrawn: the attendee does not come any more, another one does, it is on another day or has begun.
    """
    place = _standing(ids)
    occasion, person = place.occasion, _person(place)
    starts_on = occasion.starts_on or civil.today()
    last = is_last(starts_on, civil.today())
    file = calendar_files.attachment(place, with_link=True) if last else None
    language = person.language if person else settings.LANGUAGE_CODE
    with translation.override(language):
        return {
            "language": language,
            "name": person.given_name if person else place.name,
            "occasion": occasion,
            "when": _when(occasion),
            "days": (starts_on - civil.today()).days,
            "link": occasion.online_link if last else "",
            "ticket": _address("ticket", place.code),
            "booking": _address("booking", place.booking.code) if _booked_it(place) else "",
            "attachments": [file] if file else [],
        }


def _when(occasion: Occasion) -> str:
    """Return from when until when it is, in words."""
    starts, ends = _day_and_clock(occasion.starts), _day_and_clock(occasion.ends)
    if starts[0] == ends[0]:
        return _("%(day)s, van %(starts)s tot %(ends)s uur") % {"day": starts[0], "starts": starts[1], "ends": ends[1]}
    words = {"day": starts[0], "starts": starts[1], "last": ends[0], "ends": ends[1]}
    return _("%(day)s, %(starts)s uur, tot en met %(last)s, %(ends)s uur") % words


def _day_and_clock(moment: dt.datetime | None) -> tuple[str, str]:
    if moment is None:
        raise ValueError("a reminder is about something with dates")
    moment = moment.astimezone(civil.AMSTERDAM)
    sign = ":" if (translation.get_language() or "").startswith("en") else "."
    return format_date(moment, "j F Y"), f"{moment.hour}{sign}{moment:%M}"


def _standing(ids: registry.Ids) -> Place:
    """Return the place when what was to be said of it still holds."""
    place = Place.objects.select_related("occasion__called_off", "booking__by").get(pk=int(ids["place"]))
    now, starts = timezone.now(), place.occasion.starts
    off = place.state(now) != PlaceState.CONFIRMED or place.set_aside or place.occasion.cancelled
    if off or starts is None or starts <= now or civil_date(starts).isoformat() != ids["on"]:
        raise registry.Withdrawn
    if place.events.filter(kind=EventKind.SUBSTITUTED).count() != ids["changes"]:
        raise registry.Withdrawn
    return place


def _person(place: Place) -> Person | None:
    """Return who comes, as that person is known now."""
    return Person.objects.get(pk=people.resolve(place.person_id)) if place.person_id else None


def _booked_it(place: Place) -> bool:
    """Whether the attendee has the booking in hand too: it was booked by that very person, or by nobody with an account."""
    by = place.booking.by
    return by is None or (place.person_id is not None and by.person_id in people.ids_of(place.person_id))


def _address(view: str, code: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + reverse(f"booking:{view}", args=[code])
