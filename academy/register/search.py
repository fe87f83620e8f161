"""Finding people in the register.

Two ways in:

- the *list* (`listing.py`): findable people who are registered or conditional today, by name and filters;
- an *exact* full name or number: everyone the public may know of, also internal, expired or not findable.

Behind a full name may stand where somebody is: "Jan de Vries Utrecht".
"""

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from functools import cache

from django.db import connection
from django.db.models import QuerySet

from academy.certification import status
from academy.certification.enums import LISTED
from academy.certification.models import Certificate
from academy.certification.numbers import is_typing_error, number_key
from academy.certification.queries import public_records
from academy.certification.status import PublicStatus, Record

from . import names, towns
from .listing import COUNT_CAP, Filters, Nearness, listed
from .models import Profile

EXACT_CAP = 50
EXACT = """
SELECT profile.certificate_id FROM register_profile profile
JOIN certification_certificate certificate ON certificate.id = profile.certificate_id
WHERE certificate.number_key = ANY(%(numbers)s)
UNION
SELECT certificate_id FROM register_profile WHERE name_key = %(name)s AND %(name)s <> ''
UNION
SELECT certificate_id FROM register_profile WHERE name_key = %(name_there)s AND town = %(town)s
"""
PROFILES = """
SELECT {columns} FROM register_profile profile
JOIN certification_certificate certificate ON certificate.id = profile.certificate_id
WHERE profile.certificate_id = ANY(%(ids)s)
"""
UNSHOWN = ("listed_during", "name_key", "sort_name")
WIDER_KM = (20, 40, 80)
_WITHOUT_PREFIX = re.compile(r"\d{6,}[A-Z]")
_OURS_BUT_LETTERS = re.compile(r"(LVV)([0-9OIL]+)([0-9A-Z])")
_READ_AS = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Result:
    """One person found: the profile, the status today, kilometres from the place asked for."""

    profile: Profile
    status: PublicStatus
    first_registered: dt.date
    km: float | None = None


@dataclass(frozen=True)
class Found:
    """One page of results and how many there are in all (`capped`: at least that many).

    `former`: how many of them are found exactly but are not registered today. `nearness`: how near the names of the list
    come to what was typed. `town`: the end of what was typed, read as where somebody is.
    """

    results: list[Result]
    count: int
    capped: bool = False
    typing_error: bool = False
    unknown_place: bool = False
    exact: frozenset[int] = field(default=frozenset())
    former: int = 0
    nearness: Nearness = Nearness.SAME
    town: towns.Town | None = None

    @property
    def listed(self) -> list[Result]:
        """Who may be shown as registered today."""
        return [one for one in self.results if one.status.status in LISTED]

    @property
    def others(self) -> str:
        """Say "alike" or "part" when nobody of the list is called what was typed: whoever is shown is somebody else."""
        return "" if len(self.exact) > self.former else self.nearness.value.replace("same", "")

    @property
    def not_registered(self) -> list[Result]:
        """Who has this name or number but is not registered today: said apart."""
        return [one for one in self.results if one.status.status not in LISTED]


def search(text: str, filters: Filters, today: dt.date, page: int = 1, page_size: int = 20) -> Found:
    """Return one page of who is found; the same question on the same day gives the same order."""
    text = text.encode("utf-8", "ignore").decode("utf-8")  # half a character is none, and PostgreSQL refuses it
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
        typing_error=not exact and _is_mistyped(number_key(text)),
        unknown_place=bool(filters.place) and filters.town is None,
        exact=frozenset(ids),
        former=sum(one.status.status not in LISTED for one in exact),
        nearness=rest.nearness,
        town=_town_of(text, exact) if exact else rest.town,
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
    keys, name_key = _numbers_meant(number_key(text)[:100]), names.exact_key(text[: names.MAX_TEXT])[:300]
    name_there, town = _name_and_town(text[: names.MAX_TEXT]) if not filters.place else ("", None)
    ids = _exact_ids(keys, name_key if " " in name_key else "", name_there, town)
    if not ids:  # what most people type is no whole name or number
        return []
    found = list(_profiles().filter(pk__in=ids).order_by("sort_name", "pk")[:EXACT_CAP])
    by_number = [one for one in found if one.certificate.number_key in keys]
    found = by_number or [one for one in found if _passes(one, filters)]
    records = public_records([one.pk for one in found], today)
    results = [_result(one, records[one.pk], today, _km(one, filters)) for one in found]
    known = [one for one in results if one.status.names_person]
    return sorted(known, key=lambda one: one.status.status not in LISTED)  # who is registered stands first


def _numbers_meant(key: str) -> set[str]:
    """Return the keys that may be meant: without our prefix as well, people leave it out, and with O for 0 or I for 1.

    Only among the digits of our own series, where no letter can stand: the check character is never guessed.
    """
    if not key:
        return set()
    ours = _OURS_BUT_LETTERS.fullmatch(key) or _OURS_BUT_LETTERS.fullmatch(f"LVV{key}")
    meant = f"{ours[1]}{ours[2].translate(_READ_AS)}{ours[3]}" if ours else ""
    return {key, f"LVV{key}", *([meant] if meant and not is_typing_error(meant) else [])}


def _is_mistyped(key: str) -> bool:
    """Whether this can only be a number of our own series with a mistake in it."""
    return is_typing_error(f"LVV{key}" if _WITHOUT_PREFIX.fullmatch(key) else key)


def _name_and_town(text: str) -> tuple[str, int | None]:
    """Return the key of a full name before the name of a town, and that town."""
    typed = names.words(text)
    for length in range(1, min(4, len(typed) - 1)):
        if town := towns.town_named(" ".join(typed[-length:])):
            return names.exact_key(*typed[:-length])[:300], town.id
    return "", None


def _town_of(text: str, exact: list[Result]) -> towns.Town | None:
    """Return the town behind the name, when that is how the first of these was found."""
    name_there, town = _name_and_town(text[: names.MAX_TEXT])
    return towns.towns()[town] if town and names.exact_key(exact[0].profile.name) == name_there else None


def _exact_ids(number_keys: set[str], name_key: str, name_there: str, town: int | None) -> list[int]:
    """Return the profiles with one of these numbers, this whole name, or that whole name in that town."""
    values = {"numbers": list(number_keys), "name": name_key, "name_there": name_there, "town": town}
    with connection.cursor() as cursor:
        cursor.execute(EXACT, values)
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
