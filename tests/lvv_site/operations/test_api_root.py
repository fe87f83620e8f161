"""What every API call shares: problem+json, ETag, documentation from our own host."""

import json
import re

import pytest
from django.test import Client, RequestFactory

from lvv_site.api import etag_response, problem


def test_a_problem_has_the_four_fields():
    response = problem(404, "Niets gevonden.")
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "about:blank", "title": "Not Found", "status": 404, "detail": "Niets gevonden.",
    }  # fmt: skip


class TestEtag:
    def ask(self, body, **headers):
        return etag_response(RequestFactory().get("/", headers=headers), body)

    def test_the_moment_of_checking_does_not_change_it(self):
        first, second = (self.ask({"status": "registered", "checked_at": moment}) for moment in ("a", "b"))
        assert first["ETag"] == second["ETag"]

    def test_a_changed_answer_changes_it(self):
        assert self.ask({"status": "registered"})["ETag"] != self.ask({"status": "expired"})["ETag"]

    def test_who_has_it_gets_304_without_a_body(self):
        etag = self.ask({"status": "registered"})["ETag"]
        response = self.ask({"status": "registered"}, if_none_match=etag)
        assert (response.status_code, response.content) == (304, b"")

    def test_who_has_any_gets_304(self):
        assert self.ask({"status": "registered"}, if_none_match="*").status_code == 304

    def test_another_civil_date_changes_it(self, time_machine_or_none):
        with time_machine_or_none("2026-11-20 12:00"):
            first = self.ask({"status": "registered"})["ETag"]
        with time_machine_or_none("2026-11-20 23:30"):  # in Amsterdam it is tomorrow already
            assert self.ask({"status": "registered"})["ETag"] != first


@pytest.fixture
def time_machine_or_none():
    import datetime as dt

    import time_machine

    return lambda moment: time_machine.travel(dt.datetime.fromisoformat(moment + "+00:00"), tick=False)


@pytest.mark.django_db
def test_unknown_calls_and_bad_parameters_are_problems(client):
    response = client.get("/api/v1/knowledge/search")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert "q" in response.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nope", 404),
        ("post", "/api/v1/nope/", 404),
        ("get", "/api/", 404),
        ("post", "/api/v1/knowledge/search", 405),
        ("get", "/api/v1/register/check", 405),
        ("post", "/api/v1/openapi.json", 403),
    ],
)
def test_every_error_is_a_problem(method, path, status):
    response = Client(enforce_csrf_checks=True).generic(method.upper(), path, b"{}", "application/json")
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["status"] == status


@pytest.mark.django_db
def test_what_is_allowed_is_said(client):
    assert client.delete("/api/v1/register/check")["Allow"] == "POST"


@pytest.mark.django_db
def test_a_body_too_large_to_read_is_a_problem(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    response = client.post("/api/v1/register/check", {"numbers": ["A" * 100]}, content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.django_db
def test_a_field_of_a_body_goes_by_its_own_name(client):
    response = client.post("/api/v1/register/check", {"numbers": "A"}, content_type="application/json")
    assert response.json()["detail"].startswith("numbers: ")
    response = client.post("/api/v1/register/check", [], content_type="application/json")
    assert response.json()["detail"].startswith("body: ")


@pytest.mark.django_db
def test_head_answers_as_get_without_the_body(client):
    response = client.head("/api/v1/knowledge/search?q=pesten")
    assert (response.status_code, response.content) == (200, b"")
    assert response["ETag"] == client.get("/api/v1/knowledge/search?q=pesten")["ETag"]


class TestDescription:
    """What the OpenAPI document says; `openapi-spec-validator` finds no fault with it either."""

    @pytest.fixture
    def document(self, client):
        return client.get("/api/v1/openapi.json").json()

    @pytest.fixture
    def operations(self, document):
        found = [(path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()]
        assert len(found) >= 5
        return found

    def test_every_call_says_what_it_is_and_has_an_id_of_its_own(self, operations):
        ids = [one["operationId"] for _path, _method, one in operations]
        assert len(set(ids)) == len(ids)
        assert not [identifier for identifier in ids if not identifier.isidentifier()]
        assert all(one["summary"] and one["description"] and one["tags"] for _path, _method, one in operations)

    def test_every_call_names_its_problems(self, operations):
        for path, _method, one in operations:
            problems = {"422", "429", "default"} | ({"404"} if "{" in path else set())
            answers = one["responses"]
            assert {code for code in answers if code not in {"200", "304"}} == problems
            for code in problems:
                assert answers[code]["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }
            assert "Retry-After" in answers["429"]["headers"]

    def test_reading_calls_name_their_etag(self, operations):
        for _path, method, one in operations:
            assert ("304" in one["responses"]) is (method == "get")
            assert ("ETag" in one["responses"]["200"].get("headers", {})) is (method == "get")

    def test_every_part_of_an_address_is_a_parameter(self, operations):
        for path, _method, one in operations:
            named = {item["name"] for item in one["parameters"] if item["in"] == "path"}
            assert named == {part[1:-1] for part in path.split("/") if part.startswith("{")}

    def test_every_reference_leads_somewhere(self, document):
        references = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)))
        known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
        assert references <= known

    def test_a_problem_is_what_we_answer(self, document):
        described = document["components"]["schemas"]["Problem"]
        answer = json.loads(problem(404, "Niets.").content)
        assert set(answer) == set(described["properties"]) == set(described["required"])


@pytest.mark.django_db
def test_the_documentation_loads_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs").content.decode()
    assert "https://" not in page
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "LVV"
