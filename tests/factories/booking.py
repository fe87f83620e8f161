"""Occasions and bookings for tests."""

import datetime as dt
import uuid
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction

from events.booking import reserving
from events.booking.enums import Audience, OccasionKind
from events.booking.models import Booking, Occasion, Part, Place, Price, TermsVersion
from events.booking.reserving import Attendee
from lvv_site import civil

_numbers = count(1)


def occasion(capacity: int | None = 5, *, priced: bool = True, days: int = 30, **values: Any) -> Occasion:
    """An occasion so many days ahead, of four hours; a guest pays 150.00, a member 100.00, both with 21 % VAT."""
    starts = (civil.now() + dt.timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)
    made = Occasion.objects.create(
        **{
            "code": f"masterclass-{next(_numbers)}", "kind": OccasionKind.MASTERCLASS, "title": "Gesprekken voeren",
            "starts": starts, "ends": starts + dt.timedelta(hours=4), "minutes": 240, "hours_kind": "course",
            "place": "Utrecht", "capacity": capacity,
        }
        | values
    )  # fmt: skip
    if priced:
        price(made, Audience.MEMBER, "100.00")
        price(made, Audience.GUEST, "150.00")
    return made


def price(of: Occasion, audience: str, net: str, **values: Any) -> Price:
    """A price with 21 % VAT."""
    return Price.objects.create(occasion=of, audience=audience, net=Decimal(net), **{"vat_rate": Decimal(21)} | values)


def terms(*steps: tuple[int, int]) -> TermsVersion:
    """A version of the terms: all until four weeks ahead, half until one."""
    return TermsVersion.objects.create(
        code=f"2026-{next(_numbers)}", text="Voorwaarden", steps=[list(step) for step in steps or [(28, 100), (7, 50)]]
    )


def part(of: Occasion, minutes: int = 120, hours: int = 0) -> Part:
    """A part that begins so many hours after the start."""
    assert of.starts
    starts = of.starts + dt.timedelta(hours=hours)
    return Part.objects.create(occasion=of, starts=starts, ends=starts + dt.timedelta(minutes=minutes), minutes=minutes)


def attendee(person: int | None = None) -> Attendee:
    """Somebody with a name and an address."""
    number = next(_numbers)
    return Attendee(f"Deelnemer {number}", f"deelnemer{number}@voorbeeld.example", person)


def reserve(*occasions: Occasion, people: int = 1, key: str = "", **values: Any) -> Booking:
    """Reserve places for people without an account, in a transaction of its own."""
    attendees = values.pop("attendees", None) or [attendee() for _each in range(people)]
    with transaction.atomic():
        return reserving.reserve(occasions, attendees, values.pop("by", None), key or str(uuid.uuid4()), **values)


def confirmed(of: Occasion, **values: Any) -> Place:
    """A confirmed place."""
    booking = reserve(of, **values)
    with transaction.atomic():
        reserving.confirm(booking)
    return booking.places.get()


def waiting(of: Occasion, **values: Any) -> Place:
    """A place on the waiting list."""
    return reserve(of, wait=True, **values).places.get()
