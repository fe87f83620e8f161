"""How occasions, prices and places are written on screen and in mail."""

import datetime as dt

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.booking import deadlines
from events.booking.models import Occasion, Place
from lvv_site import civil
from lvv_site.payments.templatetags.payments import euro

register = template.Library()
register.filter("euros", euro)


@register.filter
def when(occasion: Occasion) -> str:
    """Return day and times of an occasion in words, in Amsterdam; nothing for one without dates."""
    if occasion.starts is None or occasion.ends is None:
        return ""
    starts, ends = occasion.starts.astimezone(civil.AMSTERDAM), occasion.ends.astimezone(civil.AMSTERDAM)
    if starts.date() == ends.date():
        return _("%(day)s, %(from)s tot %(until)s uur") % {
            "day": _day(starts),
            "from": _time(starts),
            "until": _time(ends),
        }
    return _("%(first)s, %(from)s uur, tot en met %(last)s, %(until)s uur") % {
        "first": _day(starts), "from": _time(starts), "last": _day(ends), "until": _time(ends),
    }  # fmt: skip


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Return a moment in words, in Amsterdam: "woensdag 10 februari 2027, 9.30 uur"."""
    if value is None:
        return ""
    local = value.astimezone(civil.AMSTERDAM)
    return _("%(day)s, %(time)s uur") % {"day": _day(local), "time": _time(local)}


@register.filter
def clock(value: dt.datetime | None) -> str:
    """Return only the time of a moment, in Amsterdam: "9.30"."""
    return _time(value.astimezone(civil.AMSTERDAM)) if value else ""


@register.filter
def where(occasion: Occasion) -> str:
    """Return where it is, without the link that is for attendees only."""
    if occasion.online_link and not occasion.place:
        return _("Online")
    return occasion.place


@register.filter
def link_for(place: Place) -> str:
    """Return the link for online: for who comes, from a day before the start; else nothing."""
    occasion, now = place.occasion, timezone.now()
    is_near = occasion.starts is None or now >= occasion.starts - deadlines.LINK_SHOWN
    comes = place.confirmed_at and not place.cancelled_at
    return occasion.online_link if comes and is_near else ""


@register.filter
def minutes_left(until: dt.datetime | None) -> int:
    """Return how many whole minutes are left, at least none."""
    return max(0, int((until - timezone.now()).total_seconds() // 60)) if until else 0


def _day(value: dt.datetime) -> str:
    return str(formats.date_format(value, _("l j F Y")))


def _time(value: dt.datetime) -> str:
    return f"{value.hour}{':' if (get_language() or '').startswith('en') else '.'}{value.minute:02}"
