"""Certificates for tests, made through the same door as everywhere."""

import datetime as dt
from importlib import import_module
from itertools import count

from django.apps import apps

from academy.certification import decisions
from academy.certification.enums import EventKind, Source
from academy.certification.models import Certificate, SchemeVersion, StatusEvent
from academy.certification.numbers import number_key
from lvv_site.members.models import Person, User
from tests.factories.members import PersonFactory

SERIAL = count(1)
STARTS, UNTIL = dt.date(2024, 7, 1), dt.date(2028, 6, 30)


def certificate(person: Person | None = None, number: str | None = None) -> Certificate:
    """A certificate without any event."""
    number = number or f"VP-{next(SERIAL):05}"
    return Certificate.objects.create(
        person=person or PersonFactory.create(), number=number, number_key=number_key(number)
    )


def event(
    of: Certificate, kind: EventKind, starts: dt.date, until: dt.date | None = None, *,
    scheme: str = "lvv-2024", lifts: StatusEvent | None = None, by: User | None = None, second_by: User | None = None,
) -> StatusEvent:  # fmt: skip
    """Record one event, as an import would."""
    made = StatusEvent(
        certificate=of, kind=kind, starts=starts, until=until, lifts=lifts, decided_on=starts, source=Source.IMPORT,
        scheme=shipped(scheme) if kind == EventKind.GRANTED else None,
        by=by, second_by=second_by,
    )  # fmt: skip
    decisions.record([made])
    return made


def shipped(code: str) -> SchemeVersion:
    """A scheme version that the migrations ship; shipped again when a test over several connections emptied the tables."""
    if not SchemeVersion.objects.exists():
        import_module("academy.certification.migrations.0002_schemes").ship(apps, None)
    return SchemeVersion.objects.get(code=code)


def certified(
    person: Person | None = None, number: str | None = None, starts: dt.date = STARTS, until: dt.date = UNTIL
) -> Certificate:
    """A certificate with one granted period."""
    made = certificate(person, number)
    event(made, EventKind.GRANTED, starts, until)
    return made
