"""The one module that counts places (domain rule 10): under a lock, never counted down.

Whoever sells, offers or frees places of occasions locks them first, all at once and in one order, so that nobody waits in a
circle. A lock lasts until the transaction ends; outside a transaction it would end at once and protect nothing, so that is
refused. What is taken follows from moments: a hold that has run out is free without anybody doing something.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from .availability import Availability, Counts, Registration, availability
from .models import Occasion, Place

LOCKS_OF_OCCASIONS = 7_142  # the first of two numbers of an advisory lock; the second is the occasion's id

# One statement: PostgreSQL takes the locks in the order of the sorted rows.
LOCK = "SELECT pg_advisory_xact_lock(%s, id) FROM (SELECT DISTINCT unnest(%s::int[]) AS id ORDER BY id) AS sorted"

# The same conditions as `is_taken` and `is_waiting`; a test compares them. Written out, for this is what everybody waits for.
STANDING = """
SELECT occasion.id, occasion.bookable, occasion.opens_at, occasion.closes_at, occasion.starts,
       EXISTS (SELECT FROM booking_calledoff off WHERE off.occasion_id = occasion.id), occasion.capacity,
       count(*) FILTER (WHERE confirmed_at IS NOT NULL OR held_until > %(now)s OR offered_until > %(now)s),
       count(*) FILTER (WHERE confirmed_at IS NULL AND held_until IS NULL AND offered_until IS NULL
                          AND waiting_since IS NOT NULL)
  FROM booking_occasion occasion
  LEFT JOIN booking_place place ON place.occasion_id = occasion.id AND place.cancelled_at IS NULL
 WHERE occasion.id = ANY(%(ids)s)
 GROUP BY occasion.id
"""


@dataclass(frozen=True)
class Standing:
    """An occasion as it is at a moment: when it can be booked, and how many places it has."""

    registration: Registration
    counts: Counts

    def at(self, now: dt.datetime) -> Availability:
        """Return whether somebody can book at the moment it was read."""
        return availability(self.registration, self.counts, now)


class OutsideTransactionError(RuntimeError):
    """Counting without a transaction protects nothing: a fault of the caller."""


def lock(occasion_ids: Collection[int]) -> None:
    """Let nobody else sell places of these occasions until the transaction ends. OutsideTransactionError without one."""
    if not connection.in_atomic_block:
        raise OutsideTransactionError("lock occasions inside a transaction")
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [LOCKS_OF_OCCASIONS, sorted(set(occasion_ids))])


def is_taken(now: dt.datetime) -> Q:
    """Return the condition that a place is nobody else's at this moment: confirmed, held or offered."""
    return Q(cancelled_at=None) & (Q(confirmed_at__isnull=False) | Q(held_until__gt=now) | Q(offered_until__gt=now))


def is_waiting() -> Q:
    """Return the condition that a place waits for an offer."""
    return Q(cancelled_at=None, confirmed_at=None, held_until=None, offered_until=None, waiting_since__isnull=False)


def has_lapsed(now: dt.datetime) -> Q:
    """Return the condition that a place's hold or offer ran out: it is free, and only late money remembers it."""
    once = Q(held_until__isnull=False) | Q(offered_until__isnull=False)
    held = Q(held_until__gt=now, held_until__isnull=False)
    return (
        Q(cancelled_at=None, confirmed_at=None) & once & ~held & ~Q(offered_until__gt=now, offered_until__isnull=False)
    )


def taken(occasion_ids: Collection[int], now: dt.datetime) -> dict[int, int]:
    """Return how many places of each occasion are taken: under the lock when something is to be sold."""
    return {id_: counts.taken for id_, counts in counted(Occasion.objects.filter(pk__in=occasion_ids), now).items()}


def standing(occasion_ids: Collection[int], now: dt.datetime) -> dict[int, Standing]:
    """Return how these occasions stand, each read anew with its places, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"ids": sorted(occasion_ids), "now": now})
        rows = cursor.fetchall()
    return {
        id_: Standing(Registration(here, opens_at, closes_at, starts, off), Counts(capacity, taken_, waiting))
        for id_, here, opens_at, closes_at, starts, off, capacity, taken_, waiting in rows
    }


def counted(occasions: Iterable[Occasion], now: dt.datetime) -> dict[int, Counts]:
    """Return the frozen counts of occasions, by id."""
    capacities = {one.pk: one.capacity for one in occasions}
    rows = (
        Place.objects.filter(occasion__in=list(capacities), cancelled_at=None)
        .order_by()
        .values_list("occasion")
        .annotate(sold=Count("pk", filter=is_taken(now)), waits=Count("pk", filter=is_waiting()))
    )
    found = {occasion: (sold, waits) for occasion, sold, waits in rows}
    return {id_: Counts(capacity, *found.get(id_, (0, 0))) for id_, capacity in capacities.items()}


def listed(now: dt.datetime) -> QuerySet[Occasion]:
    """Return all occasions, each with how many places are `taken` and how many people are `waiting`: for lists."""
    return Occasion.objects.annotate(taken=_number(is_taken(now)), waiting=_number(is_waiting()))


def _number(condition: Q) -> Coalesce:
    """Return the number of an occasion's places for which the condition holds."""
    places = Place.objects.filter(condition, occasion=OuterRef("pk")).order_by().values("occasion")
    return Coalesce(Subquery(places.annotate(number=Count("pk")).values("number")), Value(0))
