"""Which person an account belongs to: the one with the address that the account's owner proved to own."""

from django.db import transaction

from .models import Person, User


@transaction.atomic
def join(user: User, verified_email: str) -> Person | None:
    """Join an account to the person with this verified address; None when there is none, or it has an account already."""
    if user.person_id is not None:
        return user.person
    # Locked: two accounts that prove the same address at the same moment must not both get the person.
    person = Person.objects.current().select_for_update(of=["self"]).filter(email__iexact=verified_email).first()
    if person is None or User.objects.filter(person=person).exists():
        return None
    user.person = person
    user.save(update_fields=["person"])
    return person


@transaction.atomic
def complete(user: User, person: Person) -> Person:
    """Give an account its own new person, from names that its owner filled in; an account that has one keeps it."""
    locked = User.objects.select_for_update(of=["self"]).select_related("person").get(pk=user.pk)
    if locked.person is not None:
        return locked.person
    taken = Person.objects.filter(email__iexact=user.email).exists()
    person.email = None if taken else user.email
    person.save()
    user.person = person
    user.save(update_fields=["person"])
    return person


def move_address(user: User, email: str) -> None:
    """Let the person's address follow the account's; an address that somebody else has stays theirs, for the office."""
    person = user.person
    if person is None or Person.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        return
    person.email = email
    person.save(update_fields=["email"])
