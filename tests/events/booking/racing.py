"""Several buyers at the same moment, each on a connection of its own."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection

from events.booking import capacity, reserving
from events.booking.refusals import BookingError


def without_lock(monkeypatch: pytest.MonkeyPatch, seconds: float = 0.3) -> None:
    """Take the lock away, and let everybody have counted and looked before anybody writes."""

    def slow[**P, R](original: Callable[P, R]) -> Callable[P, R]:
        def slowly(*args: P.args, **kwargs: P.kwargs) -> R:
            found = original(*args, **kwargs)
            time.sleep(seconds)
            return found

        return slowly

    unlocked: Any = lambda _ids: None  # noqa: E731
    monkeypatch.setattr(capacity, "lock", unlocked)
    monkeypatch.setattr(capacity, "counted", slow(capacity.counted))
    monkeypatch.setattr(reserving, "_check_once", slow(reserving._check_once))


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """Let everybody act in a thread and a connection of their own, all from one start; return how they fared."""
    outcomes: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            act()
            outcomes.append("won")
        except BookingError as refused:
            outcomes.append(refused.code)
        except IntegrityError:
            outcomes.append("stopped by the database")
        except OperationalError:
            outcomes.append("deadlock")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(outcomes)
