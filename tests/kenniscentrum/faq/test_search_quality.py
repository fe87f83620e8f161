"""How well the search finds, on the brought pages.

`queries_measured.json` and `foreign_measured.json` were written after the thesaurus was frozen; the figures of that first
measurement were 88.4 % first, 96.0 % in the first three, 1.2 % nothing (spoken sentences 78 and 90 %), and 7 of 60
foreign subjects answered. Groups and fillers added since then were learnt from them, so now they guard, they do not
measure. `faq_search_examples.json` came with the task. `queries_second.json` were unseen once (87.2 % first, 94.2 % in the
first three, spoken 69 and 80 %). `queries_sentences_*.json` are spoken sentences that seldom name their subject, written
before the ways of asking of the pages: at first 35 % first and 44-48 % in the first three. The half `a` was looked at, of
`b` only the figures.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from kenniscentrum.faq.search.document import Document
from kenniscentrum.faq.search.index import SearchIndex
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


def spoken(*names: str) -> list[dict[str, Any]]:
    return [row for name in names for row in load(name) if row["kind"] == SPOKEN]


@pytest.mark.parametrize(
    ("name", "first", "three", "nothing"),
    [
        ("faq_search_examples.json", 0.95, 0.98, 0.0),
        ("queries_measured.json", 0.94, 0.98, 0.01),
        ("queries_development.json", 0.95, 0.98, 0.01),
        ("queries_second.json", 0.95, 0.98, 0.0),
        ("queries_sentences_a.json", 0.91, 0.96, 0.01),
        ("queries_sentences_b.json", 0.89, 0.94, 0.01),
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
    names = ("queries_measured.json", "queries_development.json", "queries_second.json")
    measured = measure(brought_index, spoken(*names))
    assert measured.first >= 0.95
    assert measured.three >= 0.98


def test_spoken_sentences_that_name_no_subject_find_their_page(brought_index: SearchIndex) -> None:
    measured = measure(brought_index, spoken("queries_sentences_b.json"))
    assert measured.first >= 0.85
    assert measured.three >= 0.93
    assert measured.nothing <= 0.01


def test_foreign_subjects_are_refused(brought_index: SearchIndex) -> None:
    for name in ("foreign_measured.json", "foreign_development.json", "foreign_second.json"):
        answered = [query for query in load(name) if brought_index.search(query).hits]
        assert len(answered) / len(load(name)) <= 0.08, answered


def test_the_thesaurus_earns_its_keep(brought_index: SearchIndex) -> None:
    """Without it the same engine finds less: the figures above are not the key words alone."""
    without = SearchIndex(brought_index.documents, Thesaurus([]))
    rows = load("queries_measured.json")
    assert measure(without, rows).first < measure(brought_index, rows).first - 0.05


def test_the_ways_of_asking_earn_their_keep(brought_index: SearchIndex) -> None:
    """Without them the same engine finds half of the sentences that name no subject."""
    without = SearchIndex([replace(page, keywords=page.labels) for page in brought_index.documents], Thesaurus(seed()))
    rows = spoken("queries_sentences_b.json")
    assert measure(without, rows).three < measure(brought_index, rows).three - 0.25


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
