"""What people say and what the pages call it.

A group either holds words that mean the same, each of which finds the others, or leads one way: who says `belazert`
means fraud, but who types `fraude` has said it exactly. Words and phrases are matched by their stems.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .analysis import fillers, is_stopword, normalise, stem, words

SEED = Path(__file__).parent / "words" / "thesaurus.toml"
LONGEST_PHRASE = 6  # words
# `klacht over de vertrouwenspersoon` and `klacht over een vertrouwenspersoon` are one phrase.
ARTICLES = frozenset({"de", "een"})

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Words and phrases that mean the same; with `leads_to` they only lead there, not to each other."""

    words: tuple[str, ...]
    leads_to: tuple[str, ...] = ()


def seed() -> list[Group]:
    """Return the groups that the room brings; editors go on from them."""
    content = tomllib.loads(SEED.read_text(encoding="utf-8"))
    return [Group(tuple(group["words"]), tuple(group.get("leads_to", ()))) for group in content["group"]]


def spoken(phrase: str) -> list[str]:
    """Return the words of a phrase without articles."""
    return [word for word in words(phrase) if word not in ARTICLES]


def asked(query: str) -> list[str]:
    """Return the words of a query without articles and fillers; a query of fillers alone keeps them."""
    told = fillers().sub(" ", normalise(query))
    return spoken(told) or spoken(query)


def stems_of(phrase: str) -> Stems:
    """Return the stems of a phrase, every other word counted: `ziek van mijn werk` is more than `ziek werk`."""
    return tuple(stem(word) for word in spoken(phrase))


def meaning(phrase: str) -> Stems:
    """Return the stems to look up for a phrase: without the words that no index keeps."""
    kept = tuple(stem(word) for word in words(phrase) if not is_stopword(word))
    return kept or stems_of(phrase)


class Thesaurus:
    """Groups by the stems of what is said."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._meanings: dict[Stems, set[Stems]] = {}
        self.words: set[str] = set()
        for group in groups:
            self._add(group)

    def _add(self, group: Group) -> None:
        targets = {meaning(target) for target in (group.leads_to or group.words)}
        for said in group.words:
            stems = stems_of(said)
            if stems and len(stems) <= LONGEST_PHRASE:
                self._meanings.setdefault(stems, set()).update(targets)
        for phrase in (*group.words, *group.leads_to):
            self.words.update(word for word in words(phrase) if not is_stopword(word))

    def __contains__(self, stems: Stems) -> bool:
        return stems in self._meanings

    @property
    def meanings(self) -> Mapping[Stems, set[Stems]]:
        """Everything that can be said, with what it leads to."""
        return self._meanings

    def of(self, stems: Stems) -> set[Stems]:
        """Return what these stems lead to; empty when the thesaurus does not know them."""
        return self._meanings.get(stems, set())

    def longest_at(self, stems: list[str], start: int) -> int:
        """Return the number of words of the longest phrase (of two or more) that is said from here; 0 when none is."""
        for length in range(min(LONGEST_PHRASE, len(stems) - start), 1, -1):
            if tuple(stems[start : start + length]) in self._meanings:
                return length
        return 0
