"""Listens to check-in, inside its transaction; the work itself is a task's."""

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from events.booking import signals

from . import awarding, tasks


@receiver(signals.attended, dispatch_uid="courses.attended")
def on_attended(*, place_id: int, on: dt.date, **_: Any) -> None:
    """Award when the day has ended; at once when it has."""
    ends = awarding.day_is_over(on)
    later = tasks.settle_place.using(run_after=ends) if ends > timezone.now() else tasks.settle_place
    later.enqueue(place_id)


@receiver(signals.attendance_withdrawn, dispatch_uid="courses.attendance_withdrawn")
def on_withdrawn(*, source_ref: str, **_: Any) -> None:
    """Take back what was awarded."""
    tasks.take_back.enqueue(source_ref)
