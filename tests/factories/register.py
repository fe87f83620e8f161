"""Listings for tests."""

import datetime as dt
from typing import Any

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
