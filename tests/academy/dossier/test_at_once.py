"""Two at the same moment, over connections of their own: two presses of one button, two of the office."""

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection

from academy.certification import decisions
from academy.dossier import handing, outcomes
from academy.dossier.models import Handover, Outcome
from academy.dossier.outcomes import Verdict
from academy.dossier.refusals import OutdatedError
from lvv_site import civil
from tests.factories.certification import shipped
from tests.factories.dossier import Holder, holder
from tests.factories.members import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def both(act: Callable[[], Any]) -> list[str]:
    """Run the same act twice at once; return how each fared."""
    fared: list[str] = []

    def run() -> None:
        try:
            act()
            fared.append("done")
        except (OutdatedError, IntegrityError) as error:
            fared.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(fared)


def meeting_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Let both come as far as this function before either goes on; who is kept by a lock comes later."""
    barrier, original = threading.Barrier(2, timeout=2), getattr(module, name)

    def waiting(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait()
        return original(*args, **kwargs)

    monkeypatch.setattr(module, name, waiting)


@pytest.fixture
def one() -> Holder:
    shipped("lvv-2024")
    made = holder()
    made.complete()
    return made


def test_pressed_twice_at_once_is_handed_over_once(monkeypatch: pytest.MonkeyPatch, one: Holder) -> None:
    meeting_before(monkeypatch, handing, "freeze")
    assert both(one.hand_over) == ["done", "done"]
    assert Handover.objects.count() == 1


def test_without_the_lock_the_second_would_meet_an_error(monkeypatch: pytest.MonkeyPatch, one: Holder) -> None:
    meeting_before(monkeypatch, handing, "freeze")
    monkeypatch.setattr(decisions, "lock", lambda _ids: None)
    assert both(one.hand_over) == ["IntegrityError", "done"]


def refuse(one: Holder) -> Callable[[], Outcome]:
    made, by = one.hand_over(), UserFactory.create()
    return lambda: outcomes.record(made, Verdict("refused", civil.today(), "Te weinig intervisie"), by)


def test_of_two_outcomes_at_once_one_is_recorded(monkeypatch: pytest.MonkeyPatch, one: Holder) -> None:
    act = refuse(one)
    meeting_before(monkeypatch, outcomes, "_check")
    assert both(act) == ["OutdatedError", "done"]
    assert Outcome.objects.count() == 1


def test_without_the_lock_both_would_think_to_be_first(monkeypatch: pytest.MonkeyPatch, one: Holder) -> None:
    act = refuse(one)
    meeting_before(monkeypatch, outcomes, "_check")
    monkeypatch.setattr(decisions, "lock", lambda _ids: None)
    assert both(act) == ["IntegrityError", "done"]
