"""What programs may rely on whatever they ask: shapes of errors, refusals, ETags, methods, and a description of it all."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.academy.register.test_api import ADVISER, ROOT
from tests.academy.register.test_pages import TODAY, in_status

pytestmark = pytest.mark.django_db
READS = (f"{ROOT}/advisers", f"{ROOT}/advisers/VP-1", f"{ROOT}/advisers/VP-1/status?on=2026-01-01", f"{ROOT}/providers", f"{ROOT}/trainings")  # fmt: skip


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(TODAY, tick=False):
        in_status("registered")
        yield


@pytest.fixture
def document(client: Client) -> Any:
    return client.get("/api/v1/openapi.json").json()


@pytest.mark.parametrize("path", READS)
def test_each_read_has_an_etag_of_body_and_day(client: Client, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    etag = first.headers["ETag"]
    for moment, status in ((TODAY + dt.timedelta(minutes=5), 304), (TODAY + dt.timedelta(days=1), 200)):
        with time_machine.travel(moment, tick=False):
            again = client.get(path, headers={"If-None-Match": etag})
        assert again.status_code == status
        assert (again.headers["ETag"] == etag) is (status == 304)
        assert (again.content == b"") is (status == 304)


@pytest.mark.parametrize("path", READS)
def test_each_read_answers_head_and_options(client: Client, path: str) -> None:
    head = client.head(path)
    assert (head.status_code, head.content, "ETag" in head.headers) == (200, b"", True)
    options = client.options(path)
    assert (options.status_code, options.content, options.headers["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")


def test_what_is_only_posted_says_so(client: Client) -> None:
    assert client.options(f"{ROOT}/check").headers["Allow"] == "OPTIONS, POST"
    refused = client.delete(f"{ROOT}/check")
    assert (refused.status_code, refused.headers["Content-Type"]) == (405, "application/problem+json")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"x"', b'{"numbers": null}', b'{"numbers": [1]}', b'{"numbers": [null]}',
     b'{"numbers": ["VP-1"], "on": "2026-01-01"}', b'{"numbers": ["VP-1"], "": 1}', b"\xff", b"[" * 50_000],
)  # fmt: skip
def test_a_body_that_is_no_question_is_a_problem(client: Client, body: bytes) -> None:
    response = client.post(f"{ROOT}/check", body, content_type="application/json")
    assert response.status_code in {400, 422}
    assert response.headers["Content-Type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail"}


def test_every_body_that_is_described_refuses_unknown_keys(document: Any) -> None:
    bodies = [
        one["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for methods in document["paths"].values() for one in methods.values() if "requestBody" in one
    ]  # fmt: skip
    assert "Numbers" in bodies
    assert {
        name: document["components"]["schemas"][name].get("additionalProperties") for name in bodies
    } == dict.fromkeys(bodies, False)


@pytest.mark.parametrize("on", ["0001-01-01", "2026-06-01"])
def test_any_day_that_was_can_be_asked(client: Client, on: str) -> None:
    assert client.get(f"{ROOT}/advisers/VP-1/status", {"on": on}).status_code == 200


@pytest.mark.parametrize(
    "on", ["9999-12-31", "2026-13-01", "2025-02-29", "-0001-01-01", "2026-06-01T00:00", " 2026-06-01"]
)
def test_a_day_that_is_none_or_will_be_is_a_problem(client: Client, on: str) -> None:
    response = client.get(f"{ROOT}/advisers/VP-1/status", {"on": on})
    assert (response.status_code, response.json()["title"]) == (422, "Unprocessable Content")
    assert on not in response.json()["detail"]


def test_the_description_tells_errors_limits_and_etags(document: Any) -> None:
    one = document["paths"]["/api/v1/register/advisers/{number}"]["get"]
    for code in ("404", "422", "429"):
        assert "application/problem+json" in one["responses"][code]["content"]
    assert "Retry-After" in one["responses"]["429"]["headers"]
    assert "ETag" in one["responses"]["200"]["headers"]
    assert "304" in one["responses"]
    assert "If-None-Match" in {parameter["name"] for parameter in one["parameters"]}
    assert set(document["components"]["schemas"]["Problem"]["required"]) == {"type", "title", "status", "detail"}


def test_the_answer_is_what_the_description_says(client: Client, document: Any) -> None:
    described = document["components"]["schemas"]["CheckedAdviser"]
    answer = client.get(f"{ROOT}/advisers/VP-1").json()
    assert set(described["required"]) == set(answer) == ADVISER | {"checked_at"}
    assert all(one.get("description") for name, one in described["properties"].items() if name in {"website", "regions", "photo", "available", "contact_url", "status", "name"})  # fmt: skip


def test_nothing_is_said_in_a_cookie(client: Client) -> None:
    for path in READS:
        assert not client.get(path).cookies
    assert not client.post(f"{ROOT}/check", json.dumps({"numbers": []}), content_type="application/json").cookies
