"""What Dutch words exist and how often people say them.

The list (spoken Dutch, 340,000 words) comes with `pyspellchecker`; only the list is used. It answers two questions:
is this a real word, so that it must not be taken for a mistyped other one, and is it so common that it tells nothing.
Kept as sorted hashes: 4 MB instead of 60.
"""

from functools import cache
from typing import Any

import numpy as np
from spellchecker import SpellChecker

from .analysis import normalise

UNSPOKEN = 50  # what a word counts that is only known from dictionaries
COMMON = 8_000  # occurrences from which a word may stand in any question
VERY_COMMON = 60_000


class Lexicon:
    """The frequencies of Dutch words."""

    def __init__(self) -> None:
        counts = SpellChecker(language="nl", distance=1).word_frequency.dictionary
        words: Any = np.fromiter((_key(word) for word in counts), dtype=np.int64, count=len(counts))
        order = np.argsort(words)
        self._words = words[order]
        self._counts = np.fromiter(counts.values(), dtype=np.int32, count=len(counts))[order]

    def frequency(self, word: str) -> int:
        """Return how often the normalised word occurs in the list; 0 when it is no word."""
        key = hash(word)
        at = int(np.searchsorted(self._words, key))
        return int(self._counts[at]) if at < len(self._words) and self._words[at] == key else 0


def _key(word: str) -> int:
    return hash(word if word.isascii() and word.isalpha() else normalise(word).replace("-", ""))


@cache
def lexicon() -> Lexicon:
    """Return the one list of this process; reading it takes about a second, once, when the first index is built."""
    return Lexicon()
