"""Typo repair against the words of the pages and the thesaurus.

An edit costs less when fingers or ears make it easily: neighbouring keys, two letters swapped, a letter doubled, and
letters that sound alike in Dutch. Among the words within reach the cheapest wins, a frequent word before a rare one.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SOUNDS = ("kcq", "szc", "dt", "vf", "iy", "gc", "ij", "gk", "xs")
# Spellings that sound the same, brought to one form before letters are compared.
HOMOPHONES = (("ij", "y"), ("ei", "y"), ("au", "ou"), ("ch", "g"), ("ks", "x"), ("th", "t"), ("ph", "f"), ("qu", "kw"))
SWAP, NEAR, SOUND, DOUBLE = 0.7, 0.75, 0.45, 0.4
FREQUENCY_BONUS = 0.06
MOST_CANDIDATES = 40


def _neighbours() -> frozenset[frozenset[str]]:
    pairs = {frozenset(row[at : at + 2]) for row in ROWS for at in range(len(row) - 1)}
    for upper, lower in pairwise(ROWS):
        pairs |= {frozenset((upper[at], key)) for at, key in enumerate(lower)}
        pairs |= {frozenset((upper[at + 1], key)) for at, key in enumerate(lower) if at + 1 < len(upper)}
    return frozenset(pairs)


NEIGHBOURS = _neighbours()
ALIKE = frozenset(frozenset((a, b)) for group in SOUNDS for a in group for b in group if a != b)


@dataclass(frozen=True)
class Repair:
    """The word that was probably meant, and what it cost to get there (0: it sounds the same)."""

    word: str
    cost: float


def sounding(word: str) -> str:
    """Bring the spellings that sound alike to one form."""
    for spelling, sound in HOMOPHONES:
        word = word.replace(spelling, sound)
    return word


def allowance(length: int) -> float:
    """Return the highest cost at which a word of this many letters is still taken for another one."""
    if length < 4:
        return 0.0
    if length < 6:
        return 1.0
    return 1.5 if length < 9 else 2.1


def cost(typed: str, meant: str, most: float) -> float:
    """Return the weighted edit distance with swaps; infinity as soon as it is sure to exceed `most`."""
    before: list[float] = []
    row = [0.0]
    for at in range(1, len(meant) + 1):
        row.append(row[-1] + _insertion(meant, at - 1))
    for i, char in enumerate(typed, start=1):
        before2, before = before, row
        row = [before[0] + _insertion(typed, i - 1)]
        for j, other in enumerate(meant, start=1):
            best = min(before[j] + _insertion(typed, i - 1), row[j - 1] + _insertion(meant, j - 1))
            best = min(best, before[j - 1] + _substitution(char, other))
            if i > 1 and j > 1 and char == meant[j - 2] and typed[i - 2] == other and char != other:
                best = min(best, before2[j - 2] + SWAP)
            row.append(best)
        if min(row) > most:
            return math.inf
    return row[-1]


def _insertion(word: str, at: int) -> float:
    return DOUBLE if at and word[at] == word[at - 1] else 1.0


def _substitution(char: str, other: str) -> float:
    if char == other:
        return 0.0
    pair = frozenset((char, other))
    if pair in ALIKE:
        return SOUND
    return NEAR if pair in NEIGHBOURS else 1.0


class Speller:
    """Finds the known word that a typed word was meant to be."""

    def __init__(self, frequencies: Mapping[str, float]) -> None:
        # Sorted: which of two equals comes first must be the same in every process.
        self._words = sorted(word for word in frequencies if len(word) >= 4 and not word.isdigit())
        self._bonus = [math.log1p(frequencies[word]) * FREQUENCY_BONUS for word in self._words]
        self._sounds = [sounding(word) for word in self._words]
        self._sizes = np.array([len(pairs(sound)) for sound in self._sounds], dtype=np.float32)
        postings: dict[str, list[int]] = defaultdict(list)
        for number, sound in enumerate(self._sounds):
            for pair in pairs(sound):
                postings[pair].append(number)
        self._postings = {pair: np.array(numbers, dtype=np.int32) for pair, numbers in postings.items()}

    def repair(self, typed: str, slack: float = 0.0) -> Repair | None:
        """Return the best known word within reach, None when there is none. `slack` widens the reach for a suggestion."""
        most = allowance(len(typed)) + (slack if len(typed) > 4 else 0.0)
        if most <= 0:
            return None
        sound, best, best_cost = sounding(typed), None, math.inf
        for number in self._candidates(sound):
            word, alike = self._words[number], self._sounds[number]
            price = cost(typed, word, most)
            if (sound, alike) != (typed, word):
                price = min(price, cost(sound, alike, most))
            if price <= most and word[0] != typed[0]:
                price += 0.35  # the first letter is seldom wrong
            if price <= most and price - self._bonus[number] < best_cost:
                best, best_cost = Repair(word, price), price - self._bonus[number]
        return best

    def _candidates(self, sound: str) -> Iterable[int]:
        """Return the numbers of the words that share most letter pairs, the likeliest first."""
        grams = pairs(sound)
        shared: Any = np.zeros(len(self._words), dtype=np.float32)
        for pair in grams:
            if pair in self._postings:
                shared[self._postings[pair]] += 1
        likeness = 2 * shared / (self._sizes + len(grams))
        top = np.argsort(-likeness, kind="stable")[:MOST_CANDIDATES]
        return [int(number) for number in top if likeness[number] > 0.3]


def pairs(word: str) -> set[str]:
    """Return the letter pairs of a word, with its borders."""
    framed = f"^{word}$"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}
