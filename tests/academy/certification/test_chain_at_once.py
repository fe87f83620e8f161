"""Many record at the same moment, over connections of their own: one chain without gaps or forks."""

import contextlib
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from academy.certification import chain, heads, verifying
from academy.certification.enums import EventKind
from academy.certification.models import Certificate, ChainHead, ChainLeaf
from tests.factories.certification import certificate, event, shipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
STARTS, UNTIL = dt.date(2024, 7, 1), dt.date(2028, 6, 30)


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Any) -> None:
    settings.SIGNING_KEY_DIR = tmp_path / "keys"


def together(*works: Callable[[], object]) -> list[str]:
    """Let each work in a thread and a connection of its own; return how they fared."""
    outcomes = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
            outcomes.append("done")
        except IntegrityError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes)


def record_at_once(monkeypatch: pytest.MonkeyPatch, made: list[Certificate]) -> list[str]:
    """Let two read the same end of the chain if they can, and then both append."""
    shipped("lvv-2024")
    both_read = threading.Barrier(2, timeout=2)
    original = chain.end

    def end_when_both_have_read() -> chain.Place:
        found = original()
        with contextlib.suppress(threading.BrokenBarrierError):  # then the other one waits for our lock
            both_read.wait()
        return found

    monkeypatch.setattr(chain, "end", end_when_both_have_read)
    return together(*(lambda one=one: event(one, EventKind.GRANTED, STARTS, UNTIL) for one in made))


def test_places_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert record_at_once(monkeypatch, [certificate(), certificate()]) == ["done", "done"]
    assert list(ChainLeaf.objects.values_list("sequence", flat=True)) == [1, 2]
    assert verifying.verify().end.sequence == 2


def test_without_the_lock_both_would_take_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "hold", lambda: None)
    assert record_at_once(monkeypatch, [certificate(), certificate()]) == ["done", "refused"]


def test_eight_who_record_twenty_events_each_make_one_chain() -> None:
    shipped("lvv-2024")
    made = [[certificate() for _ in range(20)] for _ in range(8)]

    def several(some: list[Certificate]) -> None:
        for one in some:
            event(one, EventKind.GRANTED, STARTS, UNTIL)

    assert together(*(lambda some=some: several(some) for some in made)) == ["done"] * 8
    assert list(ChainLeaf.objects.values_list("sequence", flat=True)) == list(range(1, 161))
    assert verifying.verify().end.sequence == 160


def test_two_who_decide_about_two_people_each_in_another_order_do_not_wait_in_a_ring() -> None:
    shipped("lvv-2024")
    one, two = certificate(), certificate()
    first_done = threading.Barrier(2, timeout=1)

    def both(*some: Certificate) -> None:
        with transaction.atomic():
            event(some[0], EventKind.GRANTED, STARTS, UNTIL)
            with contextlib.suppress(threading.BrokenBarrierError):
                first_done.wait()
            event(some[1], EventKind.GRANTED, STARTS + dt.timedelta(days=2000), UNTIL + dt.timedelta(days=2000))

    assert together(lambda: both(one, two), lambda: both(two, one)) == ["done", "done"]
    assert verifying.verify().end.sequence == 4


def test_who_undoes_a_decision_leaves_no_gap() -> None:
    with contextlib.suppress(RuntimeError), transaction.atomic():
        event(certificate(), EventKind.GRANTED, STARTS, UNTIL)
        raise RuntimeError
    event(certificate(), EventKind.GRANTED, STARTS, UNTIL)
    assert list(ChainLeaf.objects.values_list("sequence", flat=True)) == [1]


def test_a_day_gets_one_head_however_many_ask() -> None:
    event(certificate(), EventKind.GRANTED, STARTS, UNTIL)
    day = dt.date(2026, 6, 1)
    assert together(*[lambda: heads.publish(day)] * 4) == ["done"] * 4
    assert ChainHead.objects.count() == 1


def test_who_reads_does_not_wait_for_who_records() -> None:
    day = dt.date(2026, 6, 1)
    recording, looked = threading.Event(), threading.Event()
    seen: list[object] = []

    def record() -> None:
        with transaction.atomic():
            event(certificate(), EventKind.GRANTED, STARTS, UNTIL)
            recording.set()
            looked.wait(timeout=10)

    def look() -> None:
        recording.wait(timeout=10)
        seen.append(heads.newest(day))
        looked.set()

    shipped("lvv-2024")
    assert together(record, look) == ["done", "done"]
    assert seen == [None]
