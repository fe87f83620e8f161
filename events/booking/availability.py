"""How many places there are for whoever comes now, and whether an occasion can be booked or why not.

Pure: from frozen counts and a moment. Who waits goes before who comes: a free place that somebody waits for is not free.
"""

import datetime as dt
from dataclasses import dataclass

from .enums import Bookable


@dataclass(frozen=True)
class Counts:
    """What was counted of an occasion. `capacity` None is without end; `waiting` has no offer yet."""

    capacity: int | None
    taken: int = 0
    waiting: int = 0

    @property
    def empty(self) -> int | None:
        """Places nobody has, whoever waits for them; never below zero, also when the capacity was lowered."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def free(self) -> int | None:
        """Places for whoever comes now."""
        return None if self.empty is None else max(0, self.empty - self.waiting)

    def has_room(self, number: int) -> bool:
        """Whether so many can be sold now."""
        return self.free is None or number <= self.free


@dataclass(frozen=True)
class Registration:
    """When an occasion can be booked, as the office set it; moments, `closes_at` itself is too late."""

    here: bool = True
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    starts: dt.datetime | None = None
    cancelled: bool = False

    def refusal(self, now: dt.datetime) -> Bookable | None:
        """Return why nobody can book now, however many places there are. Without `closes_at` the start closes it."""
        closes_at = self.closes_at or self.starts
        if self.cancelled:
            return Bookable.CANCELLED
        if not self.here:
            return Bookable.NOT_HERE
        if closes_at and now >= closes_at:
            return Bookable.CLOSED
        if self.opens_at and now < self.opens_at:
            return Bookable.NOT_OPEN_YET
        return None


@dataclass(frozen=True)
class Availability:
    """The answer: `free` None is without end."""

    bookable: Bookable
    free: int | None
    waiting: int


def availability(registration: Registration, counts: Counts, now: dt.datetime) -> Availability:
    """Return whether somebody can book now, and how many places there are."""
    why = registration.refusal(now) or (Bookable.OPEN if counts.has_room(1) else Bookable.FULL)
    return Availability(why, counts.free, counts.waiting)
