"""How long the queue knows to whom and about what it wrote. Listed in the retention rows of `members`."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from .models import BouncedAddress, Message

DAYS = 90  # long enough to answer "I never got that mail"


def end_messages(today: dt.date, dry_run: bool) -> int:
    """Erase address and subject matter of messages that ended 90 days ago; the keys against doubles stay.

    Returns how many messages passed their term.
    """
    before = today - dt.timedelta(days=DAYS)
    ended = Message.objects.exclude(to="").filter(Q(sent_at__date__lt=before) | Q(withdrawn_at__date__lt=before))
    return ended.count() if dry_run else ended.update(to="", context_ids={})


def withdraw_unsent(template: str, before: dt.date, dry_run: bool) -> int:
    """Give up messages of a template that could not be sent since a day, and delete what they held; return how many."""
    stuck = Message.objects.open().filter(template=template, queued_at__date__lt=before)
    return stuck.count() if dry_run else stuck.update(withdrawn_at=timezone.now(), sealed=None)


def erase(address: str) -> None:
    """Forget an address: nothing open goes out to it any more, and what did is no longer traceable to it."""
    mine = Message.objects.filter(to__iexact=address)
    mine.open().update(withdrawn_at=timezone.now(), sealed=None)
    mine.update(to="", context_ids={})
    BouncedAddress.objects.filter(address=address.lower()).delete()
