"""Calendar arithmetic of periods (domain rule 2): civil dates, half-open, never counted in days."""

import calendar
import datetime as dt

DAY = dt.timedelta(days=1)


def months_later(start: dt.date, months: int) -> dt.date:
    """Return the same day of a later month; a day that month lacks rolls forward to the first of the next month."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    if start.day <= calendar.monthrange(year, month)[1]:
        return dt.date(year, month, start.day)
    return dt.date(year + (month == 12), month % 12 + 1, 1)


def last_day(start: dt.date, years: int, extension_months: int = 0) -> dt.date:
    """Return the last valid day of a period; counted from the original start in one step, extension included."""
    return months_later(start, years * 12 + extension_months) - DAY
