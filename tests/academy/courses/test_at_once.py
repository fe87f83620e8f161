"""Withdrawing while the hours are being awarded, over connections of their own; and workers that are killed at each step."""

import datetime as dt
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from pytest_django import Settings

from academy.courses import awarding, tasks
from academy.hours.models import Entry, Proof
from events.booking import attendance
from events.booking.enums import WithdrawalReason
from events.booking.models import Attendance, Place
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.operations import tasks as queue
from lvv_site.operations import worker
from tests.factories import booking
from tests.factories import courses as make
from tests.lvv_site import processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


@pytest.fixture
def present() -> Attendance:
    """Somebody who was there yesterday."""
    of = booking.occasion(days=1)
    held = make.place(of)
    make.on_day(of, civil.today() - dt.timedelta(days=1))
    return attendance.check_in(held)


def standing() -> int:
    return int(Entry.objects.aggregate(sum=Sum("minutes"))["sum"] or 0)


def without_lock(place_id: int) -> Place:
    return Place.objects.select_related("occasion").get(pk=place_id)


def in_threads(*acts: Callable[[], object]) -> None:
    def run(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def award_while_it_is_withdrawn(present: Attendance, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, withdrawn = threading.Event(), threading.Event()
    original = awarding._write

    def slowly(*args: Any) -> Entry:
        looked.set()
        withdrawn.wait(timeout=1.5)  # with the lock nobody can withdraw meanwhile
        return original(*args)

    def withdraw() -> None:
        looked.wait(timeout=20)
        attendance.withdraw(present, WithdrawalReason.MISTAKE, None)
        tasks.take_back.call(present.source_ref)
        withdrawn.set()

    monkeypatch.setattr(awarding, "_write", slowly)
    in_threads(lambda: tasks.settle_place.call(present.place_id), withdraw)


def test_a_withdrawal_during_the_award_leaves_no_hours(present: Attendance, monkeypatch: pytest.MonkeyPatch) -> None:
    award_while_it_is_withdrawn(present, monkeypatch)
    assert standing() == 0
    assert Entry.objects.count() == 2


def test_without_the_lock_withdrawn_hours_would_stand(present: Attendance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(awarding, "locked", without_lock)
    award_while_it_is_withdrawn(present, monkeypatch)
    assert standing() == 240


def test_several_workers_at_once_award_once(present: Attendance) -> None:
    in_threads(*[lambda: tasks.settle_place.call(present.place_id)] * 4)
    assert (standing(), Entry.objects.count(), Proof.objects.count(), Message.objects.count()) == (240, 1, 1, 1)


@pytest.mark.parametrize("step", ["proofs.issue", "letters.send_proof", "ledger.award"])
def test_a_step_that_breaks_leaves_nothing_and_the_next_try_does_all(
    present: Attendance, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    module, name = step.split(".")

    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("power failed")

    with monkeypatch.context() as patched:
        patched.setattr(getattr(awarding, module), name, broken)
        with pytest.raises(RuntimeError):
            tasks.settle_place.call(present.place_id)
    assert (Entry.objects.count(), Proof.objects.count(), Message.objects.count()) == (0, 0, 0)
    tasks.settle_place.call(present.place_id)
    assert (standing(), Proof.objects.count(), Message.objects.count()) == (240, 1, 1)


def sweep_after_the_dead() -> None:
    """Sweep until something was taken over: the database may notice a little later that the killed sweeper is gone."""
    deadline = time.monotonic() + 5
    while not queue.sweep(dead_after=dt.timedelta(0)).taken_over and time.monotonic() < deadline:
        time.sleep(0.2)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["taken", "finished", "before delivery", "after delivery"])
def test_a_worker_killed_at_each_step_awards_and_mails_once(
    present: Attendance, tmp_path: Path, settings: Settings, moment: str
) -> None:
    settings.MAIL_DELIVERY, settings.MAIL_DIR = "lvv_site.mail.delivery.FileDelivery", tmp_path / "mail"
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.doubles.crashing_settings",
        "CRASH_AT": moment,
        "CRASH_WITNESS": str(tmp_path / "crashed"),
        "CRASH_MAIL_DIR": str(tmp_path / "mail"),
    }
    first = processes.start("manage.py", "worker", "--batch", environment=environment)
    first.communicate(timeout=180)
    assert first.returncode == -signal.SIGKILL
    sweep_after_the_dead()
    # The claim of a message that was being sent runs out by itself; the test does not wait for that.
    Message.objects.filter(sent_at=None).update(not_before=dt.datetime.now(dt.UTC))
    worker.task_loop("rescuer", batch=True).run()
    assert (standing(), Entry.objects.count(), Proof.objects.count()) == (240, 1, 1)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
