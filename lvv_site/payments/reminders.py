"""Reminders of invoices that are overdue (see `lvv_site/members/reminders.py`): 7 and 21 days after the date on them.

Each has a window: after days of silence an old reminder is not sent together with a new one, and what is later still is
for the treasurer to call about.
"""

import datetime as dt
from collections.abc import Iterator

from lvv_site.members.reminders import Reminder

from . import queries
from .letters import REMINDER, due_date
from .models import Invoice, Order

FIRST, SECOND, LAST = dt.timedelta(days=7), dt.timedelta(days=21), dt.timedelta(days=42)


def due(today: dt.date) -> Iterator[Reminder]:
    """Remind who has an invoice of which something is still to come and nothing is under way."""
    unpaid = queries.with_due(Order.objects.filter(due__lte=today - FIRST))
    late = Invoice.objects.filter(order__in=unpaid.values("pk")).select_related("order__payer")
    for invoice in late.exclude(order__payer=None).exclude(order__payer__email="").order_by("pk"):
        moment = _moment(today - due_date(invoice))
        if moment and not queries.standing(invoice.order).under_way:
            key = f"{REMINDER}:{invoice.pk}:{moment}"
            yield Reminder(REMINDER, invoice.order.payer.email, key, {"invoice": invoice.pk})


def _moment(late: dt.timedelta) -> str:
    """Return which reminder is due so long after the date; empty for none."""
    if FIRST <= late < SECOND:
        return "first"
    return "second" if SECOND <= late < LAST else ""
