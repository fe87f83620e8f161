"""Two people decide about one training at the same moment, over connections of their own."""

import contextlib
import datetime as dt
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection

from academy.accreditation import decisions
from academy.accreditation.decisions import Decision, Granting, OutdatedError
from academy.accreditation.models import Accreditation
from lvv_site.members.models import User
from tests.factories.accreditation import STARTS, accredited, training
from tests.factories.members import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def decide_twice(monkeypatch: pytest.MonkeyPatch, verb: Any, kind: str) -> tuple[list[str], int]:
    """Let two deciders read the same state, wait for each other, and then both decide; return how each fared."""
    users = [UserFactory.create(), UserFactory.create()]
    both_read = threading.Barrier(2, timeout=2)
    original = decisions.append
    outcomes = []

    def append_when_both_have_read(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):  # then the other one waits for our lock
            both_read.wait()
        return original(*args, **kwargs)

    monkeypatch.setattr(decisions, "append", append_when_both_have_read)

    def decide(user: User) -> None:
        try:
            verb(user)
            outcomes.append("won")
        except OutdatedError:
            outcomes.append("told")
        except IntegrityError:
            outcomes.append("stopped by the database")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes), Accreditation.objects.filter(kind=kind).count()


def withdrawing() -> Any:
    of = accredited()
    first = of.accreditations.get().pk
    return lambda user: decisions.withdraw(of, first, dt.date(2026, 6, 1), Decision(user, STARTS, "Gestopt", first))


def granting() -> Any:
    of = training()
    period = Granting(STARTS, None, 480, "course")
    return lambda user: decisions.grant(of, period, Decision(user, STARTS, "Voldoet", None))


def test_one_withdraws_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide_twice(monkeypatch, withdrawing(), "withdrawn") == (["told", "won"], 1)


def test_one_grants_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide_twice(monkeypatch, granting(), "granted") == (["told", "won"], 1)


def test_without_the_lock_both_read_the_same_and_only_the_database_stops_the_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decisions, "lock", lambda _ids: None)
    assert decide_twice(monkeypatch, granting(), "granted") == (["stopped by the database", "won"], 1)


def test_without_the_lock_both_would_withdraw(monkeypatch: pytest.MonkeyPatch) -> None:
    verb = withdrawing()
    monkeypatch.setattr(decisions, "lock", lambda _ids: None)
    monkeypatch.setattr(decisions, "project", lambda _ids: None)  # the projection would collide, as with two grants
    assert decide_twice(monkeypatch, verb, "withdrawn") == (["won", "won"], 2)
