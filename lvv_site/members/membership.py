"""Who is a member on a date. Membership is personal; it follows from dates, so it is right at midnight without a job."""

import datetime as dt

from django.db.models import Q

from . import people
from .models import Membership, Person


def holding(on: dt.date) -> Q:
    """Return the condition that a membership holds on the civil date."""
    return Q(start__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))


def is_member(person: Person | None, on: dt.date) -> bool:
    """Whether the person is a member on the civil date; an account without a person never is."""
    if person is None:
        return False
    return Membership.objects.filter(holding(on), person__in=people.ids_of(person)).exists()


def since(person: Person) -> dt.date | None:
    """Return the first day the person ever was a member, or None."""
    first = Membership.objects.filter(person__in=people.ids_of(person)).order_by("start").first()
    return first.start if first else None
