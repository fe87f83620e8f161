"""How a run's day, price and places are written on screen."""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.booking.enums import Bookable
from events.booking.models import Occasion
from events.booking.models.occasions import civil_date
from lvv_site import civil
from lvv_site.pages.templatetags.site import long_date
from lvv_site.payments.templatetags.payments import euro

from ..runs import RunOffer, is_online
from ..wording import refusal_in_words

register = template.Library()
register.filter(refusal_in_words)
register.filter("euros", euro)


@register.filter
def short_euros(amount: Decimal) -> str:
    """Return an amount in EUR, without cents when it has none: € 295."""
    written = euro(amount)
    return written[:-3] if amount == amount.to_integral_value() else written


@register.filter
def days(occasion: Occasion) -> str:
    """Return the day it is on, or its first and last."""
    if occasion.starts is None or occasion.ends is None:
        return _("Wanneer het jou past")
    first, last = civil_date(occasion.starts), civil_date(occasion.ends)
    if first == last:
        return day(first)
    return _("%(first)s tot en met %(last)s") % {"first": long_date(first), "last": long_date(last)}


@register.filter
def day(value: dt.date) -> str:
    """Return a day in full, with a capital: Woensdag 10 februari 2027."""
    written = _long(value)
    return written[:1].upper() + written[1:]


def _long(value: dt.date) -> str:
    return str(formats.date_format(value, _("l j F Y")))


@register.filter
def times(occasion: Occasion) -> str:
    """Return from when until when: 9.30 tot 16.30 uur; nothing without dates."""
    if occasion.starts is None or occasion.ends is None:
        return ""
    return _("%(from)s tot %(until)s uur") % {"from": clock(occasion.starts), "until": clock(occasion.ends)}


def clock(moment: dt.datetime) -> str:
    """Return the time of a moment in Amsterdam: 9.30."""
    local = moment.astimezone(civil.AMSTERDAM)
    return f"{local.hour}.{local.minute:02}"


@register.filter
def where(occasion: Occasion) -> str:
    """Return where it is; the link itself is for attendees only."""
    if is_online(occasion) and occasion.place.strip().lower() in {"", "online"}:
        return _("Online")
    return _("%(place)s en online") % {"place": occasion.place} if is_online(occasion) else occasion.place


@register.filter
def availability(one: RunOffer) -> str:
    """Return in words whether there is a place, and if not why."""
    offer = one.offer.availability
    if offer.bookable in {Bookable.OPEN, Bookable.FULL} and not one.priced:
        return _("De prijs is nog niet bekend")
    if offer.bookable == Bookable.FULL:
        return _full(offer.waiting)
    if offer.bookable == Bookable.NOT_OPEN_YET and one.occasion.opens_at:
        opens = one.occasion.opens_at
        return _("De inschrijving opent op %(day)s om %(time)s uur") % {
            "day": _long(civil_date(opens)), "time": clock(opens),
        }  # fmt: skip
    if offer.bookable != Bookable.OPEN or offer.free is None:
        return str(offer.bookable.label)
    return ngettext("Nog %(number)s plaats", "Nog %(number)s plaatsen", offer.free) % {"number": offer.free}


def _full(waiting: int) -> str:
    if not waiting:
        return _("Vol")
    return ngettext("Vol, %(number)s mens wacht", "Vol, %(number)s mensen wachten", waiting) % {"number": waiting}
