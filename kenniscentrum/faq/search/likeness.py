"""Likeness of a query to the titles and key phrases: cosine over rarity-weighted letter triples.

It sees what stems do not: word order a little, small words (`niet`), half words and several typos at once.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from .analysis import words

GRAM = 3


def grams(text: str) -> set[str]:
    """Return the letter triples of a text, word borders as underscores."""
    framed = f"_{'_'.join(words(text))}_"
    return {framed[at : at + GRAM] for at in range(len(framed) - GRAM + 1)}


class Likeness:
    """Compares a query with the phrases of every document at once."""

    def __init__(self, phrases: Sequence[Sequence[str]]) -> None:
        """Take the phrases of each document, in the order of the documents; a document has at least one."""
        sets = [grams(phrase) for document in phrases for phrase in document]
        self._starts: Any = np.cumsum([0, *(len(document) for document in phrases[:-1])])
        counts = Counter(gram for grams_of in sets for gram in grams_of)
        self._rarity = {gram: math.log(1 + len(sets) / count) for gram, count in counts.items()}
        self._unknown = math.log(1 + len(sets)) if sets else 0.0
        postings: dict[str, list[int]] = defaultdict(list)
        for number, grams_of in enumerate(sets):
            for gram in grams_of:
                postings[gram].append(number)
        self._postings = {gram: np.array(numbers, dtype=np.int32) for gram, numbers in postings.items()}
        self._norms = np.array([self._norm(grams_of) for grams_of in sets], dtype=np.float32)

    def _norm(self, grams_of: set[str]) -> float:
        return math.sqrt(sum(self._rarity.get(gram, self._unknown) ** 2 for gram in grams_of)) or 1.0

    def scores(self, text: str) -> Any:
        """Return for each document the likeness (0 to 1) of its most similar phrase."""
        grams_of = grams(text)
        totals: Any = np.zeros(len(self._norms), dtype=np.float32)
        for gram in grams_of:
            if gram in self._postings:
                totals[self._postings[gram]] += self._rarity[gram] ** 2
        return np.maximum.reduceat(totals / (self._norms * self._norm(grams_of)), self._starts)
