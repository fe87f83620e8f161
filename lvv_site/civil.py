"""Civil dates: everything with a date in it is meant in the Netherlands (domain rule 2)."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> dt.datetime:
    """Return this moment, with Amsterdam's offset."""
    return timezone.now().astimezone(AMSTERDAM)


def today() -> dt.date:
    """Return today's date in Amsterdam, whatever the zone of the server or the thread."""
    return now().date()
