"""Which page a whole sentence sounds like, learnt from the ways of asking that the editors gave each page.

`hij zit aan mijn been` names no subject, yet everybody knows what it is about: words that mean little each tell much
together. For every trait of a sentence (words, pairs of words, what the thesaurus makes of them, pieces of words) it is
counted how much more often the phrases of a page have it than phrases in general, and those lifts are added up (naive
Bayes). Questions about other subjects are learnt in the same way, so that they can be told from ours.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .analysis import WORDS, is_stopword, stem
from .thesaurus import Stems, Thesaurus, asked

PIECE = 4  # letters
# What each kind of trait counts: pieces of one word overlap each other and its stem, so they count together as one.
WEIGHTS = {"word": 0.7, "pair": 0.8, "meaning": 0.3, "piece": 0.1}
SHARPNESS = 1.0  # how many steps behind the most likely page a page is hardly likely
DOUBT = 14.0  # phrases of doubt: how many phrases a page needs before its own counts outweigh those of all

Trait = tuple[str, *Stems]


def elsewhere() -> list[str]:
    """Return questions about other subjects."""
    lines = (WORDS / "elsewhere.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def traits(typed: Sequence[str], stems: Sequence[str], thesaurus: Thesaurus) -> set[Trait]:
    """Return what is counted of a sentence, given as its words and their stems."""
    found: set[Trait] = {("word", own) for own in stems}
    for gap in (1, 2):
        found |= {("pair", one, other) for one, other in zip(stems, stems[gap:], strict=False)}
    found |= {("meaning", *target) for target in _meanings(stems, thesaurus)}
    return found | {("piece", piece) for word in typed if not is_stopword(word) for piece in _pieces(word)}


def _meanings(stems: Sequence[str], thesaurus: Thesaurus) -> Iterator[Stems]:
    at = 0
    while at < len(stems):
        length = thesaurus.longest_at(list(stems), at) or 1
        yield from thesaurus.of(tuple(stems[at : at + length]))
        at += length


def _pieces(word: str) -> Iterator[str]:
    framed = f"_{word}_"
    return (framed[at : at + PIECE] for at in range(len(framed) - PIECE + 1))


@dataclass(frozen=True)
class Sound:
    """What a sentence sounds like.

    `nearness` says for each document how near it is to the most likely one (0 to 1); `ours` how much more the sentence
    sounds like the most likely document than like another subject, the same for long and short ones.
    """

    nearness: Any
    ours: float


class Sayings:
    """Compares a sentence with the phrases of every document at once; the last one stands for other subjects."""

    def __init__(self, phrases: Sequence[Sequence[str]], others: Sequence[str], thesaurus: Thesaurus) -> None:
        """Take the phrases of each document, in the order of the documents, and questions about other subjects."""
        self._thesaurus = thesaurus
        groups = [*phrases, others]
        sizes: Any = np.array([len(group) for group in groups], dtype=np.float64)
        self._absent = np.log(DOUBT / (sizes + DOUBT))
        counts = [self._count(group) for group in groups]
        totals: Counter[Trait] = Counter()
        for count in counts:
            totals.update(count)
        gathered: dict[Trait, list[tuple[int, float]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for trait, times in count.items():
                # Against what is absent, which every document starts from.
                common = (totals[trait] + 0.5) / (float(sizes.sum()) + 1)
                gathered[trait].append((number, math.log(1 + times / (DOUBT * common))))
        self._postings = {
            trait: (np.array([number for number, _ in found]), np.array([lift for _, lift in found]))
            for trait, found in gathered.items()
        }

    def _count(self, phrases: Iterable[str]) -> Counter[Trait]:
        count: Counter[Trait] = Counter()
        for phrase in phrases:
            typed = asked(phrase)
            count.update(traits(typed, [stem(word) for word in typed], self._thesaurus))
        return count

    def sound(self, typed: Sequence[str], stems: Sequence[str]) -> Sound:
        """Compare a sentence, given as its words and their stems, with every document."""
        found = traits(typed, stems, self._thesaurus)
        said = sum(WEIGHTS[trait[0]] for trait in found)
        known = [trait for trait in found if trait in self._postings]
        lifts = self._absent * sum(WEIGHTS[trait[0]] for trait in known)
        for trait in known:
            numbers, values = self._postings[trait]
            lifts[numbers] += values * WEIGHTS[trait[0]]
        ours, best = lifts[:-1], float(lifts[:-1].max())
        # In steps of the square root of its length: traits that overlap make a long sentence look surer than it is.
        step = math.sqrt(max(said, 1.0))
        return Sound(np.exp((ours - best) / (SHARPNESS * step)), (best - float(lifts[-1])) / step)
