"""What a device at the door sends: scans of a while ago, perhaps sent twice, perhaps by two devices.

Each is answered by itself. What cannot be recorded without doubt is not recorded: the person at the door hears why and decides.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.hours_kind import whole_units
from lvv_site.members.models import User

from . import attendance, checkin_codes
from .checkin_list import Slot
from .enums import EventKind, WithdrawalReason
from .models import Attendance, AttendanceWithdrawal, Occasion, Place

AHEAD = dt.timedelta(minutes=5)  # clocks differ a little
OLDEST = dt.timedelta(days=1)


class Verdict(TextChoices):
    """What came of a scan."""

    DONE = "done", _("Ingecheckt")
    ALREADY = "already", _("Al binnen")
    CANCELLED = "cancelled", _("Geannuleerd")
    UNCONFIRMED = "unconfirmed", _("Niet bevestigd")
    OTHER = "other", _("Andere activiteit")
    UNKNOWN = "unknown", _("Onbekende code")
    SUBSTITUTED = "substituted", _("Iemand anders komt op deze plaats")
    WITHDRAWN = "withdrawn", _("De aanwezigheid is intussen teruggenomen")
    NO_PART = "no_part", _("Kies eerst een onderdeel")
    TOO_OLD = "too_old", _("Langer dan een dag geleden gescand")
    CLOCK = "clock", _("De klok van het toestel loopt voor")
    CONFLICT = "conflict", _("Kon niet worden vastgelegd")


@dataclass(frozen=True)
class Scan:
    """A scan as a device made it, of a place on its list or of a code that was not on it.

    `at` is when it was made, `seen` when the list was made that the device showed.
    """

    scan: uuid.UUID
    at: dt.datetime
    seen: dt.datetime
    slot: int
    place: int | None = None
    code: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a scan, and the place when it is one of this occasion."""

    verdict: Verdict
    place: Place | None = None


def record(occasion: Occasion, slots: Collection[Slot], scan: Scan, by: User) -> Outcome:
    """Record a scan in a transaction of its own. The same scan again gives the same answer."""
    now = timezone.now()
    slot = next((one for one in slots if one.key == scan.slot), None)
    if slot is None:
        return Outcome(Verdict.NO_PART)
    if scan.at > now + AHEAD or scan.at < now - OLDEST:
        return Outcome(Verdict.CLOCK if scan.at > now else Verdict.TOO_OLD)
    found = _find(occasion, scan)
    if found is None or found.occasion_id != occasion.pk:
        return Outcome(Verdict.OTHER if found else Verdict.UNKNOWN)
    try:
        with transaction.atomic():
            return Outcome(_recorded(found, slot, scan, min(scan.at, now), by), found)
    except IntegrityError:  # the id of this scan was used for another place at this very moment
        return Outcome(Verdict.CONFLICT, found)


def _find(occasion: Occasion, scan: Scan) -> Place | None:
    if scan.place is not None:
        return Place.objects.filter(pk=scan.place, occasion=occasion).first()
    code = checkin_codes.read(scan.code)
    return Place.objects.filter(code=code).first() if code else None


def refusal(place: Place) -> Verdict | None:
    """Return why an attendee may not be checked in, None when they may."""
    if place.cancelled_at:
        return Verdict.CANCELLED
    return None if place.confirmed_at and not place.set_aside else Verdict.UNCONFIRMED


def _recorded(place: Place, slot: Slot, scan: Scan, at: dt.datetime, by: User) -> Verdict:
    # Locked before looking: a substitution at this moment comes before or after, not between looking and recording.
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if place.events.filter(kind=EventKind.SUBSTITUTED, at__gt=min(scan.seen, at)).exists():
        return Verdict.SUBSTITUTED
    if why := refusal(place):
        return why
    fact = attendance.check_in(place, slot.part, by, scan=scan.scan, at=at)
    return _told(fact, place, slot, scan)


def _told(fact: Attendance, place: Place, slot: Slot, scan: Scan) -> Verdict:
    if (fact.place_id, fact.part_id) != (place.pk, slot.part and slot.part.pk):
        return Verdict.CONFLICT
    if AttendanceWithdrawal.objects.filter(attendance=fact).exists():
        return Verdict.WITHDRAWN
    return Verdict.DONE if fact.scan == scan.scan else Verdict.ALREADY


@transaction.atomic
def set_minutes(place: Place, slot: Slot, minutes: int, by: User) -> Attendance:
    """Check somebody in for so many minutes of a slot; an attendance of another length is taken back first.

    Raises:
        BookingError: the place is not confirmed, or more minutes than the slot lasts.
    """
    Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    stands = place.attendances.filter(part=slot.part, withdrawal=None).first()
    if stands and stands.minutes != whole_units(minutes):
        attendance.withdraw(stands, WithdrawalReason.WRONG_MINUTES, by)
    return attendance.check_in(place, slot.part, by, minutes=minutes)
