"""Who is expected at an occasion, who is there, and which part is going on: what the person at the door looks at.

A fixed number of queries, whatever the number of attendees.
"""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from .models import Attendance, Occasion, Part, Place
from .models.occasions import civil_date

WHOLE = 0  # the key of the whole occasion, where it has no parts


@dataclass(frozen=True)
class Slot:
    """What attendance is recorded of: a part, or the whole occasion. `minutes` is how long it lasts."""

    part: Part | None
    starts: dt.datetime | None
    ends: dt.datetime | None
    minutes: int

    @property
    def key(self) -> int:
        """Its name in forms and on devices."""
        return self.part.pk if self.part else WHOLE


@dataclass(frozen=True)
class Row:
    """An attendee who is expected, and the standing attendance of each slot."""

    place: Place
    facts: dict[int, Attendance]

    @property
    def name(self) -> str:
        """Name of the attendee; the code where the name was erased."""
        return self.place.name or self.place.code


def slots_of(occasion: Occasion) -> list[Slot]:
    """Return the parts in order of time, or the whole occasion."""
    parts = [Slot(part, part.starts, part.ends, part.minutes) for part in occasion.parts.all()]
    return parts or [Slot(None, occasion.starts, occasion.ends, occasion.minutes)]


def going_on(slots: Sequence[Slot], now: dt.datetime) -> Slot:
    """Return the slot that people come for at a moment: the first that is not over, else the last."""
    return next((one for one in slots if one.ends is None or one.ends > now), slots[-1])


def rows(occasion: Occasion) -> list[Row]:
    """Return who is expected, by name."""
    places = Place.objects.filter(expected(), occasion=occasion).order_by("pk")
    facts: dict[int, dict[int, Attendance]] = {}
    for fact in Attendance.objects.filter(place__occasion=occasion, withdrawal=None):
        facts.setdefault(fact.place_id, {})[fact.part_id or WHOLE] = fact
    return sorted((Row(place, facts.get(place.pk, {})) for place in places), key=_alphabetical)


def _alphabetical(row: Row) -> str:
    # In Python: the order of the database depends on its collation, and may put Ç after Z.
    return unicodedata.normalize("NFKD", row.name.casefold())


def row(place: Place) -> Row:
    """Return one attendee."""
    standing = place.attendances.filter(withdrawal=None)
    return Row(place, {fact.part_id or WHOLE: fact for fact in standing})


def expected() -> Q:
    """Return the condition of a place whose attendee may be checked in."""
    return Q(confirmed_at__isnull=False, cancelled_at=None, set_aside=False)


def others(occasion: Occasion) -> list[Place]:
    """Return the places with a code that do not let anybody in: cancelled, not confirmed, kept by the organisation."""
    return list(Place.objects.filter(~expected(), occasion=occasion).order_by("pk"))


def last_day(occasion: Occasion, slots: Sequence[Slot]) -> dt.date | None:
    """Return the civil date on which the occasion ends; None without dates."""
    ends = [one.ends for one in slots if one.ends]
    if occasion.ends:
        ends.append(occasion.ends)
    return civil_date(max(ends)) if ends else None
