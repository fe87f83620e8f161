"""The mail this room sends to who pays: invoice, credit note, money that goes back, and a reminder.

To the address that stands with the order, in the language of the person who ordered. Subjects hold a number at most. What
a letter says about amounts is how the order stands when the letter leaves.
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings

from lvv_site import mail
from lvv_site.mail import registry
from lvv_site.mail.registry import Attachment, Withdrawn
from lvv_site.members.models import User

from . import invoices, providers, queries, selling
from .models import CreditNote, Invoice, Order, PayerDetails, Refund
from .money import NOTHING
from .refusals import UnknownProviderError

INVOICE = "payments/invoice"
CREDIT_NOTE = "payments/credit_note"
REFUND = "payments/refund"
REMINDER = "payments/reminder"


def register() -> None:
    """Tell the queue about this room's templates."""
    registry.register(INVOICE, invoice_context, subject_keys=("paper",))
    registry.register(CREDIT_NOTE, credit_note_context, subject_keys=("paper",))
    registry.register(REFUND, refund_context)
    registry.register(REMINDER, reminder_context, subject_keys=("paper",))


def send_invoice(invoice: Invoice, again: str = "") -> bool:
    """Mail an invoice once, and once more for each `again`. False when we have no address."""
    return _send(INVOICE, invoice.order, {"invoice": invoice.pk}, _key(INVOICE, invoice.pk, again))


def send_credit_note(note: CreditNote) -> bool:
    """Mail a credit note, once. False when we have no address."""
    return _send(CREDIT_NOTE, note.invoice.order, {"note": note.pk}, _key(CREDIT_NOTE, note.pk))


def send_refund(first_id: int, last_id: int) -> bool:
    """Tell the payer that money goes back: all refunds of one decision in one letter. False when we have no address."""
    refund = Refund.objects.select_related("order__person").get(pk=first_id)
    if refund.order is None:
        return False
    return _send(REFUND, refund.order, {"first": first_id, "last": last_id}, _key(REFUND, first_id))


def send_reminder(invoice: Invoice, again: str) -> bool:
    """Remind the payer now, once for each `again`; the daily ones come by themselves. False when we have no address."""
    return _send(REMINDER, invoice.order, {"invoice": invoice.pk}, _key(REMINDER, invoice.pk, again))


def address_of(order: Order) -> str:
    """Return where letters about an order go; empty when we do not know (any more)."""
    return PayerDetails.objects.filter(order=order).values_list("email", flat=True).first() or ""


def due_date(invoice: Invoice) -> dt.date:
    """Return the date that stands on an invoice."""
    return dt.date.fromisoformat(invoice.frozen["due"])


def invoice_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail with an invoice shows."""
    invoice = Invoice.objects.select_related("order__person").get(pk=int(ids["invoice"]))
    return {**_base(invoice.order), **_how_to_pay(invoice), "attachments": [_file(invoice)]}


def reminder_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what a reminder shows; none when the money came, or is under way."""
    invoice = Invoice.objects.select_related("order__person").get(pk=int(ids["invoice"]))
    stands = queries.standing(invoice.order)
    if not stands.due or stands.under_way >= stands.due:
        raise Withdrawn
    return {**_base(invoice.order), **_how_to_pay(invoice), "attachments": [_file(invoice)]}


def credit_note_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail with a credit note shows."""
    note = CreditNote.objects.select_related("invoice__order__person", "credit").get(pk=int(ids["note"]))
    return {
        **_base(note.invoice.order),
        "number": note.number,
        "paper": note.number,
        "corrects": note.invoice.number,
        "amount": note.credit.amount,
        "due": queries.standing(note.invoice.order).due,
        "attachments": [_file(note)],
    }


def refund_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about money that goes back shows: how much, and each way with how long it takes."""
    first = Refund.objects.select_related("order__person").get(pk=int(ids["first"]))
    if first.order is None:
        raise Withdrawn
    made = Refund.objects.filter(order=first.order, pk__range=(int(ids["first"]), int(ids["last"])))
    refunds = list(made.select_related("payment"))
    return {
        **_base(first.order),
        "amount": sum((one.amount for one in refunds), NOTHING),
        "currency": refunds[0].payment.currency,
        "reason": first.reason_code,
        "parts": [(one.amount, _goes_back(one.payment.provider)) for one in refunds],
    }


def _goes_back(code: str) -> Any:
    try:
        return providers.get(code).goes_back
    except UnknownProviderError:
        return providers.OnInvoice.goes_back


def _key(template: str, pk: int, again: str = "") -> str:
    return f"{template}:{pk}:{again}" if again else f"{template}:{pk}"


def _send(template: str, order: Order, ids: dict[str, int | str], key: str) -> bool:
    to = address_of(order)
    if to:
        mail.queue(template, to, ids, key, order.person.language if order.person else "")
    return bool(to)


def _base(order: Order) -> dict[str, Any]:
    """Return what every letter shows; a payer who was erased meanwhile gets none."""
    payer = PayerDetails.objects.filter(order=order).first()
    if payer is None:
        raise Withdrawn
    path = selling.pay_url(order) if queries.standing(order).due and _can_open(order, payer.email) else ""
    return {
        "name": payer.attention or payer.name,
        "code": order.code,
        "url": settings.WAGTAILADMIN_BASE_URL + path if path else "",
        "language": order.person.language if order.person else "nl",
    }


def _can_open(order: Order, email: str) -> bool:
    """Whether who reads the letter can open the page to pay: what an account ordered is for that account only."""
    accounts = User.objects.filter(person=order.person) if order.person else User.objects.none()
    return email.casefold() in {one.email.casefold() for one in accounts} or not accounts


def _how_to_pay(invoice: Invoice) -> dict[str, Any]:
    frozen, stands = invoice.frozen, queries.standing(invoice.order)
    return {
        "number": invoice.number,
        "paper": invoice.number,
        "total": frozen["total"],
        "due": stands.due,
        "kept": stands.kept,
        "day": due_date(invoice),
        "seller": frozen["seller"],
        "reference": frozen["reference"],
        "qr": Decimal(frozen["to_pay"]) == stands.due,  # the code on paper asks for what was due then
    }


def _file(paper: Invoice | CreditNote) -> Attachment:
    """Return the PDF; a paper whose file was erased after its term is not sent any more."""
    if not paper.pdf:
        raise Withdrawn
    kind = "factuur" if isinstance(paper, Invoice) else "creditnota"
    return Attachment(f"{kind}-{paper.number}.pdf", "application/pdf", invoices.pdf_of(paper))
