"""Writing a message and the task that sends it, in the caller's transaction."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from . import bounces, registry, rendering, sealing
from .models import MAX_ATTEMPTS, Message
from .tasks import send_message

# Ids, codes and dates. Not a name, not an address: rows outlive what they are about.
IDENTIFIER = re.compile(r"[\w.:/+-]{1,100}", re.ASCII)
RAW = "raw"  # a message that Django, Wagtail or allauth made


def queue(
    template: str, to: str, context_ids: Mapping[str, int | str], dedupe_key: str, language: str,
    *, unkept: Mapping[str, str], reply_to: str,
) -> Message:  # fmt: skip
    """See `lvv_site.mail.queue`."""
    found = registry.find(template)
    _check_ids(context_ids, dedupe_key)
    if (unkept or reply_to) and not found.private:
        raise ValueError(f"mail template {template} is not private: it is rendered anew on sending, from ids alone")
    if reply_to:
        _check_address(reply_to)
    message = _new(template, to, dedupe_key, language)
    message.context_ids = dict(context_ids)
    if found.private and not Message.objects.filter(dedupe_key=dedupe_key).exists():
        message.sealed = sealing.seal(bytes(rendering.render(message, unkept, reply_to)))
    return _write(message)


def queue_rendered(to: str, content: bytes, language: str = "") -> Message:
    """Queue a finished MIME message for one address: encrypted, and deleted on sending (it may hold a login code)."""
    message = _new(RAW, to, f"{RAW}:{uuid.uuid4()}", language)
    message.sealed = sealing.seal(content)
    return _write(message)


def _new(template: str, to: str, dedupe_key: str, language: str) -> Message:
    _check_address(to)
    message = Message(template=template, to=to, dedupe_key=dedupe_key, language=language)
    if code := bounces.code_of(to):
        message.attempts, message.failure = MAX_ATTEMPTS, f"bounced {code}"
    return message


def _check_address(text: str) -> None:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError("not an e-mail address") from None  # without the text: errors are logged


def _write(message: Message) -> Message:
    with transaction.atomic():
        # ON CONFLICT DO NOTHING: a duplicate must not break the caller's transaction. It waits for a concurrent
        # transaction that has the same key, so afterwards the row is there whoever wrote it.
        Message.objects.bulk_create([message], ignore_conflicts=True)
        written = Message.objects.get(dedupe_key=message.dedupe_key)
        if written.reference == message.reference and written.attempts < MAX_ATTEMPTS:
            send_message.enqueue(written.pk)
    return written


def _check_ids(context_ids: Mapping[str, int | str], dedupe_key: str) -> None:
    for name, value in context_ids.items():
        if not isinstance(value, int) and not IDENTIFIER.fullmatch(value):
            raise ValueError(f"context id {name} is not an id")
    if not IDENTIFIER.fullmatch(dedupe_key):
        raise ValueError("a dedupe key consists of ids")
