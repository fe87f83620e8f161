"""One human being, possibly several entries.

Facts keep the person id they were written with. When two entries turn out to be one human being, a `PersonMerge` says so
once; from then on every query asks `resolve` (which entry stands for this one now) or `ids_of` (which entries hold the
facts of this person).
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from .models import Person, PersonMerge, User

# Merges go from tree to root: the entry merged into is never itself merged at that moment, so there are no circles.
RESOLVE = """
WITH RECURSIVE step(asked, now) AS (
  SELECT id, id FROM unnest(%s::bigint[]) AS id
  UNION ALL
  SELECT step.asked, merge.into_id FROM step JOIN members_personmerge merge ON merge.from_id = step.now
)
SELECT asked, now FROM step WHERE NOT EXISTS (SELECT 1 FROM members_personmerge WHERE from_id = step.now)
"""
BEHIND = """
WITH RECURSIVE up(id) AS (
  SELECT %s::bigint
  UNION ALL
  SELECT merge.into_id FROM up JOIN members_personmerge merge ON merge.from_id = up.id
), entry(id) AS (
  SELECT id FROM up WHERE NOT EXISTS (SELECT 1 FROM members_personmerge WHERE from_id = up.id)
  UNION ALL
  SELECT merge.from_id FROM entry JOIN members_personmerge merge ON merge.into_id = entry.id
)
SELECT id FROM entry
"""


REMEMBERED = "_ids_behind"


class CannotMergeError(Exception):
    """These two entries cannot become one; the text says why, for the office's screen."""


def account_of(person: Person) -> User | None:
    """Return the account of the entry, if it has one."""
    return User.objects.filter(person=person).first()


def resolve(person_id: int) -> int:
    """Return the id of the entry that stands for this person now; an id never merged stands for itself."""
    return resolve_many([person_id])[person_id]


def resolve_many(person_ids: Iterable[int]) -> dict[int, int]:
    """Return for each id the id of the entry that stands for it now, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(RESOLVE, [list(person_ids)])
        return dict(cursor.fetchall())


def ids_of(person: Person | int) -> list[int]:
    """Return every id under which facts of this person may be written: its own and all that were merged into it.

    Asked once for each `Person` object: a page asks it for every panel.
    """
    if isinstance(person, int):
        return _ids_behind(person)
    if REMEMBERED not in person.__dict__:
        person.__dict__[REMEMBERED] = _ids_behind(person.pk)
    return list(person.__dict__[REMEMBERED])


def _ids_behind(person_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(BEHIND, [person_id])
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def merge(source: Person, into: Person, by: User | None = None) -> PersonMerge:
    """Record that `source` is the same human being as `into`; the account and the address move when `into` has none.

    Raises `CannotMergeError` for one and the same entry, for an entry that was merged already and when both have an
    account: whose sessions and second factor stay is for the person to say, not for us to guess.
    """
    for person in (source, into):
        person.__dict__.pop(REMEMBERED, None)
    # Locked in one order: two merges of the same pair in opposite directions would otherwise make a circle.
    locked = {
        person.pk: person
        for person in Person.objects.select_for_update().filter(pk__in=[source.pk, into.pk]).order_by("pk")
    }
    if len(locked) < 2:
        raise CannotMergeError(_("Kies twee verschillende personen."))
    if PersonMerge.objects.filter(source__in=locked).exists():
        raise CannotMergeError(_("Een van deze twee is al samengevoegd."))
    source, into = locked[source.pk], locked[into.pk]
    _move_account(source, into)
    _move_address(source, into)
    return PersonMerge.objects.create(source=source, into=into, by=by)


def _move_account(source: Person, into: Person) -> None:
    accounts = list(User.objects.filter(person__in=[source, into]))
    if len(accounts) > 1:
        raise CannotMergeError(_("Beide personen hebben een account. Wis eerst het account dat niet meer nodig is."))
    User.objects.filter(person=source).update(person=into)


def _move_address(source: Person, into: Person) -> None:
    address, source.email = source.email, None
    source.save(update_fields=["email"])
    if address and into.email is None:
        into.email = address
        into.save(update_fields=["email"])
