"""The task that sends a message: enqueued with it, and again after a failure."""

from __future__ import annotations

from django.tasks import task

from . import sending
from .models import Message

PRIORITY = 10  # before work that nobody waits for: somebody may be looking at his inbox for a code


@task(priority=PRIORITY)
def send_message(message_id: int) -> str:
    """Send a message when it is due; when that fails, come back at its next moment. Does nothing for one already sent."""
    state = sending.send(message_id)
    if later := Message.objects.get(pk=message_id).next_attempt:
        send_message.using(run_after=later).enqueue(message_id)
    return str(state)
