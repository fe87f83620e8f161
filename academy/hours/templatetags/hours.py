"""How minutes are written on screen and paper."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def hours(minutes: int | None) -> str:
    """Return minutes as a number of hours without unit: 150 gives "2,5" (in English "2.5"); nothing for None."""
    if minutes is None:
        return ""
    return str(number_format(minutes / 60, decimal_pos=None if minutes % 60 else 0))


@register.filter
def in_hours(minutes: int | None) -> str:
    """Return minutes in words: 150 gives "2,5 uur"; nothing for None."""
    if minutes is None:
        return ""
    # One word in Dutch, two in other languages: "1 hour", "2.5 hours".
    return ngettext("%(hours)s uur", "%(hours)s uur", 1 if minutes == 60 else 2) % {"hours": hours(minutes)}


@register.filter
def taken(minutes: int) -> str:
    """Return in words what a reversal, which is negative, took back."""
    return in_hours(-minutes)
