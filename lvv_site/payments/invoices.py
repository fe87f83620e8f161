"""Invoices: numbered without gaps, a frozen copy of everything on them, corrected by credit notes only (domain rule 9).

A number is taken from the year's counter in the transaction that writes the invoice: its row stays locked until then, so
the next one waits, and a rollback gives the number back. Series: invoices `2026-00001`, credit notes `C2026-00001`.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from lvv_site import civil, storage
from lvv_site.members.models import User

from . import einvoice, invoice_pdf, references, refunds, tasks, wording
from .models import Credit, CreditNote, Invoice, InvoiceCounter, InvoiceSettings, Order, OrderCancelled, PayerDetails
from .money import NOTHING
from .orders import lock
from .queries import standing
from .refusals import EndedError, SellerUnknownError
from .vat import RateTotal, part_of, totals

FOLDER = "invoices"


@transaction.atomic
def issue(order: Order, on: dt.date | None = None) -> Invoice:
    """Write the invoice of an order, dated today unless told; the same one again when it was written.

    Raises:
        SellerUnknownError: nobody filled in who sells.
        EndedError: the order was cancelled; there is nothing to ask for.
    """
    locked = lock(order.pk)
    if found := Invoice.objects.filter(order=locked).first():
        return found
    if OrderCancelled.objects.filter(order=locked).exists():
        raise EndedError
    frozen = _frozen(locked, on or civil.today())
    frozen["number"] = next_number("", (on or civil.today()).year)
    written = Invoice.objects.create(order=locked, **_paper(frozen))
    for credit in Credit.objects.filter(order=locked):  # what was forgiven before there was an invoice
        tasks.write_credit_note.enqueue(credit.pk)
    return written


@transaction.atomic
def credit_note(credit: Credit) -> CreditNote | None:
    """Write the credit note of a credit; the same one again when it was written, none when there is no invoice."""
    order = lock(credit.order_id)
    if found := CreditNote.objects.filter(credit=credit).first():
        return found
    invoice = Invoice.objects.filter(order=order).first()
    if invoice is None:
        return None
    frozen = _frozen_credit(invoice, credit)
    frozen["number"] = next_number("C", civil.today().year)
    return CreditNote.objects.create(invoice=invoice, credit=credit, **_paper(frozen))


@transaction.atomic
def credit_all(order: Order, reason_code: str, by: User | None) -> CreditNote | None:
    """End an order with an invoice: nothing is owed any more, and a credit note says so.

    Raises:
        AmountError: nothing is owed as it is.
    """
    credit = refunds.credit(order, standing(lock(order.pk)).owed, reason_code, by, f"credit-all:{order.code}")
    return credit_note(credit)


def next_number(series: str, year: int) -> str:
    """Take the next number of a series. Raises TransactionManagementError outside a transaction: there would be gaps."""
    counter = _counter(series, year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{series}{year}-{counter.last:05d}"


def _counter(series: str, year: int) -> InvoiceCounter:
    """Return the counter, locked until the transaction ends."""
    InvoiceCounter.objects.get_or_create(series=series, year=year)
    return InvoiceCounter.objects.select_for_update().get(series=series, year=year)


def pdf_of(paper: Invoice | CreditNote) -> bytes:
    """Return the stored PDF. ValueError when it is not the one that was issued."""
    with storage.private().open(paper.pdf) as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        raise ValueError(f"the file of {paper.number} was changed")
    return content


def _paper(frozen: dict[str, Any]) -> dict[str, Any]:
    """Make the documents of a frozen copy and store them."""
    xml = einvoice.xml_of(frozen)
    content = invoice_pdf.render({**wording.on_paper(frozen), "xml": xml.decode()})
    return {
        "number": frozen["number"],
        "issued_on": dt.date.fromisoformat(frozen["issued_on"]),
        "frozen": frozen,
        "sha256": hashlib.sha256(content).hexdigest(),
        "pdf": storage.private().save(f"{FOLDER}/invoice.pdf", ContentFile(content)),
    }


def _frozen(order: Order, on: dt.date) -> dict[str, Any]:
    lines = list(order.lines.all())
    found = totals([one.price for one in lines])
    books = standing(order)
    # A refund that has a credit note beside it is not subtracted here too; a payment that was taken back is.
    paid = min(books.paid, books.kept + books.total - books.owed, order.total)
    return {
        **_parties(order),
        "issued_on": on.isoformat(),
        "due": max(order.due, on).isoformat(),
        "lines": [
            {
                "text": one.text, "quantity": one.quantity, "unit_net": str(one.net), "rate": one.vat_rate,
                "net": str(net), "gross": str(gross),
            }
            for one, net, gross in zip(lines, found.line_net, found.line_gross, strict=True)
        ],
        **_amounts(found.rates, paid),
    }  # fmt: skip


def _frozen_credit(invoice: Invoice, credit: Credit) -> dict[str, Any]:
    """Return what a credit note says: positive amounts of what is owed no longer, each rate on a line."""
    order, today = credit.order, civil.today().isoformat()
    before = sum(Credit.objects.filter(order=order, pk__lt=credit.pk).values_list("amount", flat=True), NOTHING)
    whole = totals([one.price for one in order.lines.all()]).rates
    parts = [one for one in part_of(whole, before, credit.amount) if one.total]
    return {
        **{name: invoice.frozen[name] for name in ("seller", "payer", "order_code", "reference", "made_on", "payer_kind")},
        "issued_on": today,
        "due": today,
        "corrects": invoice.number,
        "lines": [
            {
                "text": wording.credited(invoice.number, credit.get_reason_code_display()), "quantity": 1,
                "unit_net": f"{one.net:.6f}", "rate": one.rate.value, "net": str(one.net), "gross": str(one.total),
            }
            for one in parts
        ],
        **_amounts(parts, NOTHING),
    }  # fmt: skip


def _amounts(rates: Sequence[RateTotal], paid: Decimal) -> dict[str, Any]:
    net, vat = sum((one.net for one in rates), NOTHING), sum((one.vat for one in rates), NOTHING)
    return {
        "rates": [{"rate": one.rate.value, "net": str(one.net), "vat": str(one.vat)} for one in rates],
        "net": str(net), "vat": str(vat), "total": str(net + vat), "paid": f"{paid:.2f}",
        "to_pay": f"{net + vat - paid:.2f}",
    }  # fmt: skip


def _parties(order: Order) -> dict[str, Any]:
    seller = InvoiceSettings.load()
    if not seller.name:
        raise SellerUnknownError
    payer = PayerDetails.objects.filter(order=order).first() or PayerDetails(order=order)
    sold = (
        "name",
        "street",
        "postcode",
        "city",
        "registration_number",
        "vat_id",
        "iban",
        "bic",
        "email",
        "exemption_text",
    )
    bought = ("name", "attention", "street", "postcode", "city", "country", "vat_id", "purchase_number", "email")
    return {
        "seller": {"country": "NL"} | {name: getattr(seller, name) for name in sold},
        "payer": {name: getattr(payer, name) for name in bought},
        "payer_kind": order.payer_kind,
        "order_code": order.code,
        "reference": references.creditor_reference(order.code),
        "made_on": order.made_at.astimezone(civil.AMSTERDAM).date().isoformat(),
    }
