"""The fields of a page, what each weighs, and the index terms of all pages in them.

Fields weigh title far above key words, those above short answer and summary, those above the text.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import bm25s
import numpy as np

from . import compounds
from .analysis import is_stopword, separated, stem, terms, words
from .document import Document


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

Columns = Mapping[str, list[list[str]]]
# For each stem the documents that have it, its weighted BM25 in them and how far they are about it.
Postings = Mapping[str, tuple[Any, Any, Any]]


def surfaces(documents: Iterable[Document]) -> dict[str, float]:
    """Return every word as written, with its frequency; words of titles and key words count more."""
    counts: Counter[str] = Counter()
    for document in documents:
        names = " ".join((*document.labels, document.spoken_slug))
        text = f"{document.short_answer} {document.summary} {document.body}"
        for part, weight in ((document.title, 5), (names, 3), (text, 1)):
            for word in words(part):
                if not is_stopword(word):
                    counts[word] += weight
    return dict(counts)


def columns(documents: Sequence[Document], known: Mapping[str, float]) -> Columns:
    """Return the index terms of every document, by field."""
    return {name: [_terms(name, document, known) for document in documents] for name in FIELDS}


def _terms(name: str, document: Document, known: Mapping[str, float]) -> list[str]:
    if name == "title":
        apart = [stem(word) for word in separated(words(document.title)) if word in known]
        return terms(document.title) + apart
    if name == "keywords":
        # Once each: a word that returns in several phrases does not make the page more about it.
        return sorted(set(terms(" ".join(document.labels))))
    if name == "slug":
        return terms(document.spoken_slug)
    if name == "lead":
        return terms(f"{document.short_answer} {document.summary}")
    if name == "body":
        return terms(document.body)
    return list(_compound_parts(words(document.headline), known))


def _compound_parts(headline: Iterable[str], known: Mapping[str, float]) -> Iterable[str]:
    for word in headline:
        if len(word) > 8 and (parts := compounds.whole_split(word, known.__contains__)):
            yield from (stem(part) for part in parts)


def postings(found: Columns) -> Postings:
    """Return the postings of all fields together."""
    gathered: dict[str, dict[int, tuple[float, float]]] = defaultdict(dict)
    for name, tokens in found.items():
        if any(tokens):
            _gather(FIELDS[name], tokens, gathered)
    return {
        term: (
            np.array(list(held)),
            np.array([gain for gain, _ in held.values()]),
            np.array([strength for _, strength in held.values()]),
        )
        for term, held in gathered.items()
    }


def _gather(field: Field, tokens: list[list[str]], gathered: dict[str, dict[int, tuple[float, float]]]) -> None:
    """Add the weighted BM25 of one field."""
    model = bm25s.BM25(k1=1.2, b=0.5)
    model.index(tokens, show_progress=False, create_empty_token=False)
    starts, numbers, values = (model.scores[key] for key in ("indptr", "indices", "data"))
    for term, column in model.vocab_dict.items():
        for at in range(starts[column], starts[column + 1]):
            number = int(numbers[at])
            gain, strength = gathered[term].get(number, (0.0, 0.0))
            gathered[term][number] = (gain + field.weight * float(values[at]), max(strength, field.strength))


def rarity(found: Columns, held: Postings, size: int) -> dict[str, float]:
    """Return how much each stem tells, 0 to 1: the fewer of the `size` pages are headed by it the more.

    Counted in titles, slugs and key words: `register` stands in many texts and still is a subject. A stem that only
    texts have tells little, however rare: it is there by chance.
    """
    headed = Counter(term for number in range(size) for term in {t for name in HEADINGS for t in found[name][number]})
    most = math.log(1 + (size + 0.5) / 0.5)
    weights = {}
    for term, (numbers, _, _) in held.items():
        count = headed[term] or len(numbers)
        weight = math.log(1 + (size - count + 0.5) / (count + 0.5)) / most
        weights[term] = weight if headed[term] else weight * INCIDENTAL
    return weights
