"""The waiting list of an occasion: who waits longest is offered a free place first, personally and with a deadline.

An offer that passes its deadline is over without anybody doing something; `fill` then offers the place to the next. It is
called when a place comes free and by a task at the next deadline. It may run at any time, twice, or late.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from lvv_site.members.models import User

from . import capacity, deadlines, signals, story
from .enums import EventKind, PlaceState
from .models import Occasion, Place
from .refusals import StaleError


def position(place: Place) -> int | None:
    """Return the place's position on the waiting list, from 1, or None when it does not wait."""
    queue = Place.objects.filter(capacity.is_waiting(), occasion=place.occasion_id)
    if not queue.filter(pk=place.pk).exists():
        return None
    earlier = Q(waiting_since__lt=place.waiting_since) | Q(waiting_since=place.waiting_since, pk__lt=place.pk)
    return queue.filter(earlier).count() + 1


@transaction.atomic
def fill(occasion_id: int) -> list[Place]:
    """Offer what is free to who waits longest; return the places offered now. Nothing after the start or when called off."""
    capacity.lock([occasion_id])
    now = timezone.now()
    occasion = Occasion.objects.select_related("called_off").get(pk=occasion_id)
    if occasion.cancelled or (occasion.starts and occasion.starts <= now):
        return []
    empty = capacity.counted([occasion], now)[occasion_id].empty
    queue = Place.objects.filter(capacity.is_waiting(), occasion=occasion_id).order_by("waiting_since", "pk")
    offered = list(queue if empty is None else queue[:empty])
    until = now + deadlines.offer()
    _offer(offered, min(until, occasion.starts) if occasion.starts else until, now)
    return offered


def _offer(places: list[Place], until: dt.datetime, now: dt.datetime) -> None:
    Place.objects.filter(pk__in=[one.pk for one in places]).update(offered_until=until)
    story.tell(places, EventKind.OFFERED, now)
    for place in places:
        place.offered_until = until
        signals.place_offered.send(sender=Place, place_id=place.pk)


@transaction.atomic
def accept(place: Place, by: User | None = None) -> Place:
    """Take the offer: the place is held for who pays, at least until the offer's deadline. Idempotent.

    Raises:
        StaleError: the deadline has passed, or the place was cancelled.
    """
    place, now = locked(place)
    state = place.state(now)
    if state in {PlaceState.HELD, PlaceState.CONFIRMED}:
        return place
    if state != PlaceState.OFFERED or place.offered_until is None:
        raise StaleError
    place.held_until = max(place.offered_until, now + deadlines.hold())
    place.save(update_fields=["held_until"])
    story.tell([place], EventKind.ACCEPTED, now, by)
    return place


@transaction.atomic
def decline(place: Place, by: User | None = None) -> Place:
    """Leave the waiting list, or refuse the offer: the next one gets it. Idempotent.

    Raises:
        StaleError: the place was confirmed: then it is cancelled by the terms.
    """
    place, now = locked(place)
    state = place.state(now)
    if state == PlaceState.CANCELLED:
        return place
    if state == PlaceState.CONFIRMED or place.waiting_since is None:
        raise StaleError
    return _end(place, EventKind.DECLINED, now, by)


@transaction.atomic
def release(place: Place, by: User) -> Place:
    """Give free a place that the organiser had set aside; who waits is offered it first. Idempotent.

    Raises:
        StaleError: it was not set aside.
    """
    place, now = locked(place)
    if not place.set_aside:
        raise StaleError
    if place.cancelled_at:
        return place
    return _end(place, EventKind.RELEASED, now, by)


def locked(place: Place) -> tuple[Place, dt.datetime]:
    """Return the place as it is now that its occasion is locked, and this moment."""
    capacity.lock([place.occasion_id])
    return Place.objects.select_related("booking", "occasion").get(pk=place.pk), timezone.now()


def _end(place: Place, kind: EventKind, now: dt.datetime, by: User | None) -> Place:
    place.cancelled_at = now
    place.save(update_fields=["cancelled_at"])
    story.tell([place], kind, now, by)
    fill(place.occasion_id)
    return place


def next_deadline(occasion_id: int) -> dt.datetime | None:
    """Return when a place of the occasion may come free by itself while somebody waits; None when nobody waits."""
    now = timezone.now()
    live = Place.objects.filter(occasion=occasion_id, cancelled_at=None, confirmed_at=None)
    if not live.filter(capacity.is_waiting()).exists():
        return None
    ends = live.aggregate(
        held=Min("held_until", filter=Q(held_until__gt=now)),
        offered=Min("offered_until", filter=Q(offered_until__gt=now)),
    )
    return min((one for one in ends.values() if one), default=None)


def sweep() -> int:
    """Offer what is free at every occasion that somebody waits for; return how many were offered a place."""
    waited_for = Place.objects.filter(capacity.is_waiting()).order_by("occasion").values_list("occasion").distinct()
    return sum(len(fill(occasion_id)) for (occasion_id,) in list(waited_for))
