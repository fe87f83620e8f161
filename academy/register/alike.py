"""The words of names that resemble what somebody typed, graded by the pure `matching.grade`.

Most searches take one statement. A second one follows only for words that nothing fits well: such a word may be two names
written as one ("annavandenberg"), or hold more than one slip.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from . import matching, names
from .matching import Spelling
from .names import NameQuery

CUT_GRADE = 985
MIN_CUT, MIN_FURTHER = 7, 6  # letters
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
SMALL, PIECES = -1, -2  # the places of prefixes and initials, which must be there as they are, and of pieces of a word


@dataclass(frozen=True)
class Match:
    """A word of a name that fits what stands at a place of the query."""

    token: int
    place: int
    grade: int


@dataclass(frozen=True)
class Alike:
    """What was found: the graded words, how many places there are, and the ids of prefixes and initials by word."""

    matches: list[Match]
    places: int
    small: dict[str, int]


def alike(query: NameQuery) -> Alike:
    """Return the words of names that are good enough for each typed word."""
    asked = [Spelling.of(word) for word in query.words]
    small = [*query.initials, *query.maybe, *query.prefixes, *map(names.prefix_initials, query.prefixes)]
    parts = [(ALIKE, _wanted(place, word)) for place, word in enumerate(asked)]
    rows = _union([*parts, *([(EXACTLY, {"place": SMALL, "small": small})] if small else [])])
    matches = _graded(asked, [row for row in rows if row[0] != SMALL])
    matches, places = _second_look(asked, matches)
    return Alike(_one_place_each(matches), places, {row[2]: row[1] for row in rows if row[0] == SMALL})


def _wanted(place: int, word: Spelling) -> dict[str, Any]:
    return {
        "place": place,
        "word": word.word,
        "plain": word.plain,
        "sound": word.sound,
        "slips": matching.slipped(word.word),
        "after": word.word + LAST_CHARACTER,
    }


def _second_look(asked: Sequence[Spelling], matches: list[Match]) -> tuple[list[Match], int]:
    """Return the matches with those of words that nothing fits: cut in two, else whatever shares most three-letter pieces."""
    best = {place: max((m.grade for m in matches if m.place == place), default=0) for place in range(len(asked))}
    cut = {place: names.cuts(asked[place].word) for place in best
           if best[place] < matching.SPELLING and len(asked[place].word) >= MIN_CUT}  # fmt: skip
    weak = [place for place, grade in best.items()
            if len(asked[place].word) >= (MIN_FURTHER if grade else matching.MIN_FUZZY) and grade < matching.SOUND]  # fmt: skip
    pieces = sorted({piece for pairs in cut.values() for pair in pairs for piece in pair})
    parts = [(FURTHER, {"place": place, "word": asked[place].word}) for place in weak]
    rows = _union([*parts, *([(EXACTLY, {"place": PIECES, "small": pieces})] if pieces else [])])
    matches = [*matches, *_graded(asked, [row for row in rows if row[0] != PIECES])]
    known = {row[2]: row[1] for row in rows if row[0] == PIECES}
    places = len(asked)
    for place, pairs in cut.items():
        if found := [(known[left], known[right]) for left, right in pairs if left in known and right in known]:
            matches = [match for match in matches if match.place != place]
            matches += [Match(left, place, CUT_GRADE) for left in sorted({left for left, _right in found})]
            matches += [Match(right, places, CUT_GRADE) for right in sorted({right for _left, right in found})]
            places += 1
    return matches, places


def _one_place_each(matches: list[Match]) -> list[Match]:
    """Return each word of a name with the place it fits best: "Ste van der Steen" asks for two names, not twice for Steen."""
    best: dict[int, int] = {}
    for match in matches:
        best[match.token] = max(best.get(match.token, 0), match.grade)
    return list({(match.token, match.place): match for match in matches if match.grade == best[match.token]}.values())


def _graded(asked: Sequence[Spelling], rows: Iterable[tuple[Any, ...]]) -> list[Match]:
    graded = [Match(token, place, matching.grade(asked[place], Spelling(*forms))) for place, token, *forms in rows]
    return [match for match in graded if match.grade >= matching.GOOD_ENOUGH]


def _union(parts: list[tuple[str, dict[str, Any]]]) -> list[tuple[Any, ...]]:
    """Ask several statements as one."""
    if not parts:
        return []
    statements, values = [], dict[str, Any]()
    for number, (statement, wanted) in enumerate(parts):
        statements.append("(" + re.sub(r"%\((\w+)\)s", rf"%(\1_{number})s", statement) + ")")
        values |= {f"{name}_{number}": value for name, value in wanted.items()}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
