"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`)."""

import datetime as dt
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.privacy import RetentionRow

from . import changing
from .models import Attendance, Booking, Place

NAME_DAYS = 730


def end_names(today: dt.date, dry_run: bool) -> int:
    """Empty names and addresses of attendees two years after the occasion, or after booking when it has no dates."""
    before = today - dt.timedelta(days=NAME_DAYS)
    over = Q(occasion__ends__date__lt=before) | Q(occasion__ends=None, made_at__date__lt=before)
    rows = Place.objects.filter(over).exclude(name="", email="")
    return rows.count() if dry_run else _forget(rows)


def _forget(rows: QuerySet[Place]) -> int:
    Booking.objects.filter(places__in=rows).update(contact="")
    return Place.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(name="", email="")


RETENTION = [
    RetentionRow(
        what=_("Naam en e-mailadres van deelnemers aan een activiteit"),
        purpose=_("Weten wie er komt, en u over de activiteit kunnen schrijven"),
        term=_("2 jaar na de activiteit"),
        how=_("Automatisch gewist"),
        task=end_names,
    ),
    RetentionRow(
        what=_("Namen van deelnemers op het toestel bij de ingang"),
        purpose=_("Mensen inchecken, ook zonder netwerk"),
        term=_("Hoogstens 12 uur"),
        how=_("Het toestel wist ze zelf"),
    ),
    RetentionRow(
        what=_("Wat u boekte en waar u aanwezig was"),
        purpose=_("Betalingen, uren en bewijzen kunnen verantwoorden"),
        term=_("Blijvend, zonder naam als u vraagt om te wissen"),
        how=_("Uw naam gaat weg, de datums en bedragen blijven"),
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what this room knows about a person."""
    mine = people.ids_of(person)
    ordered = Booking.objects.filter(by__person__in=mine).order_by("pk")
    places = Place.objects.filter(person__in=mine).order_by("pk")
    attended = Attendance.objects.filter(place__person__in=mine).order_by("pk")
    return {
        "bookings": list(ordered.values("code", "made_at")),
        "places": list(
            places.values(
                "code", "name", "email", "net", "vat_rate", "made_at", "confirmed_at", "cancelled_at",
                occasion_title=F("occasion__title"), starts=F("occasion__starts"),
            )
        ),
        "attendances": list(
            attended.values("on", "minutes", occasion_title=F("place__occasion__title"), withdrawn_at=F("withdrawal__at"))
        ),
    }  # fmt: skip


def erase(person: Person) -> None:
    """Give up what is still to come, and take name and address off every place; what happened stays without a name."""
    theirs = Place.objects.filter(person=person)
    coming = Q(occasion__starts=None) | Q(occasion__starts__gt=timezone.now())
    attended = Attendance.objects.filter(place__person=person, withdrawal=None).values("place")
    for place in theirs.filter(coming, cancelled_at=None).exclude(pk__in=attended):
        changing.cancel(place)
    _forget(theirs)
    if person.email:
        Booking.objects.filter(contact__iexact=person.email).update(contact="")
        _forget(Place.objects.filter(email__iexact=person.email))
