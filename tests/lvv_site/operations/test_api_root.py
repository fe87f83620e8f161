"""What every API call shares: problem+json, ETag, documentation from our own host."""

import json

import pytest
from django.test import RequestFactory

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
def test_the_documentation_loads_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs").content.decode()
    assert "https://" not in page
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "LVV"
