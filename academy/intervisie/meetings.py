"""Planning a meeting, moving it, calling it off. Every participant is told, with a file for their calendar.

A group has one meeting a day at most. The plan of a meeting changes as long as it was not recorded; `sequence` counts the
changes, so that calendars know which file is the newest.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from lvv_site import civil
from lvv_site.members.models import User

from . import letters
from .enums import ChangeKind
from .groups import lock
from .models import Group, Meeting, MeetingChange
from .refusals import AlreadyRecordedError, CancelledError, PastError, SameDayError


@dataclass(frozen=True)
class Plan:
    """When and where: a civil date, times in Amsterdam, a place, a link for who joins online."""

    on: dt.date
    starts: dt.time
    ends: dt.time
    place: str = ""
    link: str = ""


@transaction.atomic
def plan(group_id: int, wanted: Plan, by: User) -> Meeting:
    """Plan a meeting today or later.

    Raises:
        PastError: the day has gone by.
        SameDayError: the group meets on that day already.
    """
    group = lock(group_id)
    _check_day(group, wanted.on)
    meeting = Meeting.objects.create(group=group, **wanted.__dict__)
    letters.tell_change(note(meeting, ChangeKind.PLANNED, by))
    return meeting


@transaction.atomic
def move(meeting_id: int, wanted: Plan, by: User) -> Meeting:
    """Move a meeting to another day, time or place.

    Raises:
        IntervisieError: recorded or cancelled, the day has gone by, or the group meets on that day already.
    """
    meeting = held(meeting_id)
    _check_day(meeting.group, wanted.on, meeting)
    for name, value in wanted.__dict__.items():
        setattr(meeting, name, value)
    letters.tell_change(_change(meeting, ChangeKind.MOVED, by))
    return meeting


@transaction.atomic
def cancel(meeting_id: int, by: User) -> Meeting:
    """Call a meeting off.

    Raises:
        IntervisieError: recorded or cancelled already.
    """
    meeting = held(meeting_id)
    meeting.cancelled_at = timezone.now()
    change = _change(meeting, ChangeKind.CANCELLED, by)
    if meeting.on >= civil.today():
        letters.tell_change(change)
    return meeting


def held(meeting_id: int) -> Meeting:
    """Return a meeting whose plan may change, its group locked.

    Raises:
        IntervisieError: recorded, or cancelled.
    """
    meeting = locked(meeting_id)
    if meeting.cancelled_at:
        raise CancelledError
    if meeting.recordings.exists():
        raise AlreadyRecordedError
    return meeting


def locked(meeting_id: int) -> Meeting:
    """Return a meeting that nobody else changes until our transaction ends: the lock is that of its group."""
    lock(Meeting.objects.only("group").get(pk=meeting_id).group_id)
    return Meeting.objects.select_related("group").get(pk=meeting_id)


def note(meeting: Meeting, kind: ChangeKind, by: User | None) -> MeetingChange:
    """Append what happened to the plan."""
    return MeetingChange.objects.create(meeting=meeting, sequence=meeting.sequence, kind=kind, on=meeting.on, by=by)


def meets_on(group: Group, on: dt.date, but: Meeting | None = None) -> bool:
    """Whether the group has a meeting on this day, other than this one."""
    others = group.meetings.filter(on=on, cancelled_at=None)
    return (others.exclude(pk=but.pk) if but else others).exists()


def _check_day(group: Group, on: dt.date, but: Meeting | None = None) -> None:
    if on < civil.today():
        raise PastError
    if meets_on(group, on, but):
        raise SameDayError


def _change(meeting: Meeting, kind: ChangeKind, by: User) -> MeetingChange:
    meeting.sequence += 1
    meeting.save()
    return note(meeting, kind, by)
