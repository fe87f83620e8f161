"""Changing a booked place: cancel by the terms frozen when booking, another attendee, another run of the same course.

No money moves here: what comes back is said as a frozen value, for who gives it back the way it came.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.members.models import User

from . import capacity, signals, story, terms, waiting
from .codes import new_code
from .enums import EventKind, PlaceState
from .models import Attendance, CalledOff, Occasion, Place
from .models.occasions import civil_date
from .refusals import AttendedError, Full, NotBookableError, OtherCourseError, OverError, StaleError, TwiceError
from .reserving import Attendee, resolved
from .terms import NO_SHARE, ShareBack


@dataclass(frozen=True)
class Cancelled:
    """A place that was given up, by id, and what comes back of what was paid for it."""

    place: int
    share: ShareBack


def share_back(place: Place, on: dt.date) -> ShareBack:
    """Return what comes back when a place is cancelled on a civil date: nothing when it was never confirmed."""
    if not place.confirmed_at or place.set_aside:
        return NO_SHARE
    version = place.booking.terms
    if version is None:  # an occasion of before there were terms: nobody agreed to lose anything
        return terms.share(place.price, 100)
    return terms.share(place.price, terms.percentage(version.terms, on, place.occasion.starts_on))


@transaction.atomic
def cancel(place: Place, by: User | None = None) -> Cancelled:
    """Give up a place; who waits is offered it at once. Idempotent: the same share as the first time.

    Raises:
        AttendedError: somebody was there.
    """
    place, now = waiting.locked(place)
    _refuse_attended(place)
    if place.cancelled_at is None:
        _end(place, EventKind.CANCELLED, now, by)
        waiting.fill(place.occasion_id)
    return Cancelled(place.pk, share_back(place, civil_date(place.cancelled_at or now)))


def _refuse_attended(place: Place) -> None:
    # Locked first: who is being checked in at this moment has either been here, or finds the place changed.
    Place.objects.select_for_update().get(pk=place.pk)
    if place.attendances.filter(withdrawal=None).exists():
        raise AttendedError


def _end(place: Place, kind: EventKind, now: dt.datetime, by: User | None) -> None:
    place.cancelled_at = now
    place.save(update_fields=["cancelled_at"])
    story.tell([place], kind, now, by)
    signals.place_cancelled.send(sender=Place, place_id=place.pk)


@transaction.atomic
def call_off(occasion: Occasion, by: User | None) -> list[Cancelled]:
    """The occasion does not happen: every live place ends and all that was paid comes back. Again: an empty list.

    Raises:
        BookingError: it has been, or somebody was there.
    """
    capacity.lock([occasion.pk])
    now = timezone.now()
    occasion = Occasion.objects.select_related("called_off").get(pk=occasion.pk)
    if occasion.cancelled:
        return []
    live = list(
        Place.objects.select_for_update(of=("self",))
        .select_related("occasion", "booking")
        .filter(occasion=occasion, cancelled_at=None)
        .order_by("pk")
    )
    _refuse_over(occasion, now)
    CalledOff.objects.create(occasion=occasion, by=by, at=now)
    for place in live:
        _end(place, EventKind.CANCELLED, now, by)
    return [Cancelled(one.pk, terms.share(one.price, 100) if one.confirmed_at else NO_SHARE) for one in live]


def _refuse_over(occasion: Occasion, now: dt.datetime) -> None:
    """Refuse to call off what has been; the places are locked, so that nobody is checked in meanwhile."""
    if occasion.ends and occasion.ends <= now:
        raise OverError
    if Attendance.objects.filter(place__occasion=occasion, withdrawal=None).exists():
        raise AttendedError(_("Er is al aanwezigheid vastgelegd. Trek die eerst in; daarna kan afgelasten."))


@transaction.atomic
def substitute(place: Place, attendee: Attendee, by: User | None = None) -> Place:
    """Let somebody else come instead, at the price that was booked. A place that was set aside gets its attendee so.

    Raises:
        BookingError: somebody was there, the place is not live, or the new attendee has a place at this occasion.
    """
    place, now = waiting.locked(place)
    _refuse_attended(place)
    if place.state(now) in {PlaceState.CANCELLED, PlaceState.LAPSED}:
        raise StaleError
    (new,) = resolved([attendee])
    others = Place.objects.filter(occasion=place.occasion_id, cancelled_at=None).exclude(pk=place.pk)
    if new.person and others.filter(person=new.person).exists():
        raise TwiceError([new.person])
    before = place.person_id
    place.person_id, place.name, place.email, place.set_aside = new.person, new.name, new.email, False
    place.save(update_fields=["person", "name", "email", "set_aside"])
    story.tell([place], EventKind.SUBSTITUTED, now, by, before)
    return place


def is_same_course(one: Occasion, other: Occasion) -> bool:
    """Whether two occasions are runs of one course: of one kind, under one parent or one page."""
    together = (one.parent_id and one.parent_id == other.parent_id) or (
        one.landing_id and one.landing_id == other.landing_id
    )
    return bool(one.pk != other.pk and one.kind == other.kind and together)


@transaction.atomic
def move(place: Place, to: Occasion, by: User | None = None) -> Place:
    """Exchange a confirmed place for one at another run of the same course, at the same price; never without either.

    Asking again for the same run gives the place that the first time gave.

    Raises:
        BookingError: another course, no room, not bookable, not confirmed, attended, or a second place of one person.
    """
    capacity.lock([place.occasion_id, to.pk])
    now = timezone.now()
    place = Place.objects.select_related("booking", "occasion").get(pk=place.pk)
    if done := Place.objects.filter(moved_from=place, occasion=to).first():
        return done
    to = Occasion.objects.select_related("called_off").get(pk=to.pk)
    _refuse_attended(place)
    if place.state(now) != PlaceState.CONFIRMED or place.set_aside:
        raise StaleError
    if not is_same_course(place.occasion, to):
        raise OtherCourseError
    if why := to.registration.refusal(now):
        raise NotBookableError(to.pk, why)
    if not capacity.counted([to], now)[to.pk].has_room(1):
        raise Full([to.pk])
    if place.person_id and Place.objects.filter(occasion=to, person=place.person_id, cancelled_at=None).exists():
        raise TwiceError([place.person_id])
    _end(place, EventKind.MOVED_OUT, now, by)
    new = _moved(place, to, now)
    story.tell([new], EventKind.MOVED_IN, now, by)
    waiting.fill(place.occasion_id)
    return new


def _moved(place: Place, to: Occasion, now: dt.datetime) -> Place:
    return Place.objects.create(
        booking=place.booking, occasion=to, code=new_code(), person_id=place.person_id, name=place.name,
        email=place.email, audience=place.audience, net=place.net, vat_rate=place.vat_rate, discount=place.discount,
        moved_from=place, made_at=now, confirmed_at=now, uid=place.uid,
        # Higher than any file of the old place, so that calendars follow.
        sequence=place.sequence + place.occasion.sequence + 1,
    )  # fmt: skip
