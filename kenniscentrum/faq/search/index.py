"""The index: weighted fields, BM25, likeness to titles, what a sentence sounds like, and the refusal of other subjects.

Rule of ranking: for each concept of the query the best of its alternatives counts, so synonyms never add up; likeness
to a title or key phrase decides between pages that share their words; and what the sentence as a whole sounds like
counts as much as its words. Rule of refusal: a page answers when it covers enough of what was asked, each concept
weighted by how much it tells, or when the sentence sounds far more like it than like another subject.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import fields
from .analysis import LONGEST_QUERY, words
from .document import Document
from .likeness import Likeness
from .query import Concept, Reading
from .sayings import Sayings, Sound, elsewhere
from .thesaurus import Stems, Thesaurus
from .vocabulary import Vocabulary

LIKENESS = 0.7
SOUND, FAINT = 1.0, 0.4  # what it counts how near a sentence sounds, and the same for a few words
SENTENCE = 5  # words, from which a query is a sentence
ENOUGH = 0.48  # coverage below which a page does not answer
CLOSE = 0.7  # likeness to a title or key phrase that answers by itself
SURE = 0.7  # coverage that answers whatever the sentence sounds like: a new page has no ways of asking yet
VAGUE = 0.45  # the same for a query of small words only, which cannot be about another subject
CLEAR = 2.5  # relevance from which words alone decide; below it, likeness to a title has the say
OURS = 3.4  # how much more a sentence sounds like a page than like another subject, for that page to answer
NOT_OURS = 1.0  # the same, below which a page must say surely what was asked
STRANGER = 3.0  # how much less it does for every word of another subject
NEAR = 0.1  # how near to the best a page must sound to answer with it
TAIL = 0.2  # results that score less than this share of the best are left out
MOST_RESULTS = 10


@dataclass(frozen=True)
class Hit:
    """One page found."""

    document: Document
    score: float
    coverage: float


@dataclass(frozen=True)
class Outcome:
    """What a search gives.

    `repaired` is what was searched for instead of a mistyped word, `suggestion` what may have been meant when nothing
    was found; `stems` are for the highlights.
    """

    hits: tuple[Hit, ...] = ()
    repaired: tuple[tuple[str, str], ...] = ()
    suggestion: str | None = None
    stems: frozenset[str] = frozenset()


class SearchIndex:
    """An index over documents; never changed after it is built, so requests in threads share it."""

    def __init__(self, documents: Sequence[Document], thesaurus: Thesaurus) -> None:
        self.documents = list(documents)
        if not self.documents:
            return
        surfaces = fields.surfaces(self.documents)
        columns = fields.columns(self.documents, surfaces)
        self._postings = fields.postings(columns)
        rarity = fields.rarity(columns, self._postings, len(self.documents))
        self._vocabulary = Vocabulary(rarity, surfaces, thesaurus)
        phrases = [(document.title, document.spoken_slug, *document.keywords) for document in self.documents]
        self._likeness = Likeness(phrases)
        self._sayings = Sayings(phrases, elsewhere(), thesaurus)

    def search(self, query: str, limit: int = MOST_RESULTS) -> Outcome:
        """Return the pages that answer, best first; nothing when no page does."""
        query = query[:LONGEST_QUERY]
        if not self.documents or not words(query):
            return Outcome()
        reading = Reading(self._vocabulary, query)
        scores, coverage = self._judge(query, reading)
        hits = self._hits(scores, coverage, limit)
        if not hits:
            return Outcome(suggestion=self._suggestion(reading))
        repaired = tuple((c.said, c.repair.word) for c in reading.concepts if c.repair and c.repair.cost > 0)
        return Outcome(hits, repaired, None, reading.stems)

    def _hits(self, scores: Any, coverage: Any, limit: int) -> tuple[Hit, ...]:
        best = float(scores.max())
        if best <= 0:
            return ()
        order = np.argsort(-scores, kind="stable")[:limit]
        return tuple(
            Hit(self.documents[number], float(scores[number]), float(coverage[number]))
            for number in order
            if scores[number] >= TAIL * best
        )

    def _suggestion(self, reading: Reading) -> str | None:
        """Return another query that does find something."""
        suggestion = reading.suggestion()
        if suggestion is None:
            return None
        scores, _ = self._judge(suggestion, Reading(self._vocabulary, suggestion))
        return suggestion if scores.max() > 0 else None

    def _judge(self, query: str, reading: Reading) -> tuple[Any, Any]:
        """Return score and coverage of every document; score 0 for what does not answer."""
        relevance, coverage = self._by_words(reading)
        likeness = self._likeness.scores(query)
        sound = self._sayings.sound(reading.typed, reading.typed_stems)
        top = max(float(relevance.max()), CLEAR)
        weight = SOUND if len(reading.typed) >= SENTENCE else FAINT
        scores = (relevance / top) * (0.5 + 0.5 * coverage) + LIKENESS * likeness**2 + weight * sound.nearness
        return np.where(_answers(reading, coverage, likeness, sound), scores, 0.0), coverage

    def _by_words(self, reading: Reading) -> tuple[Any, Any]:
        """Return relevance and coverage of every document by the concepts of a query."""
        size = len(self.documents)
        relevance, covered, total = np.zeros(size), np.zeros(size), 0.0
        for concept in reading.concepts:
            gain, match = self._concept(concept)
            relevance += gain * max(0.03, concept.weight - 0.15)
            covered += match * concept.weight
            total += concept.weight
        return relevance, covered / total if total else covered

    def _concept(self, concept: Concept) -> tuple[Any, Any]:
        """Return for each document the BM25 of the best alternative, and how far the document is about it."""
        size = len(self.documents)
        gain, match = np.zeros(size), np.zeros(size)
        for stems, weight in concept.alternatives.items():
            found = self._together(stems)
            if found is not None:
                np.maximum(gain, found[0] * weight, out=gain)
                np.maximum(match, found[1] * min(1.0, weight + 0.1), out=match)
        return gain, match

    def _together(self, stems: Stems) -> tuple[Any, Any] | None:
        """Return BM25 and strength of stems that stand for one thing together: as strong as the weakest of them."""
        size, gain, match = len(self.documents), None, None
        for part in stems:
            if part not in self._postings:
                return None
            numbers, values, strengths = self._postings[part]
            one, sure = np.zeros(size), np.zeros(size)
            one[numbers], sure[numbers] = values, strengths
            gain = one if gain is None else np.where((gain > 0) & (one > 0), gain + one, 0.0)
            match = sure if match is None else np.minimum(match, sure)
        return None if gain is None else (gain / len(stems) ** 0.5, match)


def _answers(reading: Reading, coverage: Any, likeness: Any, sound: Sound) -> Any:
    """Return for every document whether it is an answer at all."""
    answers = (coverage >= ENOUGH) | (likeness >= CLOSE) if reading.has_subject else likeness >= VAGUE
    ours = sound.ours - STRANGER * reading.strangers
    if ours >= OURS:
        return answers | (sound.nearness >= NEAR)
    return answers if ours >= NOT_OURS else answers & ((likeness >= CLOSE) | (coverage >= SURE))
