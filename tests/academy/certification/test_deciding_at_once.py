"""Two people decide at the same moment, over connections of their own."""

import contextlib
import datetime as dt
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from academy.certification import decisions, proposals
from academy.certification.decisions import Decision, OutdatedError
from academy.certification.enums import EventKind
from academy.certification.models import Proposal, StatusEvent
from lvv_site.members.models import User
from tests.factories.certification import certified
from tests.factories.members import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def at_once(monkeypatch: pytest.MonkeyPatch, one: Callable[[User], object], users: Sequence[User]) -> list[str]:
    """Let two people read the same state, wait for each other, and then both decide; return how each fared."""
    both_read = threading.Barrier(2, timeout=2)
    original = decisions.append
    outcomes = []

    def append_when_both_have_read(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):  # then the other one waits for our lock
            both_read.wait()
        return original(*args, **kwargs)

    def decide(user: User) -> None:
        try:
            one(user)
            outcomes.append("won")
        except OutdatedError:
            outcomes.append("told")
        finally:
            connection.close()

    monkeypatch.setattr(decisions, "append", append_when_both_have_read)
    threads = [threading.Thread(target=decide, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes)


def decide_twice(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """Let two people resign somebody; return how each fared and how often it was decided."""
    made, users = certified(), [UserFactory.create(), UserFactory.create()]
    seen = decisions.last_event(made)

    def resign(user: User) -> object:
        return decisions.resign(made, dt.date(2026, 7, 1), Decision(user, dt.date(2026, 6, 1), "Op verzoek", seen))

    outcomes = at_once(monkeypatch, resign, users)
    return outcomes, StatusEvent.objects.filter(certificate=made, kind="resigned").count()


def test_one_wins_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide_twice(monkeypatch) == (["told", "won"], 1)


def test_without_the_lock_both_would_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "lock", lambda _ids: None)
    assert decide_twice(monkeypatch) == (["won", "won"], 2)


def confirm_twice(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """Let two people confirm one proposal; return how each fared and how often it was decided."""
    made, proposer = certified(), UserFactory.create()
    seconds = [UserFactory.create(), UserFactory.create()]
    starts, seen = dt.date(2026, 7, 1), decisions.last_event(made)
    proposal = proposals.propose(
        made, EventKind.STRUCK_OFF, starts, Decision(proposer, dt.date(2026, 6, 1), "Na uitspraak", seen)
    )
    outcomes = at_once(monkeypatch, lambda user: proposals.confirm(proposal.pk, user, seen), seconds)
    return outcomes, StatusEvent.objects.filter(certificate=made, kind="struck_off").count()


def test_of_two_who_confirm_at_once_one_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    assert confirm_twice(monkeypatch) == (["told", "won"], 1)


def test_without_the_locks_both_would_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "lock", lambda _ids: None)
    monkeypatch.setattr(proposals, "take", lambda pk: Proposal.objects.get(pk=pk))
    assert confirm_twice(monkeypatch) == (["won", "won"], 2)
