"""The register's list: findable people who are registered or conditional today.

A name query goes in three steps: the words of names that resemble what was typed (`alike.py`); the people who have those
words, best first; the filters. Nobody outside the list changes its order.
A town at the end ("Jan de Vries Utrecht") counts as a word of the name, or as where somebody is: whichever fits better.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.db import connection

from . import matching, names, towns
from .alike import Alike, alike
from .models import NamePosting
from .names import NameQuery

COUNT_CAP = 1000  # counting further costs more than finding
KEEP = 55  # per cent of the best score that a result needs
TOWN_GRADE = 940
SAME_GRADE = matching.SAME - 20  # of every word: a part of a double name is so spelt as well
BONUS_PREFIX, BONUS_PREFIX_PART, BONUS_INITIAL, BONUS_MAYBE = 120, 60, 300, 30
ROLE = NamePosting.Role

BEST = """
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest(%(tokens)s::bigint[], %(places)s::int[], %(grades)s::int[]) AS asked(token_id, place, grade)
), hit AS (
  SELECT posting.profile_id, asked.place, max(asked.grade - CASE WHEN posting.role IN (6, 7) THEN 20 ELSE 0 END) AS grade
  FROM register_nameposting posting JOIN asked ON asked.token_id = posting.token_id
  WHERE posting.token_id = ANY(%(tokens)s::bigint[]) AND posting.role = ANY('{{1,2,3,6,7}}')
  GROUP BY posting.profile_id, asked.place
), total AS (
  SELECT profile_id, sum(grade)::int AS score, count(*)::int AS covered, min(grade)::int AS lowest {as_place} FROM hit GROUP BY profile_id
), listed AS (
  SELECT profile.certificate_id, profile.sort_name, {score} AS score, {covered} AS covered, {lowest} AS lowest,
    {there} AS there, {named_km} AS km
  FROM total JOIN register_profile profile ON profile.certificate_id = total.profile_id
  WHERE {where}
), kept AS (
  SELECT * FROM listed WHERE score * 100 >= %(keep)s * (SELECT max(score) FROM listed)
)"""
NAMED = """{best}, graded AS (
  SELECT kept.*, score + {bonus} AS final FROM kept
)
SELECT certificate_id, km, count(*) OVER (), max(lowest) FILTER (WHERE covered >= %(word_count)s) OVER (),
  first_value(there) OVER best
FROM graded WINDOW best AS (ORDER BY final DESC, km, sort_name, certificate_id)
ORDER BY final DESC, km, sort_name, certificate_id LIMIT %(limit)s OFFSET %(offset)s
"""
# What stands at the places of a town counts for whoever is there as if it were their name.
BY_NAME = {
    "as_place": "",
    "score": "total.score",
    "covered": "total.covered",
    "lowest": "total.lowest",
    "there": "false",
}
BY_PLACE = {
    "as_place": """,
    coalesce(sum(grade) FILTER (WHERE place = ANY(%(town_places)s)), 0)::int AS town_score,
    (count(*) FILTER (WHERE place = ANY(%(town_places)s)))::int AS town_covered,
    (min(grade) FILTER (WHERE place <> ALL(%(town_places)s)))::int AS lowest_name""",
    "score": """total.score + CASE WHEN profile.town = %(town)s AND total.covered > total.town_covered
      THEN greatest(0, %(town_grade)s - total.town_score) ELSE 0 END""",
    "covered": """total.covered + CASE WHEN profile.town = %(town)s
      THEN cardinality(%(town_places)s::int[]) - total.town_covered ELSE 0 END""",
    "lowest": "CASE WHEN profile.town = %(town)s THEN coalesce(total.lowest_name, total.lowest) ELSE total.lowest END",
    "there": "(profile.town = %(town)s AND total.town_score < %(town_grade)s AND total.covered > total.town_covered)",
}
BONUS = """coalesce((
  SELECT sum(extra.grade)::int
  FROM unnest(%(extra_tokens)s::bigint[], %(extra_roles)s::int[], %(extra_grades)s::int[]) AS extra(token_id, role, grade)
  JOIN register_nameposting posting ON posting.token_id = extra.token_id AND posting.role = extra.role
  WHERE posting.profile_id = kept.certificate_id
), 0)"""
BROWSE = """
SELECT profile.certificate_id, {km} AS km, {count} FROM register_profile profile {joins} WHERE {where}
ORDER BY {order} profile.sort_name, profile.certificate_id LIMIT %(limit)s OFFSET %(offset)s
"""
NAMED_PROVINCES = """{best}
SELECT profile.province, count(*) FROM kept JOIN register_profile profile USING (certificate_id) GROUP BY profile.province
"""
PROVINCES = (
    "SELECT profile.province, count(*) FROM register_profile profile {joins} WHERE {where} GROUP BY profile.province"
)
COUNT = "SELECT count(*) FROM (SELECT 1 FROM register_profile profile {joins} WHERE {where} LIMIT %(cap)s) found"
TODAY = "%(today)s::date <@ ANY(profile.listed_during)"
# For everybody near a town. Beside names it would make the planner expect nobody, and weigh the names again for each profile.
NEAR = "JOIN unnest(%(towns)s::int[], %(kms)s::real[]) AS near(town, km) ON near.town = profile.town"
KM = "(%(kms)s::real[])[array_position(%(towns)s::int[], profile.town)]"


@dataclass(frozen=True)
class Filters:
    """What narrows the list. `radius_km` counts from the centre of `place`; without it the place itself."""

    place: str = ""
    radius_km: int | None = None
    province: str = ""
    kind: str = ""
    language: str = ""
    sector: str = ""
    available: bool | None = None

    @property
    def town(self) -> towns.Town | None:
        """The town that `place` names, if we know it."""
        return towns.town_named(self.place) if self.place else None


class Nearness(Enum):
    """How near the best names come to what was typed: so spelt, nearly so, or a part of it only."""

    SAME = "same"
    ALIKE = "alike"
    PART = "part"


@dataclass(frozen=True)
class Page:
    """Certificate ids in order with their distance in kilometres (None without a known place), and the count."""

    rows: list[tuple[int, float | None]]
    count: int
    nearness: Nearness = Nearness.SAME
    town: towns.Town | None = None  # what was typed, read as where somebody is


def listed(
    query: NameQuery, filters: Filters, today: dt.date, *, without: Sequence[int] = (), limit: int, offset: int = 0
) -> Page:
    """Return who is listed, best first; `count` is capped at `COUNT_CAP` + 1 where counting costs more than finding."""
    parts, values = _where(filters, today, without)
    values |= {"limit": limit, "offset": offset, "cap": COUNT_CAP + 1, "keep": KEEP}
    if query.blank:
        return _browse(parts, values)
    if not query.words:  # signs or a single letter: that asks for nobody
        return Page([], 0)
    found = alike(query)
    if not found.matches:
        return Page([], 0)
    town, where_town = _town(query, filters)
    bonus = _bonus(query, found.small)
    values |= where_town | _asked(found) | {"word_count": found.places}
    values |= {
        f"extra_{name}": [row[place] for row in bonus] for place, name in enumerate(("tokens", "roles", "grades"))
    }
    best = BEST.format(**(BY_PLACE if town else BY_NAME), **parts)
    rows = _rows(NAMED.format(best=best, bonus=BONUS if bonus else "0"), values)
    if not rows:
        return Page([], listed(query, filters, today, without=without, limit=1).count if offset else 0)
    _id, _km, count, lowest, there = rows[0]
    return Page([(row[0], row[1]) for row in rows], count, _nearness(lowest), town if there else None)


def by_province(query: NameQuery, filters: Filters, today: dt.date) -> dict[str, int]:
    """Return how many are listed in each province, whatever province is asked for; without a place in it: under ""."""
    parts, values = _where(replace(filters, province=""), today, ())
    if query.blank:
        return dict(_rows(PROVINCES.format(**parts), values))
    found = alike(query) if query.words else Alike([], 0, {})
    if not found.matches:
        return {}
    town, where_town = _town(query, filters)
    values |= where_town | _asked(found) | {"keep": KEEP}
    best = BEST.format(**(BY_PLACE if town else BY_NAME), **parts)
    return dict(_rows(NAMED_PROVINCES.format(best=best), values))


def _asked(found: Alike) -> dict[str, Any]:
    return {
        "tokens": [match.token for match in found.matches],
        "places": [match.place for match in found.matches],
        "grades": [match.grade for match in found.matches],
    }


def _town(query: NameQuery, filters: Filters) -> tuple[towns.Town | None, dict[str, Any]]:
    """Return the town that the last words name, unless a place was asked for, and its values for the statement."""
    if filters.place or (ending := towns.ending(query.words)) is None:
        return None, {}
    town, length = ending
    places = list(range(len(query.words) - length, len(query.words)))
    return town, {"town": town.id, "town_places": places, "town_grade": TOWN_GRADE * length}


def _nearness(lowest: int | None) -> Nearness:
    """Return how near the best name comes, by the word that fits least; None when no name has all words."""
    if lowest is None:
        return Nearness.PART
    return Nearness.SAME if lowest >= SAME_GRADE else Nearness.ALIKE


def _browse(parts: dict[str, str], values: dict[str, Any]) -> Page:
    """Return a page of everybody. By distance all must be sorted, so counting is free; by name the index stops early."""
    if near := bool(parts["joins"]):
        found = _rows(BROWSE.format(order="km,", count="count(*) OVER ()", **parts), values)
    else:
        found = _rows(BROWSE.format(order="", count="0", **parts), values)
    counted = near and bool(found)
    count = found[0][2] if counted else _rows(COUNT.format(**parts), values)[0][0]
    return Page([(row[0], row[1]) for row in found], count)


def _where(filters: Filters, today: dt.date, without: Sequence[int]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the SQL of the filters and its values. Only constants of this module become SQL."""
    conditions = ["profile.findable", TODAY]
    values: dict[str, Any] = {"today": today}
    joins, km, named_km = "", "NULL::real", "NULL::real"
    if without:
        conditions.append("profile.certificate_id <> ALL(%(without)s)")
        values["without"] = list(without)
    if town := filters.town:
        near = towns.within(town, filters.radius_km or 0)
        values |= {"towns": list(near), "kms": list(near.values())}
        conditions.append("profile.town = ANY(%(towns)s::int[])")  # as a literal: the planner then takes the index
        joins, km, named_km = NEAR, "near.km", KM
    elif filters.place:
        conditions.append("lower(profile.place) = lower(%(place)s)")
    for name, condition in (
        ("province", "profile.province = %(province)s"),
        ("kind", "profile.kind IN (%(kind)s, 'both')"),
        ("language", "%(language)s = ANY(profile.languages)"),
        ("sector", "%(sector)s = ANY(profile.sectors)"),
    ):
        if getattr(filters, name):
            conditions.append(condition)
    if filters.available is not None:
        conditions.append("profile.available = %(available)s")
    values |= {
        name: getattr(filters, name) for name in ("place", "province", "kind", "language", "sector", "available")
    }
    return {"where": " AND ".join(conditions), "joins": joins, "km": km, "named_km": named_km}, values


def _bonus(query: NameQuery, ids: dict[str, int]) -> list[tuple[int, int, int]]:
    """Return (token, role, grade) of the small words: prefixes and initials only break ties."""
    wanted: dict[tuple[str, int], int] = {(word, ROLE.INITIAL.value): BONUS_MAYBE for word in query.maybe}
    wanted |= {(word, ROLE.INITIAL.value): BONUS_INITIAL // 3 for word in query.initials[1:]}
    wanted |= {(word, ROLE.INITIAL.value): BONUS_INITIAL for word in query.initials[:1]}
    for prefix in query.prefixes:
        wanted[names.prefix_initials(prefix), ROLE.PREFIX.value] = BONUS_PREFIX_PART
        wanted[prefix, ROLE.PREFIX.value] = BONUS_PREFIX
    return [(ids[word], role, grade) for (word, role), grade in wanted.items() if word in ids]


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
