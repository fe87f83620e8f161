"""Less is owed: the one place that writes it down, so that the papers follow the books.

Whoever calls holds the lock on the order (`orders.lock`), and so does who issues an invoice: either the invoice is there
when the credit is written, or the credit is there when the invoice is. Both then ask for the credit note.
"""

from decimal import Decimal

from lvv_site.members.models import User

from . import tasks
from .models import Credit, Invoice, Order


def write(order: Order, amount: Decimal, reason_code: str, by: User | None, reference: str) -> Credit:
    """Write a credit; when there is an invoice, a task writes its credit note and mails it."""
    credit = Credit.objects.create(order=order, amount=amount, reason_code=reason_code, by=by, reference=reference)
    if Invoice.objects.filter(order=order).exists():
        tasks.write_credit_note.enqueue(credit.pk)
    return credit
