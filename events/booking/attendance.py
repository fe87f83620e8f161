"""Who was there: checked in by part, taken back by a withdrawal, told to who awards hours (once for each fact).

A scan carries an id of its own, so that a device that was offline may send it twice; two devices that scanned the same place
are one attendance, and a scan from before a withdrawal does not undo that. Partial attendance rounds down to whole units.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from lvv_site import civil
from lvv_site.hours_kind import whole_units
from lvv_site.members import people
from lvv_site.members.models import Person, User

from . import signals, story
from .enums import EventKind, WithdrawalReason
from .models import Attendance, AttendanceWithdrawal, Part, Place
from .models.occasions import civil_date
from .refusals import NotConfirmedError, StaleError, TooLongError, TwiceError


@transaction.atomic
def check_in(
    place: Place, part: Part | None = None, by: User | None = None, *, minutes: int | None = None,
    scan: uuid.UUID | None = None, at: dt.datetime | None = None,
) -> Attendance:  # fmt: skip
    """Record that the attendee was there: all of the part, or so many minutes. `at` is the moment of scanning.

    Idempotent: the standing attendance of this part comes back when there is one, the same scan always gives the same fact.

    Raises:
        BookingError: the place is not confirmed, or more minutes than the part lasts.
    """
    now = timezone.now()
    place = Place.objects.select_for_update(of=("self",)).select_related("occasion").get(pk=place.pk)
    if known := _known(place, part, scan, at or now):
        return known
    if not place.confirmed_at or place.cancelled_at or place.set_aside:
        raise NotConfirmedError
    lasts = part.minutes if part else place.occasion.minutes
    counted = whole_units(lasts if minutes is None else minutes)
    if counted > lasts:
        raise TooLongError
    fact = Attendance.objects.create(
        place=place, part=part, on=last_day(place), minutes=counted, scan=scan, at=at or now, by=by
    )
    _tell(fact)
    return fact


def _known(place: Place, part: Part | None, scan: uuid.UUID | None, at: dt.datetime) -> Attendance | None:
    """Return the fact that this scan is, or that stands, or that was taken back after this scan was made."""
    if scan and (same := Attendance.objects.filter(scan=scan).first()):
        return same
    of_part = place.attendances.filter(part=part).order_by("-pk")
    return of_part.filter(withdrawal=None).first() or of_part.filter(withdrawal__at__gt=at).first()


def last_day(place: Place) -> dt.date:
    """Return the civil date of the occasion's last part, on which its hours count; today without dates."""
    last = place.occasion.parts.order_by("-ends").first()
    ends = last.ends if last else place.occasion.ends
    return civil_date(ends) if ends else civil.today()


def _tell(fact: Attendance) -> None:
    """Tell an attendance that gives hours: somebody we know, and at least a unit."""
    if fact.place.person_id and fact.minutes:
        signals.attended.send(
            sender=Attendance, place_id=fact.place_id, part_id=fact.part_id, on=fact.on, minutes=fact.minutes,
            source_ref=fact.source_ref,
        )  # fmt: skip


@transaction.atomic
def withdraw(fact: Attendance, reason: WithdrawalReason, by: User | None) -> AttendanceWithdrawal:
    """Take an attendance back; checking in again is a new fact. Idempotent."""
    Place.objects.select_for_update().get(pk=fact.place_id)
    if done := AttendanceWithdrawal.objects.filter(attendance=fact).first():
        return done
    withdrawal = AttendanceWithdrawal.objects.create(attendance=fact, reason_code=reason, by=by)
    signals.attendance_withdrawn.send(sender=Attendance, source_ref=fact.source_ref, reason_code=str(reason))
    return withdrawal


@transaction.atomic
def link(place: Place, person: Person, by: User | None) -> Place:
    """Say which person the attendee of a place is; what they attended is told again. Idempotent.

    Raises:
        BookingError: somebody else has this place, or the person has another one at this occasion.
    """
    place = Place.objects.select_for_update(of=("self",)).select_related("occasion").get(pk=place.pk)
    stands = people.resolve(person.pk)
    if place.person_id and people.resolve(place.person_id) == stands:
        return place
    if place.person_id or place.cancelled_at or place.set_aside:
        raise StaleError
    if Place.objects.filter(occasion=place.occasion, person=stands, cancelled_at=None).exists():
        raise TwiceError([stands])
    place.person_id = stands
    place.save(update_fields=["person"])
    story.tell([place], EventKind.LINKED, timezone.now(), by, stands)
    for fact in place.attendances.filter(withdrawal=None).select_related("place"):
        _tell(fact)
    return place
