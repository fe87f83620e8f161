"""Finding people in the register.

Two ways in:

- the *list* (`listing.py`): findable people who are registered or conditional today, by name and filters;
- an *exact* full name or number: everyone the public may know of, also internal, expired or not findable.
"""

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cache

from django.db import connection
from django.db.models import QuerySet

from academy.certification import status
from academy.certification.models import Certificate
from academy.certification.numbers import is_typing_error, number_key
from academy.certification.queries import public_records
from academy.certification.status import PublicStatus, Record

from . import names, towns
from .listing import COUNT_CAP, Filters, listed
from .models import Profile

EXACT_CAP = 50
EXACT = """
SELECT profile.certificate_id FROM register_profile profile
JOIN certification_certificate certificate ON certificate.id = profile.certificate_id
WHERE certificate.number_key = ANY(%(numbers)s)
UNION
SELECT certificate_id FROM register_profile WHERE name_key = %(name)s AND %(name)s <> ''
"""
PROFILES = """
SELECT {columns} FROM register_profile profile
JOIN certification_certificate certificate ON certificate.id = profile.certificate_id
WHERE profile.certificate_id = ANY(%(ids)s)
"""
UNSHOWN = ("listed_during", "name_key", "sort_name")
WIDER_KM = (20, 40, 80)


@dataclass(frozen=True)
class Result:
    """One person found: the profile, the status today, kilometres from the place asked for."""

    profile: Profile
    status: PublicStatus
    first_registered: dt.date
    km: float | None = None


@dataclass(frozen=True)
class Found:
    """One page of results and how many there are in all (`capped`: at least that many)."""

    results: list[Result]
    count: int
    capped: bool = False
    typing_error: bool = False
    unknown_place: bool = False
    exact: frozenset[int] = field(default=frozenset())


def search(text: str, filters: Filters, today: dt.date, page: int = 1, page_size: int = 20) -> Found:
    """Return one page of who is found; the same question on the same day gives the same order."""
    exact = _exact(text, filters, today) if text.strip() else []
    offset = (page - 1) * page_size
    head = exact[offset : offset + page_size]
    ids = [one.profile.pk for one in exact]
    rest = listed(
        names.parse(text), filters, today,
        without=ids, limit=page_size - len(head), offset=max(0, offset - len(exact)),
    )  # fmt: skip
    return Found(
        results=[*head, *_results(rest.rows, today)],
        count=min(rest.count, COUNT_CAP) + len(exact),
        capped=rest.count > COUNT_CAP,
        typing_error=not exact and is_typing_error(number_key(text)),
        unknown_place=bool(filters.place) and filters.town is None,
        exact=frozenset(ids),
    )


def count_listed(text: str, filters: Filters, today: dt.date) -> int:
    """Return how many people the list would hold, at most `COUNT_CAP`."""
    return min(listed(names.parse(text), filters, today, limit=1).count, COUNT_CAP)


def wider(filters: Filters) -> list[Filters]:
    """Return wider circles around the same place, to offer when nobody is found."""
    return [replace(filters, radius_km=km) for km in WIDER_KM if filters.town and km > (filters.radius_km or 0)]


def _results(rows: list[tuple[int, float | None]], today: dt.date) -> list[Result]:
    ids = [certificate_id for certificate_id, _km in rows]
    if not ids:
        return []
    profiles = _profiles_with(ids)
    records = public_records(ids, today)
    return [_result(profiles[one], records[one], today, km) for one, km in rows]


def _result(profile: Profile, record: Record, today: dt.date, km: float | None) -> Result:
    return Result(profile, status.status_in(record, today), record.begins or profile.first_registered, km)


def _exact(text: str, filters: Filters, today: dt.date) -> list[Result]:
    """Return everyone with exactly this number, or this full name within the filters, whom the public may know of."""
    key, name_key = number_key(text)[:100], names.exact_key(text[: names.MAX_TEXT])[:300]
    keys = {key, f"LVV{key}"} if key else set()  # without our prefix as well: people leave it out
    ids = _exact_ids(keys, name_key if " " in name_key else "")
    if not ids:  # what most people type is no whole name or number
        return []
    found = list(_profiles().filter(pk__in=ids).order_by("sort_name", "pk")[:EXACT_CAP])
    by_number = [one for one in found if one.certificate.number_key in keys]
    found = by_number or [one for one in found if _passes(one, filters)]
    records = public_records([one.pk for one in found], today)
    results = [_result(one, records[one.pk], today, _km(one, filters)) for one in found]
    return [one for one in results if one.status.names_person]


def _exact_ids(number_keys: set[str], name_key: str) -> list[int]:
    """Return the profiles with one of these numbers or this whole name."""
    with connection.cursor() as cursor:
        cursor.execute(EXACT, {"numbers": list(number_keys), "name": name_key})
        return [one for (one,) in cursor.fetchall()]


def _profiles() -> QuerySet[Profile]:
    """Return profiles with what is shown of them, without what they are found by."""
    return Profile.objects.select_related("certificate").defer(*UNSHOWN)


def _profiles_with(ids: list[int]) -> dict[int, Profile]:
    """Return what `_profiles` would for these keys. The statement is the same each time, and making it costs as much as asking."""
    (profile, own), (certificate, theirs) = _statement_columns()
    with connection.cursor() as cursor:
        cursor.execute(_statement(), {"ids": ids})
        found = {}
        for row in cursor.fetchall():
            one = Profile.from_db(connection.alias, profile, row[:own])
            one.certificate = Certificate.from_db(connection.alias, certificate, row[own : own + theirs])
            found[one.pk] = one
    return found


@cache
def _statement_columns() -> tuple[tuple[list[str], int], tuple[list[str], int]]:
    """Return the fields that are shown of a profile and of its certificate, each with their number."""
    shown = [one.attname for one in Profile._meta.concrete_fields if one.name not in UNSHOWN]
    whole = [one.attname for one in Certificate._meta.concrete_fields]
    return (shown, len(shown)), (whole, len(whole))


@cache
def _statement() -> str:
    (profile, _own), (certificate, _theirs) = _statement_columns()
    columns = [*(f"profile.{name}" for name in profile), *(f"certificate.{name}" for name in certificate)]
    return PROFILES.format(columns=", ".join(columns))


def _km(profile: Profile, filters: Filters) -> float | None:
    if filters.town is None or profile.town is None:
        return None
    return towns.distance_km(filters.town, towns.towns()[profile.town])


def _passes(profile: Profile, filters: Filters) -> bool:
    """Whether an exact hit passes the filters; the rules of `listing`, for the few that are already here."""
    if filters.town is not None:
        km = _km(profile, filters)
        if km is None or km > (filters.radius_km or 0):
            return False
    elif filters.place and filters.place.lower() != profile.place.lower():
        return False
    return (
        filters.province in {"", profile.province}
        and (not filters.kind or profile.kind in {filters.kind, "both"})
        and (not filters.language or filters.language in profile.languages)
        and (not filters.sector or filters.sector in profile.sectors)
        and (filters.available is None or profile.available is filters.available)
    )
