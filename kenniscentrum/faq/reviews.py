"""When a question page must be looked at again (domain rule 12: law changes).

Only a full review moves the dates: an editor who has read the whole page and its sources again changes `reviewed_on`,
and the next review follows from it. It is never stored. Where law is involved the term is shorter.
"""

import datetime as dt
from calendar import monthrange

from django.conf import settings

MONTHS_WITH_LAW = 6
MONTHS_WITHOUT_LAW = 12


def due_on(reviewed_on: dt.date, law_involved: bool) -> dt.date:
    """Return the civil date before which the next full review must be done; the settings may change the terms."""
    with_law = getattr(settings, "FAQ_REVIEW_MONTHS_WITH_LAW", MONTHS_WITH_LAW)
    without_law = getattr(settings, "FAQ_REVIEW_MONTHS", MONTHS_WITHOUT_LAW)
    return months_later(reviewed_on, with_law if law_involved else without_law)


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day of the month so many months later, clamped back to the end of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))
