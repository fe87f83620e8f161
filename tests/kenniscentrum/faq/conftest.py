"""The brought pages as the search knows them, read from the files: no database needed to measure the search."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils.html import strip_tags
from lxml import html

from kenniscentrum.faq import content, finding
from kenniscentrum.faq.content import QuestionContent
from kenniscentrum.faq.models import SearchStamp
from kenniscentrum.faq.search.document import Document
from kenniscentrum.faq.search.engine import Engine
from kenniscentrum.faq.search.index import SearchIndex
from kenniscentrum.faq.search.thesaurus import Thesaurus, seed

DATA = Path(__file__).parent / "data"


def load(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def parse(response: Any) -> Any:
    """The page as a tree; untyped, for an XPath may give anything."""
    return html.fromstring(response.content)


def document(key: int, written: QuestionContent) -> Document:
    return Document(
        key, written.slug, written.question, f"/kenniscentrum/{written.slug}/", written.summary, written.keywords,
        written.short_answer, strip_tags(written.body.replace("<", " <")), written.audiences,
    )  # fmt: skip


@pytest.fixture(scope="session")
def brought() -> list[QuestionContent]:
    return content.read_all()


@pytest.fixture(scope="session")
def brought_index(brought: list[QuestionContent]) -> SearchIndex:
    return SearchIndex([document(key, written) for key, written in enumerate(brought)], Thesaurus(seed()))


@pytest.fixture(autouse=True)
def fresh_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's transaction is rolled back and its versions come again: no index may outlive it."""
    engine = Engine(version=SearchStamp.current, build=finding.build)
    monkeypatch.setattr(finding, "engine", engine)
