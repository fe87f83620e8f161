"""Writes what happened to places."""

import datetime as dt
from collections.abc import Iterable

from lvv_site.members.models import User

from .enums import EventKind
from .models import Place, PlaceEvent


def tell(
    places: Iterable[Place], kind: EventKind, at: dt.datetime, by: User | None = None, person_id: int | None = None
) -> None:
    """Append an event of this kind to each place."""
    PlaceEvent.objects.bulk_create(
        [PlaceEvent(place=place, kind=kind, at=at, by=by, person_id=person_id) for place in places]
    )
