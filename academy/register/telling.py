"""After a decision, and in its transaction, a task is left for everybody who watches the number."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import batched

from django.utils import timezone

from . import tasks
from .models import WatchedNumber

GATHER = dt.timedelta(seconds=20)  # decisions that follow each other closely go in one mail
BATCH = 5000
_later: ContextVar[list[int] | None] = ContextVar("register_telling_later", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Inside, changed numbers are gathered, and looked up at once when it ends: an import decides about thousands."""
    found: list[int] = []
    token = _later.set(found)
    try:
        yield
    finally:
        _later.reset(token)
    leave_tasks(found)


def status_changed(certificate_id: int) -> None:
    """Follow a decision."""
    later = _later.get()
    if later is None:
        leave_tasks([certificate_id])
    else:
        later.append(certificate_id)


def leave_tasks(certificate_ids: Sequence[int]) -> None:
    """Leave one task for each watcher of any of these numbers."""
    confirmed = WatchedNumber.objects.filter(watch__confirmed_at__isnull=False)
    watchers: set[int] = set()
    for some in batched(certificate_ids, BATCH):
        watchers.update(confirmed.filter(certificate__in=some).values_list("watch", flat=True))
    for watch_id in sorted(watchers):
        tasks.tell_watcher.using(run_after=timezone.now() + GATHER).enqueue(watch_id)
