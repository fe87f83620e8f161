"""How hours, times and amounts are written on pages and in calendars."""

import datetime as dt
from decimal import Decimal

from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lvv_site import civil

from .activities import Activity

HOUR = 60


def in_hours(minutes: int) -> str:
    """Return minutes in words: 150 gives "2,5 uur"."""
    hours = number_format(minutes / HOUR, decimal_pos=None if minutes % HOUR else 0)
    # One word in Dutch, two in other languages: "1 hour", "2.5 hours".
    return ngettext("%(hours)s uur", "%(hours)s uur", 1 if minutes == HOUR else 2) % {"hours": hours}


def euros(amount: Decimal) -> str:
    """Return an amount as it stands on a page: "€ 35", or "€ 35,50" when there are cents."""
    cents = 0 if amount == amount.to_integral_value() else 2
    return f"€\u00a0{number_format(amount, decimal_pos=cents, use_l10n=True, force_grouping=True)}"


def times(one: Activity) -> str:
    """Return from when until when an activity is."""
    return between(one.start, one.end)


def between(start: dt.datetime, end: dt.datetime) -> str:
    """Return from when until when: "19.30 tot 21.00 uur", with the last day when that is another one."""
    start, end = start.astimezone(civil.AMSTERDAM), end.astimezone(civil.AMSTERDAM)
    starts, ends = _clock(start), _clock(end)
    if start.date() == end.date():
        return _("%(starts)s tot %(ends)s uur") % {"starts": starts, "ends": ends}
    day = format_date(end, "j F Y")
    return _("%(starts)s uur tot en met %(day)s, %(ends)s uur") % {"starts": starts, "day": day, "ends": ends}


def _clock(moment: dt.datetime) -> str:
    return f"{moment.hour}{':' if (get_language() or '').startswith('en') else '.'}{moment:%M}"
