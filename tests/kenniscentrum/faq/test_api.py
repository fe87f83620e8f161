"""`GET /api/v1/knowledge/search?q=`."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories.faq import question

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/knowledge/search"


def test_it_answers_with_pages_best_first(client: Client) -> None:
    question(title="Mag een olifant mee?", slug="olifant", search_description="Ja, dat mag.")
    response = client.get(ADDRESS, {"q": "olifanten"})
    assert response.json() == {
        "results": [
            {
                "slug": "olifant",
                "title": "Mag een olifant mee?",
                "url": "http://testserver/kenniscentrum/olifant/",
                "summary": "Ja, dat mag.",
            }
        ]
    }
    assert response.cookies == {}


def test_a_foreign_subject_has_no_results(client: Client) -> None:
    question()
    assert client.get(ADDRESS, {"q": "hypotheek"}).json() == {"results": []}


def test_members_pages_and_drafts_stay_unknown(client: Client) -> None:
    question(title="Mag een olifant mee?", slug="olifant", members_only=True)
    question(title="Mag een neushoorn mee?", slug="neushoorn").unpublish()
    assert client.get(ADDRESS, {"q": "olifant"}).json() == {"results": []}
    assert client.get(ADDRESS, {"q": "neushoorn"}).json() == {"results": []}


def test_an_unchanged_answer_is_not_sent_again(client: Client) -> None:
    question(title="Mag een olifant mee?", slug="olifant")
    etag = client.get(ADDRESS, {"q": "olifant"}).headers["ETag"]
    assert client.get(ADDRESS, {"q": "olifant"}, headers={"If-None-Match": etag}).status_code == 304


def test_without_a_question_it_is_a_mistake(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response.status_code in {400, 422}
    assert response.headers["Content-Type"] == "application/problem+json"


def test_too_many_searches_are_refused(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"read": (1, 60)}
    client.get(ADDRESS, {"q": "x"})
    response = client.get(ADDRESS, {"q": "x"})
    assert response.status_code == 429
    assert response.headers["Content-Type"] == "application/problem+json"
    assert int(response.headers["Retry-After"]) > 0
