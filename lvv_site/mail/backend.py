"""What Django itself sends (Wagtail's notifications, allauth's codes) goes through the same queue."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.db import transaction

from . import rendering
from .queueing import queue_rendered


class QueueBackend(BaseEmailBackend):
    """An e-mail backend that queues: one message per recipient, encrypted until it is sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue all of them in the caller's transaction; return how many messages there were."""
        with transaction.atomic():
            for message in email_messages:
                self._queue(message)
        return len(email_messages)

    @staticmethod
    def _queue(message: EmailMessage) -> None:
        headers = {"Message-ID": rendering.new_message_id(), "Auto-Submitted": "auto-generated"}
        message.extra_headers = headers | message.extra_headers
        content = message.message().as_bytes()
        for address in dict.fromkeys(message.recipients()):
            queue_rendered(address, content)
