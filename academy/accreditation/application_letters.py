"""Mails of the application side of accreditation: that an application came in, with its invoice."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from lvv_site import mail
from lvv_site.mail import registry
from lvv_site.mail.registry import Attachment
from lvv_site.payments import invoices
from lvv_site.payments import letters as invoice_letters
from lvv_site.payments.models import Invoice
from lvv_site.payments.refusals import EndedError, SellerUnknownError

from . import application_fee
from .models import Submission

RECEIVED = "accreditation/received"


def register() -> None:
    """Say from what each mail is made."""
    registry.register(RECEIVED, received_context)


def tell_submitted(submission_id: int) -> None:
    """Write the invoice with the first submission, and mail who sent it in; the books get a copy at their own address."""
    submission = Submission.objects.select_related("application", "by").get(pk=submission_id)
    invoice = _invoice(submission)
    to = submission.by.email if submission.by else ""
    if invoice and invoice_letters.address_of(invoice.order).lower() != to.lower():
        invoice_letters.send_invoice(invoice)
    if to:
        mail.queue(RECEIVED, to, {"submission": submission.pk}, f"{RECEIVED}:{submission.pk}")


def received_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the receipt shows."""
    submission = Submission.objects.select_related("application__provider", "by__person").get(pk=int(ids["submission"]))
    application, invoice = submission.application, _invoice(submission)
    person = submission.by.person if submission.by else None
    path = reverse("provider:application", args=[application.provider.slug, application.code])
    attached = (
        [Attachment(f"factuur-{invoice.number}.pdf", "application/pdf", invoices.pdf_of(invoice))] if invoice else []
    )
    return {
        "name": str(person) if person else application.provider.name,
        "code": application.code,
        "title": application.title,
        "again": submission.number > 1,
        "at": submission.at,
        "invoice": invoice,
        "total": invoice.order.total if invoice else None,
        "due": invoice_letters.due_date(invoice) if invoice else None,
        "attachments": attached,
        "url": settings.WAGTAILADMIN_BASE_URL + path,
        "language": person.language if person else "nl",
    }


def _invoice(submission: Submission) -> Invoice | None:
    """Return the invoice that goes with a first submission; none while nobody filled in who sells, or it was cancelled."""
    paper = application_fee.paper_of(submission.application) if submission.number == 1 else None
    if paper is None:
        return None
    try:
        return invoices.issue(paper.order)
    except (SellerUnknownError, EndedError):
        return paper.invoice
