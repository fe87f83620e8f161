"""Writing what a profile is found by: its name, its town, the words of its name. Rebuildable at any time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

from academy.certification.enums import LISTED
from lvv_site.members import people
from lvv_site.members.models import Person

from . import names
from .matching import slipped
from .models import NamePosting, NameSlip, NameToken, Profile
from .towns import town_named

BATCH = 2000
ROLE = NamePosting.Role
_later: ContextVar[bool] = ContextVar("register_listing_later", default=False)
POST = """
INSERT INTO register_nameposting (token_id, profile_id, role)
SELECT token.id, posting.profile_id, posting.role
FROM unnest(%s::text[], %s::bigint[], %s::smallint[]) AS posting(word, profile_id, role)
JOIN register_nametoken token USING (word)
ON CONFLICT DO NOTHING
"""
SLIP = """
INSERT INTO register_nameslip (slip, token_id)
SELECT slip.slip, token.id FROM unnest(%s::text[], %s::text[]) AS slip(word, slip) JOIN register_nametoken token USING (word)
ON CONFLICT DO NOTHING
"""
LIST = """
UPDATE register_profile profile SET listed_during = coalesce((
  SELECT array_agg(span.during ORDER BY span.during) FROM certification_statusspan span
  WHERE span.certificate_id = profile.certificate_id AND span.status = ANY(%(listed)s)
), '{}') WHERE profile.certificate_id = ANY(%(ids)s)
"""
FORGET = """
WITH unused AS (
  SELECT id FROM register_nametoken token
  WHERE NOT EXISTS (SELECT 1 FROM register_nameposting posting WHERE posting.token_id = token.id)
), slips AS (
  DELETE FROM register_nameslip USING unused WHERE token_id = unused.id
)
DELETE FROM register_nametoken USING unused WHERE register_nametoken.id = unused.id
"""


def set_names(profile: Profile, person: Person) -> None:
    """Fill the name fields of a profile from the person; not saved."""
    profile.name = person.full_name
    profile.sort_name = names.sort_key(person.given_name, person.infix, person.family_name)
    profile.name_key = names.exact_key(person.given_name, person.infix, person.family_name)[:300]


def set_place(profile: Profile, place: str) -> None:
    """Fill the place of a profile and what follows from it; not saved."""
    town = town_named(place)
    profile.place = place
    profile.town = town.id if town else None
    profile.province = town.province if town else ""


def post(people_by_profile: Iterable[tuple[int, Person]]) -> None:
    """Write the words of these names for profiles that have none yet."""
    rows = [
        (word, profile_id, role)
        for profile_id, person in people_by_profile
        for word, role in _roles(names.forms(person.given_name, person.infix, person.family_name))
    ]
    words = {word for word, _profile, _role in rows}
    new = words - set(NameToken.objects.filter(word__in=words).values_list("word", flat=True))
    # Sorted: two imports at once that add the same words must not wait for each other in a ring.
    NameToken.objects.bulk_create(
        (NameToken(word=word, plain=names.plain(word), sound=names.sound(word)) for word in sorted(new)),
        ignore_conflicts=True,
        batch_size=BATCH,
    )
    slips = [(word, slip) for word in sorted(new) for slip in slipped(word)]
    with connection.cursor() as cursor:
        cursor.execute(SLIP, _columns(slips, 2))
        cursor.execute(POST, _columns(rows, 3))


def _columns(rows: Sequence[tuple[object, ...]], count: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(count)]


def set_listed(profile_ids: Sequence[int]) -> None:
    """Copy when these people may be listed from their status spans."""
    with connection.cursor() as cursor:
        cursor.execute(LIST, {"ids": list(profile_ids), "listed": [str(one.value) for one in LISTED]})


@contextmanager
def listing_later() -> Iterator[None]:
    """Inside, a changed status is left to the caller, who reindexes everybody concerned at once."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


def status_changed(certificate_id: int) -> None:
    """Follow a changed status."""
    if not _later.get():
        set_listed([certificate_id])


@transaction.atomic
def reindex(profile_ids: Sequence[int]) -> None:
    """Write name, place and words of these profiles anew, from the people they stand for now."""
    profiles = list(
        Profile.objects.select_related("certificate")
        .filter(pk__in=profile_ids)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    now = people.resolve_many({profile.certificate.person_id for profile in profiles})
    persons = Person.objects.in_bulk(set(now.values()))
    named = [(profile, persons[now[profile.certificate.person_id]]) for profile in profiles]
    for profile, person in named:
        set_names(profile, person)
        set_place(profile, profile.place)
    Profile.objects.bulk_update(profiles, ["name", "sort_name", "name_key", "town", "province"], batch_size=BATCH)
    NamePosting.objects.filter(profile__in=profile_ids).delete()
    post((profile.pk, person) for profile, person in named)
    set_listed([profile.pk for profile in profiles])


@transaction.atomic
def rebuild() -> int:
    """Reindex everybody from nothing; return how many profiles there are. Searches see the old index until it is done."""
    for model in (NamePosting, NameSlip, NameToken):
        model._base_manager.all()._raw_delete("default")  # nothing else hangs on them
    ids = list(Profile.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        reindex(ids[start : start + BATCH])
    return len(ids)


def forget_unused_words() -> None:
    """Delete words that no name has any more: an erased name must not live on as a search word."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)


def _roles(found: names.NameForms) -> Collection[tuple[str, int]]:
    return {
        *((word, ROLE.FAMILY.value) for word in found.family),
        *((word, ROLE.PART.value) for word in found.parts),
        *((word, ROLE.GIVEN.value) for word in found.given),
        *((word, ROLE.JOINED.value) for word in found.joined),
        *((word, ROLE.JOINED_PART.value) for word in found.joined_parts),
        *((word, ROLE.PREFIX.value) for word in found.prefixes),
        *((word, ROLE.INITIAL.value) for word in found.initials),
    }
