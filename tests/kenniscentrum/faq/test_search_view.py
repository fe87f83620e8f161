"""`/kenniscentrum/zoeken/`."""

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from lvv_site.pages.models import ContentPage
from tests.factories.faq import question
from tests.factories.pages import publish

from .conftest import parse

pytestmark = pytest.mark.django_db
ADDRESS = "/kenniscentrum/zoeken/"


def links_in_main(response: Any) -> list[str]:
    return [link.get("href") for link in parse(response).xpath("//main//a")]


def test_it_has_its_address() -> None:
    assert reverse("faq:search") == ADDRESS


def test_it_lists_what_answers_best_first(client: Client) -> None:
    question(title="Wat kost een olifant op kantoor?", slug="prijs")
    question(title="Wanneer is het zomer?", slug="zomer")
    question(title="Mag een olifant mee naar kantoor?", slug="olifant", search_description="Ja, een olifant mag mee.")
    response = client.get(ADDRESS, {"q": "olifanten naar kantoor"})
    found = [link for link in links_in_main(response) if link.startswith("/kenniscentrum/") and "?" not in link]
    assert found[1:3] == ["/kenniscentrum/olifant/", "/kenniscentrum/prijs/"]
    assert found[0] == "/kenniscentrum/"  # the breadcrumb
    assert "<mark>olifant</mark>" in response.text
    assert "Voor medewerkers" in response.text


def test_what_was_typed_stands_in_the_box_and_is_escaped(client: Client) -> None:
    response = client.get(ADDRESS, {"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in response.text
    assert parse(response).xpath("//input[@name='q']/@value") == ['"><script>alert(1)</script>']


def test_nothing_asked_shows_the_themes(client: Client) -> None:
    question()
    response = client.get(ADDRESS)
    assert "/kenniscentrum/?thema=rol" in links_in_main(response)
    assert "Geen antwoord gevonden" not in response.text


def test_no_answer_says_so_and_offers_to_ask(client: Client) -> None:
    question(title="Mag een olifant mee?", slug="olifant")
    publish(ContentPage(title="Contact", slug="contact"))
    response = client.get(ADDRESS, {"q": "hypotheek berekenen"})
    assert response.status_code == 200
    assert "Geen antwoord gevonden" in response.text
    assert "/contact/" in links_in_main(response)
    assert "/kenniscentrum/olifant/" not in links_in_main(response)


def test_a_mistyped_word_is_found_and_said(client: Client) -> None:
    question(title="Mag een olifant mee?", slug="olifant")
    response = client.get(ADDRESS, {"q": "olliefant"})
    assert "/kenniscentrum/olifant/" in links_in_main(response)
    assert "Wij zochten op: olifant." in response.text


def test_a_word_that_is_far_off_gets_a_suggestion(client: Client) -> None:
    question(title="Wat is klokkenluiden?", slug="klokkenluiden")
    response = client.get(ADDRESS, {"q": "klokkenuuidde"})
    assert "Bedoelde u" in response.text
    assert f"{ADDRESS}?q=klokkenluiden" in links_in_main(response)


@pytest.mark.parametrize("query", ["x" * 10_000, "\x00\x01\x1b[31m", "a'; DROP TABLE faq_questionpage;--", "🙂" * 300])
def test_bad_input_is_only_a_question_without_answer(client: Client, query: str) -> None:
    question()
    response = client.get(ADDRESS, {"q": query})
    assert response.status_code == 200
    assert "Geen antwoord gevonden" in response.text or "Kijk per onderwerp" in response.text


def test_it_sets_no_cookie_and_is_kept_nowhere(client: Client) -> None:
    question()
    response = client.get(ADDRESS, {"q": "onderwerp"})
    assert response.cookies == {}
    assert response.headers["Cache-Control"] == "no-store"


def test_the_query_is_not_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client.get(ADDRESS, {"q": "grootgeheim"})
    written = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert written
    assert "grootgeheim" not in "\n".join(written)


def test_it_can_be_read_in_english(client: Client) -> None:
    question(title="Mag een olifant mee?", slug="olifant")
    response = client.get(f"/en{ADDRESS}", {"q": "olifant"})
    assert response.headers["Content-Language"] == "en"
    assert parse(response).xpath("//ul[@lang='nl']//a/@href") == ["/kenniscentrum/olifant/"]


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(ADDRESS).status_code == 405


def test_too_many_searches_are_refused(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"read": (2, 60)}
    answers = [client.get(ADDRESS).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_it_costs_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    question()
    client.get(ADDRESS, {"q": "onderwerp"})
    with django_assert_max_num_queries(10):
        client.get(ADDRESS, {"q": "onderwerp"})
