"""Compound words: `vertrouwenspersoonkosten` is `vertrouwenspersoon` and `kosten`, as far as the index knows both.

Dutch writes compounds as one word and people do not always: the other way round is `joined` in the query.
"""

from collections.abc import Callable
from dataclasses import dataclass

# What may stand between two parts.
LINKS = ("", "s", "en", "e", "n")
SHORTEST_PART = 4
SHORTEST_ALONE = 5
# Short words that are parts of their own in this field.
SHORT_PARTS = frozenset(
    {"rol", "wet", "uur", "pe", "vog", "avg", "psa", "mkb", "zzp", "cao", "rie", "hr", "or", "vp", "top", "les"}
)
LONGEST_WORD = 48

Known = Callable[[str], bool]


@dataclass(frozen=True)
class Split:
    """The known parts of a word, in order; what no part explains; the share of the letters that are explained."""

    parts: tuple[str, ...]
    rest: str = ""
    share: float = 1.0


def split(word: str, known: Known, telling: Known) -> Split | None:
    """Split a word in known parts altogether; else take the longest head or tail that tells something."""
    if not SHORTEST_PART * 2 - 1 <= len(word) <= LONGEST_WORD:
        return None
    if parts := whole_split(word, known):
        return Split(parts)
    longest = len(word) - 3
    for length in range(longest, SHORTEST_ALONE - 1, -1):
        for part, rest in ((word[-length:], word[:-length]), (word[:length], word[length:])):
            if telling(part):
                return Split((part,), rest, length / len(word))
    return None


def whole_split(word: str, known: Known, depth: int = 3) -> tuple[str, ...] | None:
    """Return two or three known parts that together are the word, the longest first part first."""
    for end in range(len(word) - 1, 1, -1):
        first = word[:end]
        if not _may_be_part(first) or not known(first):
            continue
        for link in LINKS:
            if not word.startswith(link, end):
                continue
            rest = word[end + len(link) :]
            if _may_be_part(rest) and known(rest):
                return first, rest
            if depth > 2 and (more := whole_split(rest, known, depth - 1)):
                return first, *more
    return None


def _may_be_part(part: str) -> bool:
    return len(part) >= SHORTEST_PART or part in SHORT_PARTS
