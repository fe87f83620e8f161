"""Work of this room that happens after the transaction that asked for it."""

from django.tasks import task


@task
def carry_out_refund(refund_id: int) -> None:
    """Have the provider send a refund; a repeated call sends nothing twice."""
    from . import refunds  # noqa: PLC0415 - refunds enqueues this task

    refunds.carry_out(refund_id)


@task
def handle_webhook_event(event_pk: int) -> None:
    """Handle an event of the inbox; a repeated call does nothing."""
    from . import inbox  # noqa: PLC0415 - inbox enqueues this task
    from .models import WebhookEvent  # noqa: PLC0415

    inbox.handle(WebhookEvent.objects.get(pk=event_pk))
