"""What somebody has planned, and what could help: rooms tell it through the hook `planned_hours` (person).

A room registers a function that gets the person and returns `Planned` records: booked ones are part of the forecast,
others are suggestions. Nothing of it is in the ledger: it awards nothing, attendance does.
"""

import datetime as dt
from dataclasses import dataclass

from wagtail import hooks

from lvv_site.members.models import Person

HOOK = "planned_hours"


@dataclass(frozen=True, order=True)
class Planned:
    """An activity to come, on the civil date of its last day, in minutes of one kind. `ref` is unique over all rooms."""

    on: dt.date
    ref: str
    kind: str
    minutes: int
    title: str
    url: str = ""
    booked: bool = True


def planned_of(person: Person) -> list[Planned]:
    """Return everything that the rooms know, earliest first."""
    return sorted({one.ref: one for hook in hooks.get_hooks(HOOK) for one in hook(person)}.values())
