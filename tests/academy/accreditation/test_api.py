"""The calls for other programs: what is accredited now or later, nothing else, in a fixed number of queries."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from academy.accreditation import decisions
from tests.factories.accreditation import accredited, decision, granted, provider, training

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.academy.accreditation.api_urls")]
D = dt.date
TRAININGS, PROVIDERS = "/api/alone/trainings", "/api/alone/providers"


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC), tick=False):
        yield


def codes(client: Client) -> list[str]:
    return [one["code"] for one in client.get(TRAININGS).json()["results"]]


def test_a_training_is_the_closed_list(client: Client) -> None:
    accredited("bns-luisteren", title="Luisteren", minutes=450, provider=provider("Academie", kvk_number="00000101"))
    assert client.get(TRAININGS).json() == {
        "results": [
            {
                "code": "bns-luisteren", "title": "Luisteren", "provider": "Academie", "accredited_from": "2026-03-01",
                "accredited_until": "2027-03-01", "hours_kind": "course", "hours": 7.5, "url": None,
            }
        ]
    }  # fmt: skip


def test_what_is_accredited_now_or_later_by_title(client: Client) -> None:
    accredited("c", title="C")
    accredited("b", D(2026, 6, 2), title="B")
    accredited("a", until=None, title="A")
    accredited("over", until=D(2026, 6, 1))
    accredited("last-day", until=D(2026, 6, 2), title="Z")
    training("never")
    gone = accredited("withdrawn")
    decisions.withdraw(gone, gone.accreditations.get().pk, D(2026, 6, 1), decision(gone))
    wrong = accredited("annulled")
    decisions.annul(wrong, wrong.accreditations.get().pk, decision(wrong))
    assert codes(client) == ["a", "b", "c", "last-day"]


def test_a_renewed_training_stands_there_once_with_its_period_of_today(client: Client) -> None:
    of = accredited("bns-1")
    granted(of, D(2027, 3, 1), None, 60)
    assert [(one["accredited_until"], one["hours"]) for one in client.get(TRAININGS).json()["results"]] == [
        ("2027-03-01", 8.0)
    ]


def test_a_withdrawal_to_come_is_the_end(client: Client) -> None:
    of = accredited()
    decisions.withdraw(of, of.accreditations.get().pk, D(2026, 7, 1), decision(of))
    assert client.get(TRAININGS).json()["results"][0]["accredited_until"] == "2026-07-01"


def test_the_address_is_the_trainings_own_or_else_the_providers(client: Client) -> None:
    by = provider(website="https://a.example/")
    accredited("a", title="A", provider=by)
    accredited("b", title="B", provider=by, website="https://a.example/b")
    assert [one["url"] for one in client.get(TRAININGS).json()["results"]] == [
        "https://a.example/",
        "https://a.example/b",
    ]


def test_providers_of_what_is_accredited_once_each(client: Client) -> None:
    by = provider("Academie", place="Zwolle", website="https://a.example/", kvk_number="00000101")
    accredited(provider=by)
    accredited(provider=by)
    accredited(provider=provider("Vroeger"), until=D(2026, 6, 1))
    provider("Zonder")
    assert client.get(PROVIDERS).json() == {
        "results": [{"slug": by.slug, "name": "Academie", "place": "Zwolle", "url": "https://a.example/"}]
    }


@pytest.mark.parametrize("address", [TRAININGS, PROVIDERS])
def test_a_list_asks_once_however_long(client: Client, address: str, django_assert_num_queries: Any) -> None:
    def queries() -> int:
        with django_assert_num_queries(2) as asked:  # the limit and the list
            client.get(address)
        return len(asked)

    accredited()
    first = queries()
    for _each in range(5):
        accredited()
    assert queries() == first


@pytest.mark.parametrize("address", [TRAININGS, PROVIDERS])
def test_an_unchanged_list_is_not_sent_again(client: Client, address: str) -> None:
    accredited()
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    accredited()
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("address", [TRAININGS, PROVIDERS])
def test_too_many_calls_are_told_when_to_come_back(client: Client, address: str, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "read": (1, 60)}
    assert client.get(address).status_code == 200
    refused = client.get(address)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Content-Type"] == "application/problem+json"
