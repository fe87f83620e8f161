"""Groups: starting one, taking part, leaving, another contact person, registration with the association.

Every change locks its group: of two people who take the last free place one gets it, and of two who end the same
participation the second sees that it has ended.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person, User

from . import letters
from .enums import RegistrationKind
from .models import ContactChange, Departure, Group, Participation, Registration, RegistrationText
from .models.groups import NOT_LEFT
from .queries import is_contact, is_full, participants, registered_since, takes_part
from .refusals import AlreadyInError, ContactStaysError, FullError, NotInError, RegistrationOrderError


@dataclass(frozen=True)
class Plain:
    """What a group is called, where it meets, and whether newcomers may ask to join."""

    name: str
    place: str
    online: bool
    open: bool


def lock(group_id: int) -> Group:
    """Return a group that nobody else changes until our transaction ends."""
    return Group.objects.select_for_update().get(pk=group_id)


@transaction.atomic
def start(plain: Plain, person: Person, by: User) -> Group:
    """Start a group: who starts it takes part from today on and is its contact person."""
    group = Group.objects.create(**plain.__dict__)
    today = civil.today()
    Participation.objects.create(group=group, person=person, starts=today, by=by)
    ContactChange.objects.create(group=group, person=person, starts=today, by=by)
    return group


@transaction.atomic
def edit(group_id: int, plain: Plain) -> Group:
    """Change what the group is called, where it meets, and whether newcomers may ask."""
    group = lock(group_id)
    for name, value in plain.__dict__.items():
        setattr(group, name, value)
    group.save(update_fields=list(plain.__dict__))
    return group


@transaction.atomic
def add(group_id: int, person: Person, by: User | None) -> Participation:
    """Let somebody take part from today on.

    Raises:
        AlreadyInError: takes part already.
        FullError: the group has as many participants as it may have today.
    """
    group = lock(group_id)
    if takes_part(group, person):
        raise AlreadyInError
    if is_full(group):
        raise FullError
    return Participation.objects.create(group=group, person_id=people.resolve(person.pk), starts=civil.today(), by=by)


@transaction.atomic
def leave(group_id: int, person: Person, by: User | None) -> None:
    """End somebody's participation, at once; today is the last day that counts for a meeting.

    Raises:
        NotInError: does not take part.
        ContactStaysError: the contact person, while others take part.
    """
    group = lock(group_id)
    mine = list(_open(group, person))
    if not mine:
        raise NotInError
    if is_contact(group, person) and len(participants(group)) > 1:
        raise ContactStaysError
    end(mine, by)


def end(participations: Iterable[Participation], by: User | None) -> None:
    """Write the last day of participations: today."""
    today = civil.today()
    Departure.objects.bulk_create(
        Departure(participation=one, until=max(today, one.starts), by=by) for one in participations
    )


def _open(group: Group, person: Person) -> Iterable[Participation]:
    return group.participations.filter(person__in=people.ids_of(person), departure=None)


def hand_to_the_longest(group: Group) -> None:
    """Make who takes part longest the contact person: the one there was is gone."""
    longest = group.participations.filter(NOT_LEFT).order_by("starts", "pk").first()
    if longest:
        change_contact(group.pk, people.resolve(longest.person_id), None)


@transaction.atomic
def change_contact(group_id: int, person_id: int, by: User | None) -> ContactChange:
    """Make another participant the contact person from today on; that person is told.

    Raises:
        NotInError: does not take part.
    """
    group = lock(group_id)
    person = Person.objects.filter(pk=person_id).first()
    if person is None or not takes_part(group, person):
        raise NotInError
    change = ContactChange.objects.create(group=group, person=person, starts=civil.today(), by=by)
    letters.tell_contact(change)
    return change


@transaction.atomic
def register(group_id: int, kind: str, starts: dt.date, reason: str, by: User) -> Registration:
    """Register a group with the association from a day on, or take it out; the contact person is told.

    What was recorded already keeps its kind of hours; the office corrects a meeting to have that looked at again.

    Raises:
        RegistrationOrderError: on that day it is so already.
    """
    group = lock(group_id)
    now_registered = registered_since(group.registrations.all(), starts) is not None
    if now_registered is (kind == RegistrationKind.REGISTERED):
        raise RegistrationOrderError
    made = Registration.objects.create(group=group, kind=RegistrationKind(kind), starts=starts, by=by)
    RegistrationText.objects.create(registration=made, text=reason.strip())
    letters.tell_registration(made)
    return made
