"""The API: the same answers as the pages, nothing more than the closed list."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.test import Client

from academy.certification.enums import EventKind
from lvv_site import signing
from tests.academy.register.test_pages import TODAY, in_status
from tests.factories.certification import certificate, event
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/register"
ADVISER = {
    "number", "name", "status", "valid_from", "valid_until", "first_registered", "kind", "place", "province", "languages",
    "sectors", "url", "website", "regions", "photo", "available", "contact_url",
}  # fmt: skip


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def check(client: Client, body: Any) -> Any:
    return client.post(f"{ROOT}/check", json.dumps(body), content_type="application/json")


def test_one_adviser_is_the_closed_list_and_the_moment(client: Client) -> None:
    in_status("registered", sectors=["zorg"])
    answer = client.get(f"{ROOT}/advisers/vp 1").json()
    assert set(answer) == ADVISER | {"checked_at"}
    assert answer == {
        "number": "VP-1", "name": "Anna van der Berg", "status": "registered", "valid_from": "2024-07-01",
        "valid_until": "2028-06-30", "first_registered": "2024-07-01", "kind": "external", "place": "Zwolle",
        "province": "Overijssel", "languages": ["nl"], "sectors": ["zorg"],
        "url": "http://127.0.0.1:8000/register/VP-1/", "website": None, "regions": None, "photo": None,
        "available": None, "contact_url": None, "checked_at": "2026-06-01T12:00:00+02:00",
    }  # fmt: skip


def test_what_somebody_chose_to_show_is_shown(client: Client) -> None:
    in_status("registered", website="https://a.example", regions=["Drenthe"], available=False)
    answer = client.get(f"{ROOT}/advisers/VP-1").json()
    assert (answer["website"], answer["regions"], answer["available"]) == ("https://a.example", ["Drenthe"], False)


@pytest.mark.parametrize(
    ("status", "told"),
    [("registered", True), ("conditional", True), ("suspended", False), ("expired", False), ("resigned", False),
     ("struck_off", False)],
)  # fmt: skip
def test_only_who_may_be_hired_is_said_to_be_available(client: Client, status: str, told: bool) -> None:
    in_status(status, available=True)
    assert client.get(f"{ROOT}/advisers/VP-1").json()["available"] is (True if told else None)
    assert ("Neemt nieuwe opdrachten aan" in client.get("/register/VP-1/").content.decode()) is told


@pytest.mark.parametrize("status", ["registered", "conditional", "suspended", "expired", "resigned", "struck_off"])
def test_page_adviser_check_and_statement_agree(client: Client, status: str) -> None:
    in_status(status)
    answer = client.get(f"{ROOT}/advisers/VP-1").json()
    (checked,) = check(client, {"numbers": ["vp1"]}).json()["results"]
    stated = client.get(f"{ROOT}/advisers/VP-1/status", {"on": "2026-06-01"}).json()
    claims = signing.verify(stated["statement"])
    page = client.get("/register/VP-1/").content.decode()
    assert answer["status"] == checked["status"] == stated["status"] == claims["status"] == status
    assert f"verdict--{status}" in page
    assert answer["valid_until"] == checked["valid_until"]
    (listed,) = client.get(f"{ROOT}/advisers", {"q": "anna van der berg"}).json()["results"]
    assert listed == {key: value for key, value in answer.items() if key != "checked_at"}


def test_a_number_never_issued_is_404_as_a_problem(client: Client) -> None:
    response = client.get(f"{ROOT}/advisers/VP-404")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "Dit nummer is nooit uitgegeven."


def test_a_typing_error_is_told(client: Client) -> None:
    assert client.get(f"{ROOT}/advisers/LVV-100001-A").json()["detail"].startswith("Dit nummer bestaat niet.")


def test_after_the_public_term_no_call_gives_a_name(client: Client, settings: Any) -> None:
    in_status("struck_off")
    settings.MEASURE_PUBLIC_MONTHS = {"struck_off": 1}
    answer = client.get(f"{ROOT}/advisers/VP-1").json()
    assert {key: value for key, value in answer.items() if value is not None} == {
        "number": "VP-1", "status": "not_registered", "checked_at": "2026-06-01T12:00:00+02:00",
    }  # fmt: skip
    assert client.get(f"{ROOT}/advisers/VP-1/status", {"on": "2025-01-01"}).json()["status"] == "not_registered"
    assert check(client, {"numbers": ["VP-1"]}).json()["results"] == [
        {"number": "VP-1", "status": "not_registered", "valid_until": None}
    ]
    assert client.get(f"{ROOT}/advisers", {"q": "VP-1"}).json()["count"] == 0


def test_a_certificate_that_starts_later_is_not_registered_yet(client: Client) -> None:
    adviser("Tom Later", number="VP-3", starts=dt.date(2026, 6, 2), until=dt.date(2030, 6, 1))
    assert client.get(f"{ROOT}/advisers/VP-3").json()["name"] is None


def test_the_list_has_pages_and_counts(client: Client) -> None:
    for name in ("Al Eén", "Bo Twee", "Cy Drie"):
        adviser(name)
    page = client.get(f"{ROOT}/advisers", {"page": 2, "page_size": 2}).json()
    assert {key: page[key] for key in ("count", "count_capped", "page", "page_size")} == {
        "count": 3, "count_capped": False, "page": 2, "page_size": 2,
    }  # fmt: skip
    assert [set(one) for one in page["results"]] == [ADVISER]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"place": "Zwolle", "radius_km": 20}, 2), ({"province": "overijssel"}, 2), ({"kind": "internal"}, 1),
        ({"language": "en"}, 1), ({"sector": "zorg"}, 1), ({"available": "true"}, 1), ({"q": "kampen"}, 1),
    ],
)  # fmt: skip
def test_filters(client: Client, query: dict[str, Any], count: int) -> None:
    adviser("An Zwolle", kind="both", languages=["nl", "en"], sectors=["zorg"], available=True)
    adviser("Bo Kampen", place="Kampen")
    assert client.get(f"{ROOT}/advisers", query).json()["count"] == count


@pytest.mark.parametrize(
    "query",
    [{"page_size": 101}, {"page_size": 0}, {"page": 0}, {"page": 5000}, {"kind": "x"}, {"province": "Limbo"}, {"language": "xx"}, {"sector": "x"}, {"radius_km": -1}, {"available": "x"}],
)  # fmt: skip
def test_impossible_questions_are_422(client: Client, query: dict[str, Any]) -> None:
    response = client.get(f"{ROOT}/advisers", query)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("query", [{"q": "x" * 10_000}, {"q": "\0"}, {"place": "\0"}, {"q": "'; DROP TABLE"}])
def test_hostile_questions_find_nobody(client: Client, query: dict[str, str]) -> None:
    adviser("An Zwolle")
    response = client.get(f"{ROOT}/advisers", query)
    assert response.status_code == 200
    assert response.json()["count"] == (1 if query == {"place": "\0"} else 0)


@pytest.mark.parametrize(
    "on",
    [
        "2026-06-02",
        "2026-02-30",
        "x",
        "",
        "0",
        "86400",
        "2025-01-01T00:00:00",
        "20250101",
        "\uff12\uff10\uff12\uff15-01-01",
    ],
)
def test_no_statement_about_future_or_impossible_days(client: Client, on: str) -> None:
    in_status("registered")
    assert client.get(f"{ROOT}/advisers/VP-1/status", {"on": on}).status_code == 422


def test_a_statement_about_the_past_holds_what_it_says(client: Client) -> None:
    in_status("suspended")
    answer = client.get(f"{ROOT}/advisers/vp1/status", {"on": "2026-04-30"}).json()
    assert {key: answer[key] for key in ("number", "on", "status")} == {
        "number": "VP-1", "on": "2026-04-30", "status": "registered",
    }  # fmt: skip
    claims = signing.verify(answer["statement"])
    assert {key: claims[key] for key in ("sub", "on", "status")} == {
        "sub": "VP-1", "on": "2026-04-30", "status": "registered",
    }  # fmt: skip


def test_check_answers_in_order_and_as_asked(client: Client) -> None:
    in_status("registered")
    certificate(number="VP-5")
    body = check(client, {"numbers": ["vp 1", "VP-404", "VP-5", ""]}).json()
    assert body == {
        "results": [
            {"number": "vp 1", "status": "registered", "valid_until": "2028-06-30"},
            {"number": "VP-404", "status": "not_registered", "valid_until": None},
            {"number": "VP-5", "status": "not_registered", "valid_until": None},
            {"number": "", "status": "not_registered", "valid_until": None},
        ]
    }


@pytest.mark.parametrize(
    "body", [{"numbers": ["x"] * 201}, {"numbers": "x"}, {}, {"numbers": [], "extra": 1}, [], {"numbers": ["x" * 201]}]
)
def test_a_wrong_body_is_refused(client: Client, body: Any) -> None:
    assert check(client, body).status_code == 422


def test_two_hundred_numbers_cost_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    in_status("registered")
    with django_assert_max_num_queries(4):
        assert len(check(client, {"numbers": ["VP-1", *["vp 2"] * 199]}).json()["results"]) == 200


def test_an_answer_that_did_not_change_is_304(client: Client) -> None:
    profile = in_status("registered")
    first = client.get(f"{ROOT}/advisers/VP-1")
    with time_machine.travel(TODAY + dt.timedelta(minutes=5), tick=False):
        assert client.get(f"{ROOT}/advisers/VP-1", HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code == 304
    event(profile.certificate, EventKind.RESIGNED, dt.date(2026, 6, 1))
    assert client.get(f"{ROOT}/advisers/VP-1", HTTP_IF_NONE_MATCH=first.headers["ETag"]).status_code == 200


def test_unknown_numbers_are_limited(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (2, 60)}
    answers = [client.get(f"{ROOT}/advisers/X{n}", REMOTE_ADDR="192.0.2.9") for n in range(3)]
    assert [one.status_code for one in answers] == [404, 404, 429]
    assert answers[-1].headers["Retry-After"]
    assert answers[-1].headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ([["X1", "X2", "X3"]], [200]),
        ([["X1", "X2", "X3", "X4"]], [429]),
        ([["X1", "x 1", "X-1", "VP-1", "X2"], ["X3"], ["X4"]], [200, 200, 429]),
        ([["X1", "X2"], ["X3", "X4"]], [200, 429]),
        ([["VP-1"] * 200, ["vp1"]], [200, 200]),
    ],
)
def test_a_check_counts_each_number_that_nobody_has(
    client: Client, settings: Any, asked: list[list[str]], status: list[int]
) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (3, 60)}
    in_status("registered")
    answers = [check(client, {"numbers": numbers}) for numbers in asked]
    assert [one.status_code for one in answers] == status
    assert b"registered" in answers[0].content or status[0] == 429


def test_every_surface_counts_an_unknown_number(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_number": (5, 60)}
    addresses = [
        f"{ROOT}/advisers/X1", f"{ROOT}/advisers/X1/status?on=2026-01-01", f"{ROOT}/advisers?q=X1",
        "/register/X1/", "/register/?q=X1", "/register/qr/X1.svg",
    ]  # fmt: skip
    assert [client.get(one).status_code for one in addresses] == [404, 404, 200, 404, 200, 429]


def test_the_api_describes_itself(client: Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert set(schema["components"]["schemas"]["Adviser"]["properties"]) == ADVISER
    assert set(schema["components"]["schemas"]["CheckedAdviser"]["properties"]) == ADVISER | {"checked_at"}
