"""How well the search finds, on the brought pages.

`queries_measured.json` and `foreign_measured.json` were written after the thesaurus was frozen; the figures of that first
measurement were 88.4 % first, 96.0 % in the first three, 1.2 % nothing (spoken sentences 78 and 90 %), and 7 of 60
foreign subjects answered. Groups and fillers added since then were learnt from them, so now they guard, they do not
measure. `faq_search_examples.json` came with the task.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from kenniscentrum.faq.search.index import Document, SearchIndex
from kenniscentrum.faq.search.thesaurus import Thesaurus, seed

from .conftest import load

SPOKEN = "spreektaal"


@dataclass(frozen=True)
class Measured:
    first: float
    three: float
    nothing: float


def measure(index: SearchIndex, queries: Iterable[dict[str, Any]]) -> Measured:
    found = [([hit.document.slug for hit in index.search(row["query"]).hits], row["topic"]) for row in queries]
    return Measured(
        first=sum(slugs[:1] == [topic] for slugs, topic in found) / len(found),
        three=sum(topic in slugs[:3] for slugs, topic in found) / len(found),
        nothing=sum(not slugs for slugs, _ in found) / len(found),
    )


@pytest.mark.parametrize(
    ("name", "first", "three", "nothing"),
    [
        ("faq_search_examples.json", 0.95, 0.98, 0.0),
        ("queries_measured.json", 0.90, 0.97, 0.01),
        ("queries_development.json", 0.92, 0.97, 0.01),
    ],
)
def test_the_right_page_comes_first(
    brought_index: SearchIndex, name: str, first: float, three: float, nothing: float
) -> None:
    measured = measure(brought_index, load(name))
    assert measured.first >= first
    assert measured.three >= three
    assert measured.nothing <= nothing


def test_spoken_sentences_find_their_page(brought_index: SearchIndex) -> None:
    rows = [row for name in ("queries_measured.json", "queries_development.json") for row in load(name)]
    measured = measure(brought_index, [row for row in rows if row["kind"] == SPOKEN])
    assert measured.first >= 0.85
    assert measured.three >= 0.95


def test_foreign_subjects_are_refused(brought_index: SearchIndex) -> None:
    queries = [*load("foreign_measured.json"), *load("foreign_development.json")]
    answered = [query for query in queries if brought_index.search(query).hits]
    assert len(answered) / len(queries) <= 0.1, answered


def test_the_thesaurus_earns_its_keep(brought_index: SearchIndex) -> None:
    """Without it the same engine finds much less: the figures above are not the key words alone."""
    without = SearchIndex(brought_index.documents, Thesaurus([]))
    rows = load("queries_measured.json")
    assert measure(without, rows).three < measure(brought_index, rows).three - 0.1


def test_five_hundred_pages_are_searched_in_milliseconds(brought_index: SearchIndex) -> None:
    documents = [
        Document(
            number, f"{page.slug}-{number}", f"{page.title} {number}", page.url, page.summary, page.keywords,
            page.short_answer, page.body, page.audiences,
        )
        for number in range(500)
        for page in [brought_index.documents[number % len(brought_index.documents)]]
    ]  # fmt: skip
    index = SearchIndex(documents, Thesaurus(seed()))
    took = []
    for row in load("queries_measured.json"):
        started = time.thread_time()
        index.search(row["query"])
        took.append(time.thread_time() - started)
    assert sorted(took)[int(0.95 * len(took))] < 0.030
