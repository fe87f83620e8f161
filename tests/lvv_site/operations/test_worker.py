"""Real workers, killed at each step: nothing is lost and nothing happens twice."""

import datetime as dt
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from lvv_site.mail import queueing
from lvv_site.mail.models import Message, State
from lvv_site.operations import heartbeat, tasks, worker
from lvv_site.operations.models import Worker
from tests.doubles import crashing
from tests.lvv_site import processes

pytestmark = [pytest.mark.concurrency, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NO_TIME = dt.timedelta(0)

type Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started = []

    def run(*options: str, crash_at: str = "") -> subprocess.Popen[str]:
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.doubles.crashing_settings",
            "CRASH_AT": crash_at,
            "CRASH_WITNESS": str(tmp_path / "crashed"),
            "CRASH_MAIL_DIR": str(tmp_path / "mail"),
        }
        started.append(processes.start("manage.py", "worker", *options, environment=environment))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.05)


def letters(folder: Path) -> list[Path]:
    return sorted((folder / "mail").glob("*.eml"))


@pytest.mark.parametrize("moment", ["taken", "before delivery", "after delivery", "finished"])
def test_worker_killed_at_each_step_loses_and_doubles_nothing(
    start: Start, tmp_path: Path, settings: Settings, moment: str
) -> None:
    settings.MAIL_DELIVERY, settings.MAIL_DIR = "lvv_site.mail.delivery.FileDelivery", tmp_path / "mail"
    message = queueing.queue_rendered(
        "jan@voorbeeld.example", b"Subject: Eens\nMessage-ID: <een@lvv.example>\n\ntekst\n"
    )
    first = start("--batch", crash_at=moment)
    assert first.wait(timeout=180) == -signal.SIGKILL
    assert tasks.sweep(dead_after=NO_TIME).taken_over == (0 if moment == "finished" else 1)
    # The claim of a message that was being sent runs out by itself; the test does not wait for that.
    Message.objects.filter(sent_at=None).update(not_before=dt.datetime.now(dt.UTC))
    worker.task_loop("rescuer", batch=True).run()
    message.refresh_from_db()
    assert message.state == State.SENT
    assert [file.name for file in letters(tmp_path)] == [f"{message.reference}.eml"]
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {TaskResultStatus.SUCCESSFUL}
    assert message.attempts == (2 if "delivery" in moment else 1)


def test_worker_says_that_it_lives_and_that_it_stopped(start: Start) -> None:
    process = start()
    until(heartbeat.is_any_alive)
    process.terminate()
    assert process.wait(timeout=90) == 0
    assert Worker.objects.get().stopped_at is not None
    assert not heartbeat.is_any_alive()


def test_worker_finishes_the_task_at_hand_on_sigterm(start: Start, tmp_path: Path) -> None:
    crashing.sleeper.enqueue(str(tmp_path), 2.0)
    process = start()
    until((tmp_path / "began").exists)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=90) == 0
    assert (tmp_path / "ended").exists()
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_two_workers_share_the_work(start: Start, tmp_path: Path) -> None:
    messages = [queueing.queue_rendered(f"a{number}@x.example", b"Subject: x\n\nx\n") for number in range(30)]
    for process in [start("--batch"), start("--batch")]:
        assert process.wait(timeout=180) == 0
    assert len(letters(tmp_path)) == len(messages)
    assert set(Message.objects.values_list("attempts", flat=True)) == {1}
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {TaskResultStatus.SUCCESSFUL}


def test_worker_survives_a_lost_database_connection(start: Start, tmp_path: Path) -> None:
    from django.db import connection

    start()
    until(heartbeat.is_any_alive)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert cursor.rowcount >= 1
    queueing.queue_rendered("jan@voorbeeld.example", b"Subject: x\n\nx\n")
    until(lambda: len(letters(tmp_path)) == 1)
