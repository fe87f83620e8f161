"""The register's list: findable people who are registered or conditional today.

A name query goes in three steps: the words of names that resemble what was typed (`NameToken`), graded by the pure
`matching.grade`; the people who have those words, best first; the filters. Nobody outside the list changes its order.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from . import matching, names, towns
from .models import NamePosting
from .names import NameQuery

COUNT_CAP = 2000  # counting further costs more than finding
KEEP = 55  # per cent of the best score that a result needs
BONUS_PREFIX, BONUS_PREFIX_PART, BONUS_INITIAL, BONUS_MAYBE = 120, 60, 300, 30
ROLE = NamePosting.Role

ALIKE = """
SELECT DISTINCT asked.place, token.id, token.word
FROM unnest(%(places)s::int[], %(words)s::text[], %(plains)s::text[], %(sounds)s::text[], %(prefixes)s::text[],
            %(slips)s::text[]) AS asked(place, word, plain, sound, prefix, slips)
CROSS JOIN LATERAL (
  SELECT id, word FROM register_nametoken WHERE word = asked.word
  UNION ALL (SELECT id, word FROM register_nametoken WHERE plain = asked.plain LIMIT 100)
  UNION ALL (SELECT id, word FROM register_nametoken WHERE sound = asked.sound LIMIT 100)
  UNION ALL (SELECT id, word FROM register_nametoken WHERE word LIKE asked.prefix ORDER BY word LIMIT 200)
  UNION ALL (SELECT id, word FROM register_nametoken WHERE deletions && string_to_array(asked.slips, ' ')::varchar[] LIMIT 200)
) token
"""
FURTHER = "SELECT 0, id, word FROM register_nametoken WHERE word %% %(word)s ORDER BY similarity(word, %(word)s) DESC, word LIMIT 20"
SMALL = "SELECT id, word FROM register_nametoken WHERE word = ANY(%(words)s)"
NAMED = """
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest(%(tokens)s::bigint[], %(places)s::int[], %(grades)s::int[]) AS asked(token_id, place, grade)
), hit AS (
  SELECT posting.profile_id, asked.place, max(asked.grade - CASE posting.role WHEN 6 THEN 20 ELSE 0 END) AS grade
  FROM asked JOIN register_nameposting posting ON posting.token_id = asked.token_id AND posting.role = ANY('{{1,2,3,6}}')
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
SELECT profile.certificate_id, {km} AS km FROM register_profile profile {joins} WHERE {where}
ORDER BY {order} profile.sort_name, profile.certificate_id LIMIT %(limit)s OFFSET %(offset)s
"""
COUNT = "SELECT count(*) FROM (SELECT 1 FROM register_profile profile {joins} WHERE {where} LIMIT %(cap)s) found"
TODAY = """EXISTS (
  SELECT 1 FROM certification_statusspan span WHERE span.certificate_id = profile.certificate_id
  AND span.status IN ('registered', 'conditional') AND span.during @> %(today)s
)"""
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
    if not query.words:
        return _browse(parts, values)
    matches = _matches(query.words)
    if not matches:
        return Page([], 0)
    values |= {
        "tokens": [match.token for match in matches],
        "places": [match.place for match in matches],
        "grades": [match.grade for match in matches],
    }
    bonus = _bonus(query)
    values |= {
        f"extra_{name}": [row[place] for row in bonus] for place, name in enumerate(("tokens", "roles", "grades"))
    }
    found = _rows(NAMED.format(bonus=BONUS if bonus else "0", **parts), values)
    if not found and offset:
        return Page([], listed(query, filters, today, without=without, limit=1).count)
    return Page([(row[0], row[1]) for row in found], found[0][2] if found else 0)


def _browse(parts: dict[str, str], values: dict[str, Any]) -> Page:
    order = "km," if "near" in parts["joins"] else ""
    found = _rows(BROWSE.format(order=order, **parts), values) if values["limit"] else []
    return Page([(row[0], row[1]) for row in found], _rows(COUNT.format(**parts), values)[0][0])


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


def _matches(words: Sequence[str]) -> list[_Match]:
    """Return the words of names that are good enough for each typed word, graded."""
    plains = [names.plain(word) for word in words]
    rows = _rows(ALIKE, {
        "places": list(range(len(words))),
        "words": list(words),
        "plains": plains,
        "sounds": [names.sound(word) for word in words],
        "prefixes": [f"{word}%" for word in words],  # folded words hold letters and digits only
        "slips": [" ".join(matching.slipped(word)) for word in words],
    })  # fmt: skip
    matches = _graded(words, rows)
    for place, word in enumerate(words):
        # Nothing is even nearly spelt so: then whatever shares most of its three-letter pieces.
        if len(word) >= matching.MIN_FUZZY and not any(match.place == place for match in matches):
            further = [(place, *row[1:]) for row in _rows(FURTHER, {"word": word})]
            matches += _graded(words, further)
    return matches


def _graded(words: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> list[_Match]:
    graded = [_Match(token, place, matching.grade(words[place], word)) for place, token, word in rows]
    return [match for match in graded if match.grade >= matching.GOOD_ENOUGH]


def _bonus(query: NameQuery) -> list[tuple[int, int, int]]:
    """Return (token, role, grade) of the small words: prefixes and initials only break ties."""
    wanted: dict[tuple[str, int], int] = {(word, ROLE.INITIAL.value): BONUS_MAYBE for word in query.maybe}
    wanted |= {(word, ROLE.INITIAL.value): BONUS_INITIAL for word in query.initials}
    for prefix in query.prefixes:
        wanted[names.prefix_initials(prefix), ROLE.PREFIX.value] = BONUS_PREFIX_PART
        wanted[prefix, ROLE.PREFIX.value] = BONUS_PREFIX
    if not wanted:
        return []
    ids = {word: token for token, word in _rows(SMALL, {"words": sorted({word for word, _role in wanted})})}
    return [(ids[word], role, grade) for (word, role), grade in wanted.items() if word in ids]


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
