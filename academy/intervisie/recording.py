"""Recording a meeting afterwards: hours, proofs and letters for everybody who was there, all or none.

A correction is a new revision. What it changes for somebody is taken back and awarded anew; for whom nothing changes the award
and its proof stay. The kind of hours is fixed when an award is written; only the office's correction looks at the group's
registration again.

The whole of it runs under the lock of the group: of two phones that record the same meeting one wins, the other is told.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from academy.hours import ledger, proofs
from academy.hours.enums import ReversalReason, Source
from academy.hours.models import Entry
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members import people
from lvv_site.members.models import Person, User

from . import letters
from .enums import ChangeKind
from .groups import lock
from .meetings import locked, meets_on, note
from .models import Group, Meeting, Presence, Recording, Theme
from .queries import kind_on, participants_on, rules_on
from .refusals import InvalidError, NothingChangedError, OutdatedError, SameDayError
from .validity import Situation, problems


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to record: the civil date, integer minutes, who was there, the theme in a keyword."""

    on: dt.date
    minutes: int
    present: frozenset[int]
    theme: str = ""


@transaction.atomic
def record(meeting_id: int, wanted: Wanted, by: User, seen: int = 0, *, office: bool = False) -> Recording:
    """Record a meeting, or correct what was recorded. `seen` is the revision that the page showed, 0 for none.

    Raises:
        InvalidError: it may not be recorded like this; its problems name the fields.
        OutdatedError: somebody else recorded or corrected it in the meantime.
        NothingChangedError: the correction corrects nothing.
        LedgerError: the ledger refuses the hours.
    """
    meeting = locked(meeting_id)
    last = latest(meeting)
    if (last.revision if last else 0) != seen:
        raise OutdatedError
    present = frozenset(people.resolve_many(wanted.present).values())
    wanted = Wanted(wanted.on, wanted.minutes, present, wanted.theme.strip())
    check(meeting, wanted, office=office)
    before = standing(last) if last else {}
    kind = _kind(meeting.group, last, before, wanted.on, office=office)
    kept = {person: entry for person, entry in before.items() if _stays(entry, wanted, kind, office=office)}
    if last and len(kept) == len(before) and not _differs(last, before, wanted):
        raise NothingChangedError
    return _append(meeting, wanted, before, {one: kept[one] for one in kept.keys() & present}, kind=kind, by=by)


@transaction.atomic
def record_unplanned(group_id: int, wanted: Wanted, by: User) -> Recording:
    """Record a meeting that was not planned here.

    Raises:
        SameDayError: the group has a meeting on that day already: record that one.
        InvalidError: it may not be recorded like this; its problems name the fields.
    """
    group = lock(group_id)
    if meets_on(group, wanted.on):
        raise SameDayError
    return record(Meeting.objects.create(group=group, on=wanted.on).pk, wanted, by)


def check(meeting: Meeting, wanted: Wanted, *, office: bool) -> None:
    """Raise InvalidError with everything that is wrong, or SameDayError, unless the meeting may be recorded so."""
    taking_part = frozenset(person.pk for person in participants_on(meeting.group, wanted.on))
    situation = Situation(taking_part, civil.today(), meeting.cancelled_at is not None, office)
    if found := problems(wanted.on, wanted.minutes, wanted.present, situation, rules_on(wanted.on)):
        raise InvalidError(found)
    if meets_on(meeting.group, wanted.on, meeting):
        raise SameDayError


def latest(meeting: Meeting) -> Recording | None:
    """Return what is recorded of a meeting now; None when nothing is."""
    return meeting.recordings.select_related("theme").order_by("-revision").first()


def standing(recording: Recording) -> dict[int, Entry]:
    """Return person id → award for who was present by this recording, as people stand now."""
    rows = list(recording.presences.select_related("entry"))
    now = people.resolve_many(row.person_id for row in rows)
    return {now[row.person_id]: row.entry for row in rows}


def _differs(last: Recording, before: Mapping[int, Entry], wanted: Wanted) -> bool:
    return (last.on, last.minutes, frozenset(before), last.keyword) != (
        wanted.on, wanted.minutes, wanted.present, wanted.theme,
    )  # fmt: skip


def _append(
    meeting: Meeting,
    wanted: Wanted,
    before: Mapping[int, Entry],
    kept: Mapping[int, Entry],
    *,
    kind: HoursKind,
    by: User,
) -> Recording:
    _follow(meeting, wanted.on, by)
    recording = Recording.objects.create(
        meeting=meeting, revision=meeting.recordings.count() + 1, on=wanted.on, minutes=wanted.minutes, by=by
    )
    if wanted.theme:
        Theme.objects.create(recording=recording, text=wanted.theme)
    _take_back([entry for person, entry in before.items() if person not in kept], by)
    awarded = _award(recording, sorted(wanted.present - kept.keys()), kind, by)
    Presence.objects.bulk_create(
        Presence(recording=recording, person_id=person, entry=entry)
        for person, entry in sorted({**kept, **awarded}.items())
    )
    for person, entry in awarded.items():
        proofs.issue(entry)
        letters.send_proof(recording, person, entry)
    return recording


def _follow(meeting: Meeting, on: dt.date, by: User) -> None:
    """Let the meeting's day be the one on which it was held."""
    if meeting.on != on:
        meeting.on, meeting.sequence = on, meeting.sequence + 1
        meeting.save(update_fields=["on", "sequence"])
        note(meeting, ChangeKind.MOVED, by)


def _kind(group: Group, last: Recording | None, before: Mapping[int, Entry], on: dt.date, *, office: bool) -> HoursKind:
    if last is None or not before or office or last.on != on:
        return kind_on(group, on)
    return HoursKind(next(iter(before.values())).kind)


def _stays(entry: Entry, wanted: Wanted, kind: HoursKind, *, office: bool) -> bool:
    """Whether an award says what is wanted now. What was taken back in the ledger itself only the office gives again."""
    if ledger.left(entry) != entry.minutes:
        return not office
    return (entry.on, entry.minutes, entry.kind) == (wanted.on, wanted.minutes, kind)


def _take_back(entries: list[Entry], by: User) -> None:
    """Take back what is left of these awards; the ledger tells who is concerned."""
    for entry in sorted(entries, key=lambda one: one.pk):  # one order: the ledger locks each award
        if minutes := ledger.left(entry):
            ledger.reverse(entry, minutes, ReversalReason.MEETING_CORRECTED, by)


def _award(recording: Recording, present: list[int], kind: HoursKind, by: User) -> dict[int, Entry]:
    persons = Person.objects.in_bulk(present)
    meeting, group = recording.meeting, recording.meeting.group
    written = ledger.award_many(
        [
            ledger.Award(
                persons[person], kind, recording.minutes, recording.on, f"meeting:{meeting.pk}", Source.INTERVISIE,
                f"meeting:{meeting.pk}:{person}:{recording.revision}", title=group.name,
            )
            for person in present
        ],
        by,
    )  # fmt: skip
    entries = [one.entry if isinstance(one, ledger.Existing) else one for one in written]
    return dict(zip(present, entries, strict=True))
