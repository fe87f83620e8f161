"""The first page of the kenniscentrum."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kenniscentrum.faq.models import KnowledgeIndexPage, Theme
from tests.factories.faq import knowledge_index, question, theme

from .conftest import parse

pytestmark = pytest.mark.django_db
ADDRESS = "/kenniscentrum/"


def links(response: Any) -> list[str]:
    return list(parse(response).xpath("//ul[contains(@class, 'q-list')]//a/@href"))


@pytest.fixture
def index() -> KnowledgeIndexPage:
    page = knowledge_index()
    question(page, slug="wet-vraag", theme=theme("wet"), audience="employer")
    question(page, slug="rol-vraag", theme=theme("rol"), audience="employee", also_for=["employer"])
    question(page, slug="leden-vraag", theme=theme("rol"), members_only=True)
    return page


def test_it_groups_questions_by_theme_in_order(client: Client, index: KnowledgeIndexPage) -> None:
    assert links(client.get(ADDRESS)) == ["/kenniscentrum/rol-vraag/", "/kenniscentrum/wet-vraag/"]


def test_it_keeps_the_questions_of_one_audience(client: Client, index: KnowledgeIndexPage) -> None:
    response = client.get(ADDRESS, {"voor": "employee"})
    assert links(response) == ["/kenniscentrum/rol-vraag/"]
    assert "Voor medewerkers" in response.text
    assert links(client.get(ADDRESS, {"voor": "employer"})) == [
        "/kenniscentrum/rol-vraag/",
        "/kenniscentrum/wet-vraag/",
    ]


def test_it_keeps_the_questions_of_one_theme(client: Client, index: KnowledgeIndexPage) -> None:
    assert links(client.get(ADDRESS, {"thema": "wet"})) == ["/kenniscentrum/wet-vraag/"]


@pytest.mark.parametrize("query", [{"voor": "niemand"}, {"voor": "'; DROP TABLE"}])
def test_an_unknown_audience_shows_everything(client: Client, index: KnowledgeIndexPage, query: dict[str, str]) -> None:
    assert len(links(client.get(ADDRESS, query))) == 2


def test_an_unknown_theme_says_there_is_nothing(client: Client, index: KnowledgeIndexPage) -> None:
    assert "Hierover staan nog geen vragen." in client.get(ADDRESS, {"thema": "onzin"}).text


def test_it_searches_without_script_or_cookie(client: Client, index: KnowledgeIndexPage) -> None:
    response = client.get(ADDRESS)
    assert parse(response).xpath("//main//form[@role='search']/@action") == ["/kenniscentrum/zoeken/"]
    assert response.cookies == {}


def test_its_queries_do_not_grow_with_the_questions(
    client: Client, index: KnowledgeIndexPage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for code in Theme.objects.values_list("code", flat=True):
        question(index, theme=theme(code))
    client.get(ADDRESS)
    with django_assert_max_num_queries(10):
        client.get(ADDRESS)
