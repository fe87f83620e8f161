"""The demonstration and what comes with the migrations."""

import datetime as dt
import random

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from kenniscentrum.faq import content, demo, queries
from kenniscentrum.faq.models import KnowledgeIndexPage, QuestionPage, SynonymGroup, Theme
from kenniscentrum.faq.search.thesaurus import seed
from kenniscentrum.faq.templatetags.faq import featured_questions
from lvv_site.operations.demo import DemoPlan
from lvv_site.pages.shell import shell_for
from tests.factories.faq import question

from .conftest import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> DemoPlan:
    return DemoPlan(members=0, seed=random.Random(1).randint(1, 9), today=dt.date(2026, 11, 21))


def test_it_publishes_every_brought_page_as_written(plan: DemoPlan, client: Client) -> None:
    demo.load(plan)
    brought = content.read_all()
    pages = {page.slug: page for page in QuestionPage.objects.live()}
    assert sorted(pages) == [written.slug for written in brought]
    for written in brought:
        page = pages[written.slug]
        page.full_clean()
        assert tuple(page.audiences[:1]) == written.audiences[:1]
        assert set(page.audiences) == set(written.audiences)
        assert [relation.question.slug for relation in page.related_questions.all()] == list(written.related)
        assert len(page.sources) == len(written.sources)
        assert page.url == f"/kenniscentrum/{written.slug}/"
    response = client.get("/kenniscentrum/geheimhouding/")
    assert response.status_code == 200
    assert "/kenniscentrum/" in response.text


def test_the_search_knows_the_pages_as_they_were_written(plan: DemoPlan) -> None:
    demo.load(plan)
    known = {found.slug: found for found in queries.documents()}
    for written in content.read_all():
        expected = document(known[written.slug].key, written)
        found = known[written.slug]
        assert found.body.split() == expected.body.split()
        assert (found.title, found.summary, found.keywords, found.url) == (
            expected.title, expected.summary, expected.keywords, expected.url,
        )  # fmt: skip


def test_the_kenniscentrum_is_in_the_menu(plan: DemoPlan) -> None:
    demo.load(plan)
    assert KnowledgeIndexPage.objects.get().show_in_menus


def test_thesaurus_and_themes_come_with_the_migrations() -> None:
    assert [row.group for row in SynonymGroup.objects.order_by("pk")] == seed()
    assert list(Theme.objects.values_list("code", "name")) == list(content.THEMES)


def test_featured_questions_cost_one_query(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    question(slug="pesten", title="Wanneer is iets pesten?")
    question(slug="beschuldigd", title="Waar kan ik heen?", members_only=True)
    question(slug="iets-anders")
    request = RequestFactory().get("/")
    shell_for(request)  # what stands around the page is counted there
    with django_assert_max_num_queries(1):
        shown = featured_questions(Context({"request": request}), 4)
    assert [(item.question, item.url, item.audience_label) for item in shown] == [
        ("Wanneer is iets pesten?", "/kenniscentrum/pesten/", "Voor medewerkers")
    ]
    assert (
        Template("{% load faq %}{% featured_questions 1 as q %}{{ q.0.url }}").render(Context({"request": request}))
        == "/kenniscentrum/pesten/"
    )
