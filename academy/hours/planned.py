"""What somebody has planned, and what could help: rooms tell it through the hook `planned_hours` (person).

A room registers a function that gets the person and returns `Planned` records: booked ones are part of the forecast,
others are suggestions. Nothing of it is in the ledger: it awards nothing, attendance does. A room whose suggestions cost
something also registers `booked_hours` (person), which gives the booked ones alone: the nightly reminders ask about thousands.
"""

import datetime as dt
from dataclasses import dataclass

from wagtail import hooks

from lvv_site.members.models import Person

HOOK, BOOKED = "planned_hours", "booked_hours"


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


def booked_of(person: Person) -> list[Planned]:
    """Return what somebody has booked, earliest first; rooms that can are not asked for suggestions."""
    quick = hooks.get_hooks(BOOKED)
    rooms = {hook.__module__ for hook in quick}
    slow = [hook for hook in hooks.get_hooks(HOOK) if hook.__module__ not in rooms]
    found = (one for hook in (*quick, *slow) for one in hook(person) if one.booked)
    return sorted({one.ref: one for one in found}.values())
