"""Somebody over a limit gets 429 and hears when to come back."""

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from lvv_site.ratelimit import limited

pytestmark = pytest.mark.django_db


@limited("read")
def page(request: HttpRequest, word: str = "page") -> HttpResponse:
    return HttpResponse(word)


@pytest.fixture(autouse=True)
def _small_limit(settings: Settings) -> None:
    settings.RATE_LIMITS = {"read": (2, 60)}


def get(path: str = "/register/", address: str = "203.0.113.5", **headers: str) -> HttpResponse:
    return page(RequestFactory().get(path, REMOTE_ADDR=address, headers=headers))


def test_page_over_the_limit_is_429_with_retry_after() -> None:
    assert [get().status_code for _ in range(2)] == [200, 200]
    refused = get()
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "no-store" in refused.headers["Cache-Control"]
    assert refused.headers["Content-Type"].startswith("text/html")


def test_another_address_is_not_affected() -> None:
    assert [get().status_code for _ in range(3)] == [200, 200, 429]
    assert get(address="203.0.113.6").status_code == 200


def test_forged_headers_do_not_help() -> None:
    forged = [{"X-Forwarded-For": f"198.51.100.{n}", "Forwarded": f"for=198.51.100.{n}"} for n in range(3)]
    assert [get(**headers).status_code for headers in forged] == [200, 200, 429]


def test_forged_headers_do_not_help_behind_a_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    chains = [f"198.51.100.{n}, 203.0.113.5" for n in range(3)]
    assert [get(address="10.0.0.1", **{"X-Forwarded-For": chain}).status_code for chain in chains] == [200, 200, 429]


def test_addresses_of_one_household_share_a_limit() -> None:
    addresses = [f"2001:db8:1:2::{n}" for n in range(1, 4)]
    assert [get(address=address).status_code for address in addresses] == [200, 200, 429]


def test_api_over_the_limit_gets_a_problem_document() -> None:
    for _ in range(2):
        get("/api/v1/register/advisers")
    refused = get("/api/v1/register/advisers")
    assert refused.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(refused.content)
    assert (problem["title"], problem["status"]) == ("Too Many Requests", 429)
    assert refused.headers["Retry-After"] in problem["detail"]


def test_answer_to_a_flood_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(2):
        get()
    with django_assert_num_queries(1):
        assert get().status_code == 429


def test_arguments_reach_the_view() -> None:
    assert page(RequestFactory().get("/"), word="other").content == b"other"
