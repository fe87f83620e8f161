"""Two people, or a form and a program, send at the same moment, over connections of their own."""

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection

from academy.accreditation import attendance_contests, attendance_writing
from academy.accreditation.attendance_reading import Row
from academy.accreditation.attendance_refusals import AttendanceError
from academy.accreditation.attendance_writing import ChangedError, Sender
from academy.accreditation.enums import ListSource
from academy.accreditation.models import (
    AttendanceContest,
    AttendanceList,
    AttendanceRuling,
    ListedAttendance,
    ProviderRun,
)
from academy.hours.models import Entry
from tests.factories import accreditation as make
from tests.factories.certification import certified
from tests.factories.members import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
SENDERS = (Sender(ListSource.FORM), Sender(ListSource.API))


def at_once(*acts: Callable[[], object]) -> list[str]:
    outcomes: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            done = act()
            outcomes.append(f"wrote {len(done.writes)}" if isinstance(done, attendance_writing.Plan) else "won")
        except (ChangedError, AttendanceError):
            outcomes.append("told")
        except IntegrityError:
            outcomes.append("stopped by the database")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes)


def meet_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Let two threads wait for each other after both have looked, before either writes."""
    both_looked = threading.Barrier(2, timeout=2)
    original = getattr(module, name)

    def look(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):  # then the other one waits for our lock
            both_looked.wait()
        return found

    monkeypatch.setattr(module, name, look)


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked = ProviderRun.objects.select_related("occasion__called_off", "training")
    monkeypatch.setattr(attendance_writing, "lock", lambda run_id: unlocked.get(pk=run_id))


def send_twice(monkeypatch: pytest.MonkeyPatch, shown: bool = False) -> list[str]:
    run = make.run()
    rows = [Row(line, certified().number) for line in (1, 2, 3)]
    seen = attendance_writing.look(run, rows).fingerprint if shown else None
    meet_after(monkeypatch, attendance_writing, "make_plan")
    return at_once(*(lambda sender=sender: attendance_writing.send(run.pk, rows, sender, seen) for sender in SENDERS))


def test_a_list_that_comes_twice_at_once_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert send_twice(monkeypatch) == ["wrote 0", "wrote 3"]
    assert (AttendanceList.objects.count(), ListedAttendance.objects.count(), Entry.objects.count()) == (1, 3, 3)


def test_of_two_who_confirm_at_once_the_second_is_shown_what_stands_now(monkeypatch: pytest.MonkeyPatch) -> None:
    assert send_twice(monkeypatch, shown=True) == ["told", "wrote 3"]


def test_without_the_lock_both_find_nothing_there_and_only_the_database_stops_the_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without_lock(monkeypatch)
    assert send_twice(monkeypatch) == ["stopped by the database", "wrote 3"]


def decide_twice(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    run = make.run()
    make.listed(run, certified().number)
    row = ListedAttendance.objects.get()
    contest = attendance_contests.contest(row, "not_there", "")
    deciders = [UserFactory.create(), UserFactory.create()]
    meet_after(monkeypatch, attendance_contests, "_check_undecided")
    return at_once(
        lambda: attendance_contests.uphold(contest.pk, "Blijft", deciders[0]),
        lambda: attendance_contests.correct(contest.pk, 0, "", deciders[1], row.pk),
    )


def test_one_decides_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide_twice(monkeypatch) == ["told", "won"]
    assert AttendanceRuling.objects.count() == 1


def test_without_the_lock_both_would_decide_and_only_the_database_stops_the_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without_lock(monkeypatch)
    unlocked = AttendanceContest.objects.select_related("attendance__listed")
    monkeypatch.setattr(attendance_contests, "_held", lambda contest_id: unlocked.get(pk=contest_id))
    assert decide_twice(monkeypatch) == ["stopped by the database", "won"]
