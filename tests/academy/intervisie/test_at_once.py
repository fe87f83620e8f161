"""Two phones at the same moment, over connections of their own; and a process that is killed halfway."""

import contextlib
import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection

from academy.hours.models import Entry, Proof
from academy.intervisie import groups, meetings, recording
from academy.intervisie.models import Group, Meeting, Participation, Presence, Recording
from academy.intervisie.refusals import IntervisieError
from lvv_site import civil
from lvv_site.mail.models import Message
from tests.factories import intervisie as make
from tests.factories.members import PersonFactory
from tests.lvv_site import processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Let everybody act in a thread and a connection of their own; return how they fared."""
    outcomes: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
            outcomes.append("won")
        except IntervisieError:
            outcomes.append("told")
        except IntegrityError:
            outcomes.append("broken")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return Counter(outcomes)


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
    for module in (groups, meetings, recording):
        monkeypatch.setattr(module, "lock", lambda group_id: Group.objects.get(pk=group_id))


def record_twice(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    group = make.group()
    planned, by = make.meeting(group), make.contact_of(group)
    all_four, three = (
        make.wanted(group),
        make.wanted(group, present=frozenset(one.pk for one in make.people_of(group)[:3])),
    )
    meet_after(monkeypatch, recording, "latest")
    return at_once(*(lambda wanted=wanted: recording.record(planned.pk, wanted, by) for wanted in (all_four, three)))


def test_of_two_phones_one_records_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert record_twice(monkeypatch) == {"won": 1, "told": 1}
    made = Recording.objects.get()
    assert Entry.objects.count() == Proof.objects.count() == made.presences.count() in {3, 4}


def test_without_the_lock_only_the_database_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    without_lock(monkeypatch)
    assert record_twice(monkeypatch) == {"won": 1, "broken": 1}


def unplanned_twice(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    group = make.group()
    wanted, by = make.wanted(group), make.contact_of(group)
    meet_after(monkeypatch, recording, "meets_on")
    return at_once(*[lambda: recording.record_unplanned(group.pk, wanted, by)] * 2)


def test_an_unplanned_meeting_recorded_on_two_phones_is_one_meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unplanned_twice(monkeypatch) == {"won": 1, "told": 1}
    assert (Meeting.objects.count(), Entry.objects.count()) == (1, 4)


def test_without_the_lock_both_see_a_free_day(monkeypatch: pytest.MonkeyPatch) -> None:
    without_lock(monkeypatch)
    assert unplanned_twice(monkeypatch) == {"won": 1, "broken": 1}


def last_place(monkeypatch: pytest.MonkeyPatch) -> tuple[Counter[str], int]:
    group = make.group(others=6)
    meet_after(monkeypatch, groups, "is_full")
    people = [PersonFactory.create(), PersonFactory.create()]
    fared = at_once(*(lambda person=person: groups.add(group.pk, person, None) for person in people))
    return fared, Participation.objects.filter(group=group).count()


def test_of_two_who_take_the_last_place_one_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert last_place(monkeypatch) == ({"won": 1, "told": 1}, 8)


def test_without_the_lock_the_group_would_be_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    without_lock(monkeypatch)
    assert last_place(monkeypatch) == ({"won": 2}, 9)


KILLED = """
import os, signal
import django
django.setup()
from django.db import connection
from academy.hours import proofs
from academy.intervisie import letters, recording
from academy.intervisie.models import Presence
from lvv_site.members.models import User

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

def at_the_second(function):
    calls = []
    def counted(*args, **kwargs):
        calls.append(1)
        return die() if len(calls) == 2 else function(*args, **kwargs)
    return counted

moment = {moment!r}
if moment == "before the awards":
    recording.ledger.award_many = die
elif moment == "after the awards":
    recording.Presence.objects.bulk_create = die
elif moment == "between two proofs":
    recording.proofs.issue = at_the_second(proofs.issue)
elif moment == "between two letters":
    recording.letters.send_proof = at_the_second(letters.send_proof)
elif moment == "before the commit":
    connection._commit = die
wanted = recording.Wanted({on!r}, 120, frozenset({present!r}), "grenzen")
recording.record({meeting}, wanted, User.objects.get(pk={by}))
print("recorded")
"""
MOMENTS = ["before the awards", "after the awards", "between two proofs", "between two letters", "before the commit"]


def counts() -> tuple[int, int, int, int, int]:
    letters = Message.objects.filter(template="intervisie/proof")
    return (
        Recording.objects.count(), Presence.objects.count(), Entry.objects.count(), Proof.objects.count(), letters.count(),
    )  # fmt: skip


def test_killed_halfway_there_is_nothing_and_afterwards_everything_once() -> None:
    group = make.group()
    planned, wanted = make.meeting(group), make.wanted(group)
    for moment in [*MOMENTS, "not at all"]:
        script = KILLED.format(
            moment=moment,
            on=civil.today(),
            present=sorted(wanted.present),
            meeting=planned.pk,
            by=make.contact_of(group).pk,
        ).replace("datetime.date", "__import__('datetime').date")
        process = processes.start("-c", script)
        (said,) = processes.outputs(process)
        if moment == "not at all":
            assert process.returncode == 0, said
        else:
            assert process.returncode == -9, (moment, said)
            assert counts() == (0, 0, 0, 0, 0), moment
    assert counts() == (1, 4, 4, 4, 4)
    assert {one.minutes for one in Entry.objects.all()} == {120}


def test_planning_the_same_day_twice_at_once_makes_one_meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    group = make.group()
    by = make.contact_of(group)
    wanted = meetings.Plan(civil.today() + dt.timedelta(days=3), dt.time(19), dt.time(21))
    meet_after(monkeypatch, meetings, "meets_on")
    assert at_once(*[lambda: meetings.plan(group.pk, wanted, by)] * 2) == {"won": 1, "told": 1}
    assert Meeting.objects.count() == 1
