"""Ways for a worker process to die at a chosen moment, as if the machine lost power. Used by settings of its own."""

import os
import signal
from pathlib import Path
from typing import Any

from django.tasks import task
from django.tasks.signals import task_finished, task_started

from lvv_site.mail.delivery import FileDelivery, Letter

MOMENT = os.environ.get("CRASH_AT", "")
WITNESS = Path(os.environ.get("CRASH_WITNESS", "/nonexistent"))  # it happens once: the next worker finds this file


def crash(moment: str) -> None:
    """Die without any clean-up when this is the chosen moment and it has not happened yet."""
    if moment == MOMENT and not WITNESS.exists():
        WITNESS.touch()
        os.kill(os.getpid(), signal.SIGKILL)


class CrashingDelivery(FileDelivery):
    """Delivers into a folder; may die before or after."""

    def deliver(self, letter: Letter) -> None:
        """Deliver."""
        crash("before delivery")
        super().deliver(letter)
        crash("after delivery")


def on_start(**_: Any) -> None:
    """The task was taken and did not begin."""
    crash("taken")


def on_finish(**_: Any) -> None:
    """The task ended and was noted so."""
    crash("finished")


def install() -> None:
    """Listen for the moments of the task loop."""
    task_started.connect(on_start, weak=False)
    task_finished.connect(on_finish, weak=False)


@task
def sleeper(path: str, seconds: float) -> None:
    """Say that it began, take its time, say that it ended."""
    folder = Path(path)
    (folder / "began").touch()
    signal.sigtimedwait([], seconds)
    (folder / "ended").touch()
