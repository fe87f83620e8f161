"""The kenniscentrum and its questions for tests."""

import datetime as dt
from typing import Any

from kenniscentrum.faq.models import KnowledgeIndexPage, QuestionPage, Theme

from .pages import publish

REVIEWED = dt.date(2026, 11, 2)
SOURCE = {
    "title": "Arbowet",
    "publisher": "Overheid.nl",
    "url": "https://wetten.overheid.nl/BWBR0010346/",
    "date": dt.date(2025, 1, 31),
    "date_kind": "consulted",
}


def knowledge_index(**values: Any) -> KnowledgeIndexPage:
    """The kenniscentrum, published below home."""
    defaults = {"title": "Kenniscentrum", "slug": "kenniscentrum", "introduction": "Korte antwoorden."}
    return publish(KnowledgeIndexPage(**defaults | values))


def theme(code: str = "rol") -> Theme:
    """One of the themes that the room brings."""
    return Theme.objects.get_or_create(code=code, defaults={"name": code.title()})[0]


def question_values(**values: Any) -> dict[str, Any]:
    """A good question; what differs is given."""
    number = QuestionPage.objects.count() + 1
    defaults = {
        "title": f"Hoe zit het met onderwerp {number}?",
        "slug": f"onderwerp-{number}",
        "search_description": f"Over onderwerp {number}, in het kort.",
        "short_answer": "Ja. Dat mag, en u hoeft er niets voor te doen.",
        "body": "<h2>Waarom is dat zo?</h2><p>Omdat het zo is afgesproken.</p>",
        "audience": "employee",
        "theme": theme(),
        "sources": [("source", SOURCE), ("source", SOURCE | {"title": "Arboportaal", "date_kind": "published"})],
        "reviewed_on": REVIEWED,
    }
    return defaults | values


def question(index: KnowledgeIndexPage | None = None, **values: Any) -> QuestionPage:
    """A published question; makes the kenniscentrum when there is none."""
    parent = index or KnowledgeIndexPage.objects.first() or knowledge_index()
    return publish(QuestionPage(**question_values(**values)), parent)
