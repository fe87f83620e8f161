"""Sending one message: claim, render, deliver, note. A crash at any point loses nothing and sends nothing twice on purpose.

1. *Claim*, committed at once: counts the try and sets when the next may come. Whoever crashes after this leaves a claim
   that runs out; a message that kills its worker is not tried for ever.
2. *Deliver* under the row's lock, then note it as sent and drop its body, in one transaction. A second worker skips a
   locked row. Should we crash between the server's yes and our note, the next try carries the same Message-ID.
"""

from __future__ import annotations

import email
import email.policy
import logging
import smtplib
from email.message import EmailMessage

from django.db import transaction
from django.utils import timezone

from . import bounces, delivery, registry, rendering, sealing
from .models import MAX_ATTEMPTS, WAITS, Message, State

logger = logging.getLogger("lvv.mail")


def send(message_id: int) -> State:
    """Try to send a message that is due; do nothing otherwise. Return its state afterwards. Raises nothing of the mail.

    Failures are noted as a code and tried again later; see `models.WAITS`.
    """
    attempt = _claim(message_id)
    if attempt is not None:
        _try(message_id, attempt)
    return Message.objects.get(pk=message_id).state


def send_due(limit: int = 1000) -> int:
    """Send what is due now, oldest first, without tasks; return how many went out."""
    due = Message.objects.due().order_by("not_before").values_list("pk", flat=True)[:limit]
    return sum(send(message_id) == State.SENT for message_id in list(due))


def retry(message: Message) -> None:
    """Give a message that is stuck its tries back, and lift the mark on its address."""
    from .tasks import send_message  # noqa: PLC0415 - tasks imports this module

    with transaction.atomic():
        bounces.lift(message.to)
        if Message.objects.stuck().filter(pk=message.pk).update(attempts=0, failure="", not_before=timezone.now()):
            send_message.enqueue(message.pk)


def _claim(message_id: int) -> int | None:
    """Count a try and return its number; None when the message is not due or somebody else has it."""
    with transaction.atomic():
        message = Message.objects.due().filter(pk=message_id).select_for_update(skip_locked=True).first()
        if message is None:
            return None
        message.not_before = timezone.now() + WAITS[message.attempts]
        message.attempts += 1
        message.save(update_fields=["attempts", "not_before"])
    return message.attempts


def _try(message_id: int, attempt: int) -> None:
    claimed = Message.objects.open().filter(pk=message_id, attempts=attempt)
    try:
        with transaction.atomic():
            message = claimed.select_for_update(skip_locked=True).first()
            if message is None:  # our claim ran out and another worker is at it
                return
            delivery.current().deliver(delivery.Letter(message.reference, message.to, _mime(message)))
            message.sent_at, message.sealed, message.failure = timezone.now(), None, ""
            message.save(update_fields=["sent_at", "sealed", "failure"])
    except registry.Withdrawn:
        claimed.update(withdrawn_at=timezone.now(), sealed=None)
    except delivery.RefusedError as refusal:
        _refused(message_id, refusal.code)
    except Exception as error:  # noqa: BLE001 - a template or a network that fails may not stop the worker
        _failed(message_id, error)


def _mime(message: Message) -> EmailMessage:
    if message.sealed is None:
        return rendering.render(message)
    return email.message_from_bytes(sealing.unseal(bytes(message.sealed)), policy=email.policy.SMTP)


def _refused(message_id: int, code: str) -> None:
    message = Message.objects.get(pk=message_id)
    with transaction.atomic():
        bounces.mark(message.to, code)
        Message.objects.filter(pk=message_id).update(attempts=MAX_ATTEMPTS, failure=f"bounced {code}")
    logger.warning("message %d refused for good: %s", message_id, code)


def _failed(message_id: int, error: Exception) -> None:
    """Note a failure by its kind: what servers say often repeats the address."""
    code = f" {error.smtp_code}" if isinstance(error, smtplib.SMTPResponseException) else ""
    failure = f"{type(error).__name__}{code}"[:100]
    Message.objects.filter(pk=message_id).update(failure=failure)
    logger.warning("message %d not sent: %s", message_id, failure)
