"""The sweeper: takes over from the dead, leaves the living alone, tries again, gives up, cleans up."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lvv_site import mail
from lvv_site.mail.models import Message
from lvv_site.mail.tasks import send_message
from lvv_site.operations import heartbeat, tasks
from lvv_site.operations.models import Worker
from lvv_site.operations.tasks import MAX_TRIES, WAITS, Swept

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def result(**fields: Any) -> DBTaskResult:
    enqueued = send_message.enqueue(0)
    DBTaskResult.objects.filter(pk=enqueued.id).update(**fields)
    return DBTaskResult.objects.get(pk=enqueued.id)


def running(worker_id: str, tries: int = 1, ago: dt.timedelta = MINUTE) -> DBTaskResult:
    started = timezone.now() - ago
    return result(status=TaskResultStatus.RUNNING, worker_ids=["x"] * (tries - 1) + [worker_id], started_at=started)


def failed(tries: int, ago: dt.timedelta) -> DBTaskResult:
    finished = timezone.now() - ago
    return result(
        status=TaskResultStatus.FAILED,
        worker_ids=["w"] * tries,
        finished_at=finished,
        traceback="Marker",
        exception_class_path="x.Y",
    )


def silence(worker_id: str, since: dt.timedelta) -> None:
    Worker.objects.filter(pk=worker_id).update(seen_at=timezone.now() - since)


def status(row: DBTaskResult) -> str:
    row.refresh_from_db()
    return str(row.status)


def test_task_of_a_living_worker_is_left_alone() -> None:
    heartbeat.beat("alive")
    row = running("alive", ago=dt.timedelta(hours=5))
    assert tasks.sweep() == Swept()
    assert status(row) == TaskResultStatus.RUNNING


def test_task_of_a_silent_worker_is_taken_over() -> None:
    heartbeat.beat("silent")
    silence("silent", MINUTE)
    row = running("silent")
    assert tasks.sweep() == Swept(taken_over=1)
    assert status(row) == TaskResultStatus.READY
    assert row.worker_ids == ["silent"]  # the try counts


def test_task_of_a_worker_that_stopped_is_taken_over_at_once() -> None:
    heartbeat.beat("stopped")
    heartbeat.stop("stopped")
    row = running("stopped")
    assert tasks.sweep().taken_over == 1
    assert status(row) == TaskResultStatus.READY


def test_task_of_a_worker_without_heartbeat_is_taken_over_by_age() -> None:
    young, old = running("other", ago=MINUTE), running("other", ago=tasks.LONGEST_TASK + MINUTE)
    assert tasks.sweep().taken_over == 1
    assert (status(young), status(old)) == (TaskResultStatus.RUNNING, TaskResultStatus.READY)


def test_task_that_kills_its_workers_is_given_up() -> None:
    heartbeat.beat("dead")
    heartbeat.stop("dead")
    row = running("dead", tries=MAX_TRIES)
    assert tasks.sweep() == Swept(given_up=1)
    assert (status(row), row.exception_class_path) == (TaskResultStatus.FAILED, "worker died")
    assert tasks.sweep() == Swept()


@pytest.mark.parametrize("tries", range(1, MAX_TRIES))
def test_failed_task_is_tried_again_after_its_wait(tries: int) -> None:
    too_soon, due = failed(tries, WAITS[tries - 1] - MINUTE / 2), failed(tries, WAITS[tries - 1] + MINUTE)
    assert tasks.sweep() == Swept(tried_again=1)
    assert (status(too_soon), status(due)) == (TaskResultStatus.FAILED, TaskResultStatus.READY)
    assert due.traceback == ""


def test_failed_task_stays_failed_after_the_last_try() -> None:
    row = failed(MAX_TRIES, dt.timedelta(days=2))
    assert tasks.sweep() == Swept()
    assert status(row) == TaskResultStatus.FAILED


def test_old_results_are_deleted() -> None:
    old = dt.timedelta(days=7, minutes=1)
    failed(MAX_TRIES, old)
    result(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now() - old)
    kept = result(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now() - dt.timedelta(days=6))
    waiting = result()
    assert tasks.sweep() == Swept(pruned=2)
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {kept.pk, waiting.pk}


def test_mail_without_a_task_is_nudged_once(template: str) -> None:
    message = mail.queue(template, "jan@voorbeeld.example", {}, "letter:1")
    assert tasks.sweep().nudged == 0
    DBTaskResult.objects.all().delete()
    assert [tasks.sweep().nudged for _ in range(2)] == [1, 0]
    assert DBTaskResult.objects.get().args_kwargs["args"] == [message.pk]


def test_mail_that_must_wait_is_not_nudged(template: str) -> None:
    mail.queue(template, "jan@voorbeeld.example", {}, "letter:1")
    DBTaskResult.objects.all().delete()
    Message.objects.update(not_before=timezone.now() + MINUTE)
    assert tasks.sweep().nudged == 0


def test_workers_are_forgotten_after_a_week() -> None:
    heartbeat.beat("old")
    silence("old", dt.timedelta(days=8))
    heartbeat.beat("new")
    tasks.sweep()
    assert heartbeat.known() == {"new"}


def test_command_says_what_it_did() -> None:
    heartbeat.beat("silent")
    silence("silent", dt.timedelta(seconds=3))
    running("silent")
    out = io.StringIO()
    call_command("sweep_tasks", dead_after=2, stdout=out)
    assert out.getvalue().strip() == "taken_over 1, given_up 0, tried_again 0, nudged 0, pruned 0"


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_only_one_process_sweeps() -> None:
    failed(1, dt.timedelta(hours=1))
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [tasks.SWEEP_LOCK])
        assert tasks.sweep() == Swept()
        other.rollback()
        assert tasks.sweep() == Swept(tried_again=1)
    finally:
        other.close()
