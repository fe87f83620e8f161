"""The brought pages answer the 46 topics in words of their own: a repeated description does not pass."""

import datetime as dt
import re
from itertools import combinations

import pytest
from django.utils.html import strip_tags

from kenniscentrum.faq.content import THEMES, QuestionContent
from kenniscentrum.faq.enums import Audience, DateKind
from kenniscentrum.faq.search.analysis import words
from lvv_site import civil

from .conftest import load

TOPICS = {topic["topic"]: topic for topic in load("faq_topics.json")}
ALLOWED_TAGS = {"p", "h2", "ul", "ol", "li", "strong", "em", "a"}
SHINGLE = 5
# Names that nobody can say otherwise.
NAMES = (
    "Wet op de ondernemingsraden",
    "risico-inventarisatie en -evaluatie",
    "College voor de Rechten van de Mens",
    "Huis voor Klokkenluiders",
)


def plain(text: str) -> str:
    return strip_tags(text.replace("<", " <"))


def shingles(text: str) -> set[tuple[str, ...]]:
    told = plain(text).lower()
    for name in NAMES:
        told = told.replace(name.lower(), " ")
    said = words(told)
    return {tuple(said[at : at + SHINGLE]) for at in range(len(said) - SHINGLE + 1)}


@pytest.fixture(scope="module")
def pages(brought: list[QuestionContent]) -> dict[str, QuestionContent]:
    return {page.slug: page for page in brought}


def test_every_topic_has_its_page(pages: dict[str, QuestionContent]) -> None:
    assert sorted(pages) == sorted(TOPICS)
    assert len(pages) == 46


@pytest.mark.parametrize("slug", sorted(TOPICS))
class TestPage:
    def test_the_question_is_the_topics_title(self, pages: dict[str, QuestionContent], slug: str) -> None:
        assert pages[slug].question == TOPICS[slug]["title"]

    def test_it_answers_at_length_and_in_short(self, pages: dict[str, QuestionContent], slug: str) -> None:
        assert len(plain(pages[slug].body).split()) >= 150
        assert 0 < len(pages[slug].short_answer.split()) <= 45
        assert 0 < len(pages[slug].summary) <= 255

    def test_it_names_dated_sources(self, pages: dict[str, QuestionContent], slug: str) -> None:
        sources = pages[slug].sources
        assert len(sources) >= 2
        for source in sources:
            assert isinstance(source["date"], dt.date)
            assert source["date"] <= civil.today()
            assert source["date_kind"] in DateKind.values
            assert source["url"].startswith("https://")
            assert source["title"]
            assert source["publisher"]

    def test_related_questions_exist_and_are_others(self, pages: dict[str, QuestionContent], slug: str) -> None:
        related = pages[slug].related
        assert 1 <= len(related) <= 3
        assert len(set(related)) == len(related)
        assert slug not in related
        assert set(related) <= set(TOPICS)

    def test_its_dates_are_not_to_come(self, pages: dict[str, QuestionContent], slug: str) -> None:
        assert pages[slug].reviewed_on <= civil.today()
        assert (pages[slug].law_as_of or pages[slug].reviewed_on) <= pages[slug].reviewed_on

    def test_it_is_for_somebody_and_about_something(self, pages: dict[str, QuestionContent], slug: str) -> None:
        assert set(pages[slug].audiences) <= set(Audience.values)
        assert pages[slug].audiences
        assert pages[slug].theme in dict(THEMES)
        assert len(pages[slug].keywords) >= 6

    def test_it_uses_only_what_the_editor_knows(self, pages: dict[str, QuestionContent], slug: str) -> None:
        assert set(re.findall(r"</?([a-z0-9]+)", pages[slug].body)) <= ALLOWED_TAGS
        linked = re.findall(r'href="/kenniscentrum/([^/"]+)/"', pages[slug].body)
        assert set(linked) <= set(TOPICS) - {slug}

    def test_it_does_not_repeat_the_topics_description(self, pages: dict[str, QuestionContent], slug: str) -> None:
        described = shingles(TOPICS[slug]["description"])
        page = pages[slug]
        repeated = described & shingles(f"{page.body} . {page.short_answer} . {page.summary}")
        assert repeated == set()


def test_pages_do_not_share_their_text(pages: dict[str, QuestionContent]) -> None:
    found = {slug: shingles(page.body) for slug, page in pages.items()}
    for first, second in combinations(sorted(found), 2):
        shared = found[first] & found[second]
        smaller = min(len(found[first]), len(found[second]))
        assert len(shared) / smaller < 0.08, (first, second, sorted(shared)[:5])
