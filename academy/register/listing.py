"""The register's list: findable people who are registered or conditional today.

A name query goes in three steps: the words of names that resemble what was typed (`NameToken`), graded by the pure
`matching.grade`; the people who have those words, best first; the filters. Nobody outside the list changes its order.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from . import matching, names, towns
from .matching import Spelling
from .models import NamePosting
from .names import NameQuery

COUNT_CAP = 1000  # counting further costs more than finding
KEEP = 55  # per cent of the best score that a result needs
BONUS_PREFIX, BONUS_PREFIX_PART, BONUS_INITIAL, BONUS_MAYBE = 120, 60, 300, 30
ROLE = NamePosting.Role

# Values stand in these statements as literals, so that the planner sees how rare they are. Folded words hold letters and
# digits only, so a prefix is a range of the index up to the last character that there is.
ALIKE = """
(SELECT %(place)s AS place, id, word, plain, sound FROM register_nametoken WHERE id IN (
  SELECT id FROM register_nametoken WHERE word = %(word)s
  UNION ALL SELECT id FROM register_nametoken WHERE plain = %(plain)s
  UNION ALL SELECT id FROM register_nametoken WHERE sound = %(sound)s
  UNION ALL SELECT token_id FROM register_nameslip WHERE slip = ANY(%(slips)s::varchar(150)[])))
UNION
(SELECT %(place)s, id, word, plain, sound FROM register_nametoken
 WHERE word ~>=~ %(word)s AND word ~<~ %(after)s ORDER BY word USING ~<~ LIMIT 200)
"""
EXACTLY = "SELECT %(place)s, id, word, plain, sound FROM register_nametoken WHERE word = ANY(%(small)s)"
FURTHER = """
SELECT %(place)s, id, word, plain, sound FROM register_nametoken
WHERE word %% %(word)s ORDER BY similarity(word, %(word)s) DESC, word LIMIT 20
"""
LAST_CHARACTER = "\U0010ffff"
SMALL = -1  # the place of prefixes and initials, which must be there as they are
NAMED = """
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest(%(tokens)s::bigint[], %(places)s::int[], %(grades)s::int[]) AS asked(token_id, place, grade)
), hit AS (
  SELECT posting.profile_id, asked.place, max(asked.grade - CASE posting.role WHEN 6 THEN 20 ELSE 0 END) AS grade
  FROM register_nameposting posting JOIN asked ON asked.token_id = posting.token_id
  WHERE posting.token_id = ANY(%(tokens)s::bigint[]) AND posting.role = ANY('{{1,2,3,6}}')
  GROUP BY posting.profile_id, asked.place
), total AS (
  SELECT profile_id, sum(grade)::int AS score FROM hit GROUP BY profile_id
), listed AS (
  SELECT profile.certificate_id, profile.sort_name, total.score, {km} AS km
  FROM total JOIN register_profile profile ON profile.certificate_id = total.profile_id {joins}
  WHERE {where}
), kept AS (
  SELECT * FROM listed WHERE score * 100 >= %(keep)s * (SELECT max(score) FROM listed)
), graded AS (
  SELECT kept.*, score + {bonus} AS final FROM kept
)
SELECT certificate_id, km, count(*) OVER () FROM graded
ORDER BY final DESC, km, sort_name, certificate_id LIMIT %(limit)s OFFSET %(offset)s
"""
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
COUNT = "SELECT count(*) FROM (SELECT 1 FROM register_profile profile {joins} WHERE {where} LIMIT %(cap)s) found"
TODAY = "%(today)s::date <@ ANY(profile.listed_during)"
NEAR = "JOIN unnest(%(towns)s::int[], %(kms)s::real[]) AS near(town, km) ON near.town = profile.town"


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


@dataclass(frozen=True)
class Page:
    """Certificate ids in order with their distance in kilometres (None without a known place), and the count."""

    rows: list[tuple[int, float | None]]
    count: int


@dataclass(frozen=True)
class _Match:
    token: int
    place: int
    grade: int


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
    matches, small = _matches(query)
    if not matches:
        return Page([], 0)
    values |= {
        "tokens": [match.token for match in matches],
        "places": [match.place for match in matches],
        "grades": [match.grade for match in matches],
    }
    bonus = _bonus(query, small)
    values |= {
        f"extra_{name}": [row[place] for row in bonus] for place, name in enumerate(("tokens", "roles", "grades"))
    }
    found = _rows(NAMED.format(bonus=BONUS if bonus else "0", **parts), values)
    if not found and offset:
        return Page([], listed(query, filters, today, without=without, limit=1).count)
    return Page([(row[0], row[1]) for row in found], found[0][2] if found else 0)


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
    joins, km = "", "NULL::real"
    if without:
        conditions.append("profile.certificate_id <> ALL(%(without)s)")
        values["without"] = list(without)
    if town := filters.town:
        near = towns.within(town, filters.radius_km or 0)
        values |= {"towns": list(near), "kms": list(near.values())}
        conditions.append("profile.town = ANY(%(towns)s::int[])")  # as a literal: the planner then takes the index
        joins, km = NEAR, "near.km"
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
    return {"where": " AND ".join(conditions), "joins": joins, "km": km}, values


def _matches(query: NameQuery) -> tuple[list[_Match], dict[str, int]]:
    """Return the words of names that are good enough for each typed word, graded; and the ids of its small words."""
    asked = [Spelling.of(word) for word in query.words]
    small = [*query.initials, *query.maybe, *query.prefixes, *map(names.prefix_initials, query.prefixes)]
    statements, values = [], dict[str, Any]()
    for place, word in enumerate(asked):
        statements.append(re.sub(r"%\((\w+)\)s", rf"%(\1_{place})s", ALIKE))
        values |= {f"{name}_{place}": value for name, value in _wanted(place, word).items()}
    if small:
        statements.append(EXACTLY)
        values |= {"place": SMALL, "small": small}
    rows = _rows(" UNION ALL ".join(f"({one})" for one in statements), values) if statements else []
    matches = _graded(asked, [row for row in rows if row[0] != SMALL])
    for place, word in enumerate(asked):
        # Nothing is even nearly spelt so: then whatever shares most of its three-letter pieces.
        if len(word.word) >= matching.MIN_FUZZY and not any(match.place == place for match in matches):
            matches += _graded(asked, _rows(FURTHER, {"place": place, "word": word.word}))
    return matches, {row[2]: row[1] for row in rows if row[0] == SMALL}


def _wanted(place: int, word: Spelling) -> dict[str, Any]:
    return {
        "place": place,
        "word": word.word,
        "plain": word.plain,
        "sound": word.sound,
        "slips": matching.slipped(word.word),
        "after": word.word + LAST_CHARACTER,
    }


def _graded(asked: Sequence[Spelling], rows: Iterable[tuple[Any, ...]]) -> list[_Match]:
    graded = [_Match(token, place, matching.grade(asked[place], Spelling(*forms))) for place, token, *forms in rows]
    return [match for match in graded if match.grade >= matching.GOOD_ENOUGH]


def _bonus(query: NameQuery, ids: dict[str, int]) -> list[tuple[int, int, int]]:
    """Return (token, role, grade) of the small words: prefixes and initials only break ties."""
    wanted: dict[tuple[str, int], int] = {(word, ROLE.INITIAL.value): BONUS_MAYBE for word in query.maybe}
    wanted |= {(word, ROLE.INITIAL.value): BONUS_INITIAL for word in query.initials}
    for prefix in query.prefixes:
        wanted[names.prefix_initials(prefix), ROLE.PREFIX.value] = BONUS_PREFIX_PART
        wanted[prefix, ROLE.PREFIX.value] = BONUS_PREFIX
    return [(ids[word], role, grade) for (word, role), grade in wanted.items() if word in ids]


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
