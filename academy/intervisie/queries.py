"""What holds on a day: who takes part in a group, who its contact person is, what its meetings count as, which rules.

Facts keep the person id they were written with; what is returned here names the entry that stands for that person now.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from academy.hours import classify
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members import people
from lvv_site.members.models import Person

from .enums import RegistrationKind
from .models import Group, Registration, RoomRules
from .models.groups import NOT_LEFT, taking_part
from .validity import FIRST, Rules


def rules_on(on: dt.date) -> Rules:
    """Return the settings that hold on a day."""
    held = RoomRules.objects.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()
    return held.as_rules() if held else FIRST


def participants(group: Group) -> list[Person]:
    """Return who takes part now, by name; somebody known under several entries once."""
    return by_name(group.participations.filter(NOT_LEFT).values_list("person", flat=True))


def participants_on(group: Group, on: dt.date) -> list[Person]:
    """Return who took part on a day, by name: those too who left on that day."""
    return by_name(group.participations.filter(taking_part(on)).values_list("person", flat=True))


def by_name(person_ids: Iterable[int]) -> list[Person]:
    """Return the people that these ids stand for now, by name."""
    standing = set(people.resolve_many(set(person_ids)).values())
    return list(Person.objects.filter(pk__in=standing).order_by("given_name", "family_name", "pk"))


def takes_part(group: Group, person: Person) -> bool:
    """Whether somebody takes part now."""
    return group.participations.filter(NOT_LEFT, person__in=people.ids_of(person)).exists()


def took_part(group: Group, person: Person, on: dt.date) -> bool:
    """Whether somebody took part on a day."""
    return group.participations.filter(taking_part(on), person__in=people.ids_of(person)).exists()


def contact_of(group: Group) -> Person | None:
    """Return the contact person, as long as that person takes part."""
    last = group.contacts.order_by("-pk").first()
    if last is None:
        return None
    person = Person.objects.get(pk=people.resolve(last.person_id))
    return person if takes_part(group, person) else None


def is_contact(group: Group, person: Person) -> bool:
    """Whether this is the contact person."""
    contact = contact_of(group)
    return contact is not None and contact.pk == people.resolve(person.pk)


def kind_on(group: Group, on: dt.date) -> HoursKind:
    """Return what a meeting of the group on this day counts as: intervisie once registered, else an extra activity."""
    return classify.kind_of("intervisie", on, group_registered_on=registered_since(group.registrations.all(), on))


def registered_since(registrations: Collection[Registration], on: dt.date) -> dt.date | None:
    """Return since when the group is registered as of this day; None when it is not, or not any more."""
    held = sorted((one.starts, one.pk, one.kind) for one in registrations if one.starts <= on)
    return held[-1][0] if held and held[-1][2] == RegistrationKind.REGISTERED else None


def is_full(group: Group) -> bool:
    """Whether nobody can join today."""
    return len(participants(group)) >= rules_on(civil.today()).max_group
