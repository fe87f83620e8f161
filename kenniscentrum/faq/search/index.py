"""The index: weighted fields, BM25, likeness to titles, and the refusal of what the pages are not about.

Rule of ranking: for each concept of the query the best of its alternatives counts, so synonyms never add up; fields
weigh title far above key words, those above short answer and summary, those above the text; likeness to a title or
key phrase decides between pages that share their words. Rule of refusal: a page answers when it covers enough of what
was asked, each concept weighted by how much it tells.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import bm25s
import numpy as np

from . import compounds
from .analysis import LONGEST_QUERY, is_stopword, separated, stem, terms, words
from .likeness import Likeness
from .query import Concept, Reading
from .thesaurus import Stems, Thesaurus
from .vocabulary import Vocabulary


@dataclass(frozen=True)
class Document:
    """One question page as the search knows it."""

    key: int
    slug: str
    title: str
    url: str
    summary: str
    keywords: tuple[str, ...] = ()
    short_answer: str = ""
    body: str = ""
    audiences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """How much a field counts for the order, and how far a word in it shows what the page is about (0 to 1)."""

    weight: float
    strength: float


FIELDS = {
    "title": Field(4.0, 1.0),
    "slug": Field(3.0, 1.0),
    "keywords": Field(2.4, 1.0),
    "lead": Field(1.4, 0.95),
    "parts": Field(0.8, 0.8),
    "body": Field(0.8, 0.7),
}
HEADINGS = ("title", "slug", "keywords")
INCIDENTAL = 0.5  # what a word is worth that no page is headed by
LIKENESS = 0.7
ENOUGH = 0.43  # coverage below which a page does not answer
CLOSE = 0.62  # likeness to a title or key phrase that answers by itself
VAGUE = 0.45  # the same for a query of small words only, which cannot be about another subject
CLEAR = 2.5  # relevance from which words alone decide; below it, likeness to a title has the say
TAIL = 0.3  # results that score less than this share of the best are left out
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
        surfaces = self._surfaces()
        columns = {name: [self._terms(name, document, surfaces) for document in self.documents] for name in FIELDS}
        self._postings = _postings(columns)
        self._likeness = Likeness([[doc.title, _spoken_slug(doc), *doc.keywords] for doc in self.documents])
        self._vocabulary = Vocabulary(self._rarity(columns), surfaces, thesaurus)

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
        size = len(self.documents)
        relevance, covered, total = np.zeros(size), np.zeros(size), 0.0
        for concept in reading.concepts:
            gain, match = self._concept(concept)
            relevance += gain * max(0.03, concept.weight - 0.15)
            covered += match * concept.weight
            total += concept.weight
        coverage = covered / total if total else covered
        likeness = self._likeness.scores(query)
        answers = (coverage >= ENOUGH) | (likeness >= CLOSE) if reading.has_subject else likeness >= VAGUE
        top = max(float(relevance.max()), CLEAR)
        scores = (relevance / top) * (0.5 + 0.5 * coverage) + LIKENESS * likeness**2
        return np.where(answers, scores, 0.0), coverage

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

    # --- building

    def _surfaces(self) -> dict[str, float]:
        """Return every word as written, with its frequency; words of titles and key words count more."""
        counts: Counter[str] = Counter()
        for document in self.documents:
            for text, weight in ((document.title, 5), (" ".join((*document.keywords, _spoken_slug(document))), 3), (document.short_answer, 1),
                                 (document.summary, 1), (document.body, 1)):  # fmt: skip
                for word in words(text):
                    if not is_stopword(word):
                        counts[word] += weight
        return dict(counts)

    def _terms(self, name: str, document: Document, surfaces: dict[str, float]) -> list[str]:
        if name == "title":
            apart = [stem(word) for word in separated(words(document.title)) if word in surfaces]
            return terms(document.title) + apart
        if name == "keywords":
            # Once each: a word that returns in several phrases does not make the page more about it.
            return sorted(set(terms(" ".join(document.keywords))))
        if name == "slug":
            return terms(_spoken_slug(document))
        if name == "lead":
            return terms(f"{document.short_answer} {document.summary}")
        if name == "body":
            return terms(document.body)
        headline = " ".join(
            (document.title, _spoken_slug(document), *document.keywords, document.short_answer, document.summary)
        )
        return list(_compound_parts(words(headline), surfaces))

    def _rarity(self, columns: dict[str, list[list[str]]]) -> dict[str, float]:
        """Return how much each stem tells, 0 to 1: the fewer pages are headed by it the more.

        Counted in titles, slugs and key words: `register` stands in many texts and still is a subject. A stem that
        only texts have tells little, however rare: it is there by chance.
        """
        size = len(self.documents)
        headed = Counter(
            term for number in range(size) for term in {t for name in HEADINGS for t in columns[name][number]}
        )
        most = math.log(1 + (size + 0.5) / 0.5)
        rarity = {}
        for term, (numbers, _, _) in self._postings.items():
            count = headed[term] or len(numbers)
            weight = math.log(1 + (size - count + 0.5) / (count + 0.5)) / most
            rarity[term] = weight if headed[term] else weight * INCIDENTAL
        return rarity


def _spoken_slug(document: Document) -> str:
    return document.slug.replace("-", " ")


def _compound_parts(headline: Iterable[str], surfaces: dict[str, float]) -> Iterable[str]:
    for word in headline:
        if len(word) > 8 and (parts := compounds.whole_split(word, surfaces.__contains__)):
            yield from (stem(part) for part in parts)


def _postings(columns: dict[str, list[list[str]]]) -> dict[str, tuple[Any, Any, Any]]:
    """Return for each stem the documents that have it, its weighted BM25 in them and how far they are about it."""
    gathered: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    for name, tokens in columns.items():
        field = FIELDS[name]
        if not any(tokens):
            continue
        model = bm25s.BM25(k1=1.2, b=0.5)
        model.index(tokens, show_progress=False, create_empty_token=False)
        starts, numbers, values = (model.scores[key] for key in ("indptr", "indices", "data"))
        for term, column in model.vocab_dict.items():
            for at in range(starts[column], starts[column + 1]):
                number = int(numbers[at])
                gain, strength = gathered[term].get(number, (0.0, 0.0))
                gathered[term][number] = (gain + field.weight * float(values[at]), max(strength, field.strength))
    return {
        term: (
            np.array(list(found)),
            np.array([g for g, _ in found.values()]),
            np.array([s for _, s in found.values()]),
        )
        for term, found in gathered.items()
    }
