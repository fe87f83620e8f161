"""Work of this room that happens after the transaction that asked for it."""

from django.tasks import task


@task
def carry_out_refund(refund_id: int) -> None:
    """Have the provider send a refund; a repeated call sends nothing twice."""
    from . import refunds  # noqa: PLC0415 - refunds enqueues this task

    refunds.carry_out(refund_id)


@task
def tell_refund(first_id: int, last_id: int) -> None:
    """Mail the payer that money goes back; once for each decision, however many payments it takes."""
    from . import letters  # noqa: PLC0415 - letters imports what enqueues this task

    letters.send_refund(first_id, last_id)


@task
def write_credit_note(credit_id: int) -> None:
    """Write the credit note of a credit and mail it; a repeated call writes and sends nothing more."""
    from . import invoices, letters  # noqa: PLC0415 - invoices imports what enqueues this task
    from .models import Credit  # noqa: PLC0415

    if note := invoices.credit_note(Credit.objects.get(pk=credit_id)):
        letters.send_credit_note(note)


@task
def handle_webhook_event(event_pk: int) -> None:
    """Handle an event of the inbox; a repeated call does nothing."""
    from . import inbox  # noqa: PLC0415 - inbox enqueues this task
    from .models import WebhookEvent  # noqa: PLC0415

    inbox.handle(WebhookEvent.objects.get(pk=event_pk))
