"""Whether a worker lives: it says so every few seconds, by the clock of the database."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.db.models.functions import Now

from .models import Worker

BEAT_SECONDS = 5
DEAD_AFTER = dt.timedelta(seconds=30)  # silent for so long: crashed, or cut off from the database
KEPT = dt.timedelta(days=7)


def beat(worker_id: str) -> None:
    """Say that this worker lives; the first time also that it started."""
    Worker.objects.bulk_create(
        [Worker(worker_id=worker_id, started_at=Now(), seen_at=Now())],
        update_conflicts=True,
        unique_fields=["worker_id"],
        update_fields=["seen_at"],
    )


def stop(worker_id: str) -> None:
    """Say that this worker stopped: what it was at may be taken over at once."""
    Worker.objects.filter(worker_id=worker_id).update(stopped_at=Now())


def is_any_alive() -> bool:
    """Whether at least one worker takes tasks now."""
    return Worker.objects.filter(stopped_at=None, seen_at__gt=Now() - DEAD_AFTER).exists()


def dead(dead_after: dt.timedelta = DEAD_AFTER) -> set[str]:
    """Return the ids of workers that stopped or fell silent."""
    gone = Q(stopped_at__isnull=False) | Q(seen_at__lte=Now() - dead_after)
    return set(Worker.objects.filter(gone).values_list("worker_id", flat=True))


def known() -> set[str]:
    """Return the ids of all workers that ever said they live, a week back."""
    return set(Worker.objects.values_list("worker_id", flat=True))


def forget_old() -> int:
    """Delete workers that were last seen a week ago; return how many."""
    return Worker.objects.filter(seen_at__lt=Now() - KEPT).delete()[0]
