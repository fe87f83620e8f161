"""Reminders to record a meeting (see `lvv_site/members/reminders.py`): two days after it, and a week before it is too late."""

import datetime as dt
from collections.abc import Iterator

from lvv_site.members.reminders import Reminder

from .letters import TO_RECORD
from .models import Meeting
from .queries import contact_of, rules_on

SOON = dt.timedelta(days=2)
LAST_CALL = dt.timedelta(days=7)


def due(today: dt.date) -> Iterator[Reminder]:
    """Remind the contact person of each meeting that was planned and has not been recorded, while that can still be done."""
    longest = rules_on(today).latest_recording_days
    waiting = Meeting.objects.filter(
        on__range=(today - dt.timedelta(days=longest), today - SOON), cancelled_at=None, recordings=None
    ).select_related("group")
    for meeting in waiting:
        last_day = meeting.on + dt.timedelta(days=rules_on(meeting.on).latest_recording_days)
        contact = contact_of(meeting.group)
        if contact is None or contact.email is None or last_day < today:
            continue
        moment = "last" if today >= last_day - LAST_CALL else "first"
        key = f"{TO_RECORD}:{meeting.pk}:{moment}"
        yield Reminder(TO_RECORD, contact.email, key, {"meeting": meeting.pk, "person": contact.pk})
