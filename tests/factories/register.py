"""Listings for tests."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from academy.certification.models import Certificate
from academy.register import indexing
from academy.register.models import Profile
from lvv_site.members.models import Person
from tests.factories.certification import STARTS, UNTIL, certified


def profile(certificate: Certificate, place: str = "Zwolle", **fields: Any) -> Profile:
    """A findable external adviser in Zwolle."""
    defaults: dict[str, Any] = {"kind": "external", "findable": True, "first_registered": STARTS, "languages": ["nl"]}
    made = Profile(certificate=certificate, **{**defaults, **fields})
    indexing.set_place(made, place)
    made.save()
    indexing.reindex([made.pk])
    made.refresh_from_db()
    return made


def adviser(
    name: str = "Anna Berg", number: str | None = None, starts: dt.date = STARTS, until: dt.date = UNTIL, **fields: Any
) -> Profile:
    """Somebody in the register: the first word is the given name, the last the family name, the rest the infix."""
    given, *middle = name.split()
    *infix, family = middle
    person = Person.objects.create(given_name=given, infix=" ".join(infix), family_name=family)
    return profile(certified(person, number, starts, until), **fields)


def many(names: Iterable[tuple[str, str, str]], place: str = "Zwolle") -> list[Profile]:
    """Findable people by given name, infix and family name, written at once; all that a search looks at, and no events."""
    persons = Person.objects.bulk_create(
        Person(given_name=given, infix=infix, family_name=family) for given, infix, family in names
    )
    certificates = Certificate.objects.bulk_create(
        Certificate(person=person, number=f"MANY-{person.pk}", number_key=f"MANY{person.pk}") for person in persons
    )
    made = []
    for certificate in certificates:
        one = Profile(certificate=certificate, kind="external", findable=True, first_registered=STARTS)
        indexing.set_names(one, certificate.person)
        indexing.set_place(one, place)
        one.listed_during = [DateRange(STARTS, UNTIL)]
        made.append(one)
    Profile.objects.bulk_create(made)
    indexing.post((one.pk, one.certificate.person) for one in made)
    with (
        connection.cursor() as cursor
    ):  # so many at once: the planner must know of them, as it would of a real register
        cursor.execute("ANALYZE register_profile, register_nametoken, register_nameslip, register_nameposting")
    return made
