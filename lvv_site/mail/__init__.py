"""The mail queue: one row a message, written in the caller's transaction, sent by a task, at most once per dedupe key.

- `queue` writes the message and the task that sends it in the caller's transaction: both are there or neither is.
- A message knows its template and ids only. The room that owns the template registers a function that turns the ids
  into what the template needs (`lvv_site.mail.registry`); it runs when the message is sent. A template whose text is
  private is rendered when queued instead, kept encrypted and deleted on sending.
- Sending is: claim (counted, committed), render, deliver, note it as sent. A crash in between leaves a claim that
  expires; the next try carries the same Message-ID and the same bytes, so that a receiver can tell.
- An address that a mail server refuses for good is marked; nothing is sent to it until the office lifts the mark.
- Subjects and logs hold nothing personal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Message


def queue(
    template: str, to: str, context_ids: Mapping[str, int | str], dedupe_key: str, language: str = "",
    *, unkept: Mapping[str, str] | None = None, reply_to: str = "",
) -> Message:  # fmt: skip
    """Put a message in the queue and return it; a second call with the same key changes nothing and returns the first.

    `template` must be registered; `context_ids` holds ids, codes and dates only. `language` is the recipient's (nl, en);
    left out, the context's `language` counts, else Dutch. `unkept` is text that no table holds, `reply_to` where an answer
    goes: both only for a private template, for they live in the encrypted message alone. Raises ValueError for an unknown
    template, for something that is no id, for an address that is none, or for text with a template that is not private.
    """
    from .queueing import queue as write  # noqa: PLC0415 - models cannot be imported while the apps are loading

    return write(template, to, context_ids, dedupe_key, language, unkept=unkept or {}, reply_to=reply_to)
