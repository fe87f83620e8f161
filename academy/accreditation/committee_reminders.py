"""Reminders to assessors: a week before the meeting, while their assessment is not given."""

import datetime as dt
from collections.abc import Iterator

from lvv_site.members.reminders import Reminder

from .committee_mails import UPCOMING
from .models import Assignment

BEFORE = dt.timedelta(days=7)


def due(today: dt.date) -> Iterator[Reminder]:
    """Remind every assessor of a file for a meeting within a week. A meeting that moves is a new reminder."""
    waiting = Assignment.objects.filter(
        ended_at=None, assessment=None, meeting__cancelled_at=None, meeting__on__range=(today, today + BEFORE)
    ).select_related("assessor", "meeting")
    for one in waiting.order_by("pk"):
        key = f"{UPCOMING}:{one.pk}:{one.meeting.on:%Y-%m-%d}"
        yield Reminder(UPCOMING, one.assessor.email, key, {"assignment": one.pk})
