"""Who is a member on a date. Membership is personal; it follows from dates, so it is right at midnight without a job."""

import datetime as dt

from django.db.models import Q

from .models import Membership, Person


def is_member(person: Person | None, on: dt.date) -> bool:
    """Whether the person is a member on the civil date; an account without a person never is."""
    if person is None:
        return False
    return Membership.objects.filter(Q(until__isnull=True) | Q(until__gte=on), person=person, start__lte=on).exists()
