"""What the task backend does not do: take over from dead workers, try again what failed, clean up.

Tasks are idempotent and their arguments are ids only, so running one again is always safe and never lossy. A task's
worker ids count its tries: one is added each time it is taken.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import BigIntegerField, F, Func, IntegerField, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Now
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from lvv_site.mail.models import Message
from lvv_site.mail.tasks import send_message

from . import heartbeat

logger = logging.getLogger("lvv.tasks")

# How long after each failed try the next one comes. What still fails after the last stays failed, for a person to see.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 180))
MAX_TRIES = len(WAITS) + 1
# A worker that keeps no heartbeat (another command) is taken for dead after this: no task may last so long.
LONGEST_TASK = dt.timedelta(hours=1)
RESULTS_KEPT = dt.timedelta(days=7)  # results hold arguments and tracebacks in plain text
NUDGED_AT_ONCE = 1_000
SWEEP_LOCK = 7_142_001  # any number that no other advisory lock of this site uses


@dataclass(frozen=True)
class Swept:
    """What one sweep did."""

    taken_over: int = 0
    given_up: int = 0
    tried_again: int = 0
    nudged: int = 0
    pruned: int = 0


def sweep(dead_after: dt.timedelta = heartbeat.DEAD_AFTER) -> Swept:
    """Put right what workers left behind; does nothing while another process sweeps."""
    with transaction.atomic():
        if not _only_sweeper():
            return Swept()
        taken_over, given_up = _take_over(dead_after)
        swept = Swept(taken_over, given_up, _try_again(), _nudge_mail(), _prune())
    if swept != Swept():
        logger.info("swept: %s", swept)
    return swept


def _only_sweeper() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
        return bool(cursor.fetchone()[0])


def _with_tries() -> DBTaskResultQuerySet:
    tries = Func(F("worker_ids"), function="jsonb_array_length", output_field=IntegerField())
    return DBTaskResult.objects.annotate(tries=tries)


def _take_over(dead_after: dt.timedelta) -> tuple[int, int]:
    """Give tasks of dead workers back; return how many, and how many had been given back often enough."""
    left = _abandoned(dead_after)
    # Only while still running: the worker may have been slow rather than dead, and finished just now.
    abandoned = _with_tries().running().filter(pk__in=left)
    given_up = abandoned.filter(tries__gte=MAX_TRIES)
    logged = list(given_up.values_list("task_path", "pk"))
    count = given_up.update(
        status=TaskResultStatus.FAILED, finished_at=Now(), exception_class_path="worker died", traceback=""
    )
    for path, pk in logged:
        logger.error("task %s %s: its worker died %d times", path, pk, MAX_TRIES)
    return _make_ready(abandoned), count


def _abandoned(dead_after: dt.timedelta) -> list[object]:
    """Return the keys of running tasks whose worker stopped, fell silent, or never said that it lives."""
    dead, known = heartbeat.dead(dead_after), heartbeat.known()
    too_long_ago = timezone.now() - LONGEST_TASK
    return [
        pk
        for pk, worker_ids, started_at in DBTaskResult.objects.running().values_list("pk", "worker_ids", "started_at")
        if worker_ids[-1] in dead or (worker_ids[-1] not in known and started_at < too_long_ago)
    ]


def _try_again() -> int:
    """Put failed tasks whose wait is over back in the queue."""
    due = Q()
    for tries, wait in enumerate(WAITS, start=1):
        due |= Q(tries=tries, finished_at__lte=timezone.now() - wait)
    return _make_ready(_with_tries().failed().filter(due))


def _make_ready(results: DBTaskResultQuerySet) -> int:
    count: int = results.update(
        status=TaskResultStatus.READY, started_at=None, finished_at=None, exception_class_path="", traceback=""
    )
    return count


def _nudge_mail() -> int:
    """Enqueue mail that is due but has no task: lost with a crash, or pruned."""
    first_argument = KeyTextTransform("0", KeyTransform("args", "args_kwargs"))
    pending = DBTaskResult.objects.filter(
        task_path=send_message.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    ).values(message=Cast(first_argument, BigIntegerField()))
    forgotten = list(Message.objects.due().exclude(pk__in=pending).values_list("pk", flat=True)[:NUDGED_AT_ONCE])
    for pk in forgotten:
        send_message.enqueue(pk)
    return len(forgotten)


def _prune() -> int:
    heartbeat.forget_old()
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - RESULTS_KEPT)
    count: int = old.delete()[0]
    return count
