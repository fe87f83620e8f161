"""Groups, meetings and recordings for tests, made through the same doors as everywhere."""

import datetime as dt
from importlib import import_module
from itertools import count

import time_machine
from django.apps import apps

from academy.intervisie import groups, recording
from academy.intervisie.enums import RegistrationKind
from academy.intervisie.groups import Plain
from academy.intervisie.models import Group, Meeting, Participation, Recording, Registration, RoomRules
from lvv_site import civil
from lvv_site.members.models import Person, User
from tests.factories.members import MembershipFactory, PersonFactory, UserFactory

SERIAL = count(1)
SINCE = dt.date(2025, 1, 1)


def rules() -> None:
    """The rules that the migrations ship; shipped again when a test over several connections emptied the tables."""
    if not RoomRules.objects.exists():
        import_module("academy.intervisie.migrations.0003_rules").ship(apps, None)


def group(
    *, others: int = 3, name: str = "", registered: dt.date | None = SINCE, since: dt.date = SINCE, contact: User | None = None,
    newcomers: bool = True, place: str = "Zwolle", online: bool = False,
) -> Group:  # fmt: skip
    """A group of a contact person, a member, and so many others; registered since the day that everybody joined."""
    rules()
    contact = contact or member()
    with time_machine.travel(dt.datetime.combine(since, dt.time(12), dt.UTC), tick=False):
        made = groups.start(Plain(name or f"Groep {next(SERIAL)}", place, online, newcomers), contact.person, contact)
    for _number in range(others):
        join(made, since=since)
    if registered:
        Registration.objects.create(group=made, kind=RegistrationKind.REGISTERED, starts=registered)
    return made


def member(**fields: object) -> User:
    """An account of somebody who is a member."""
    user: User = UserFactory.create(**fields)
    MembershipFactory.create(person=user.person)
    return user


def join(made: Group, person: Person | None = None, since: dt.date = SINCE) -> Person:
    """Somebody takes part from a day on."""
    person = person or PersonFactory.create()
    Participation.objects.create(group=made, person=person, starts=since)
    return person


def contact_of(made: Group) -> User:
    """The account of the contact person."""
    return User.objects.get(person=made.contacts.order_by("-pk")[0].person)


def people_of(made: Group) -> list[Person]:
    """Who takes part today, the contact person first."""
    first = contact_of(made).person
    rest = [
        one.person for one in made.participations.select_related("person").order_by("pk") if one.person_id != first.pk
    ]
    return [first, *rest]


def meeting(
    made: Group, on: dt.date | None = None, starts: dt.time = dt.time(19), ends: dt.time = dt.time(21)
) -> Meeting:
    """A planned meeting, today unless told."""
    return Meeting.objects.create(group=made, on=on or civil.today(), starts=starts, ends=ends, place="Bij Anna")


def wanted(made: Group, on: dt.date | None = None, **fields: object) -> recording.Wanted:
    """Everybody was there for two hours, unless told otherwise."""
    everybody = frozenset(person.pk for person in people_of(made))
    return recording.Wanted(
        **{"on": on or civil.today(), "minutes": 120, "present": everybody, "theme": "grenzen", **fields}
    )


def recorded(made: Group, on: dt.date | None = None, **fields: object) -> Recording:
    """A meeting that was planned and recorded by its contact person."""
    planned = meeting(made, on)
    return recording.record(planned.pk, wanted(made, planned.on, **fields), contact_of(made))
