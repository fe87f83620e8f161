"""The agenda for other programs, as the contract says."""

from typing import get_args

import pytest
import time_machine

from events.agenda import api
from events.booking import changing
from events.booking.enums import OccasionKind
from tests.events.agenda.planning import SECRET, moment, on_page, page
from tests.events.agenda.test_list import cost, member
from tests.factories import booking as make

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/agenda"


@pytest.fixture(autouse=True)
def _on_a_day():
    with time_machine.travel(moment(2026, 11, 20, 12), tick=False):
        yield


def ids(client, query=""):
    response = client.get(f"{ADDRESS}{query}")
    assert response.status_code == 200, response.content
    return [one["id"] for one in response.json()["results"]]


def test_what_it_tells_of_an_occasion(client):
    one = make.occasion(
        capacity=1, code="leesavond", kind=OccasionKind.NETWORK, title="Leesavond", minutes=90, hours_kind="extra",
        starts=moment(2027, 3, 28, 1, 30), ends=moment(2027, 3, 28, 4),
    )  # fmt: skip
    make.confirmed(one)
    make.waiting(one)
    assert client.get(ADDRESS).json() == {
        "results": [
            {
                "id": "leesavond", "kind": "network", "title": "Leesavond", "organiser": None,
                "url": "http://testserver/agenda/leesavond/",
                "start": "2027-03-28T01:30:00+01:00", "end": "2027-03-28T04:00:00+02:00", "place": "Utrecht",
                "online": False, "hours": 1.5, "hours_kind": "extra", "places_left": 0, "waiting_list": 1,
                "price_member": "121.00", "price_guest": "181.50",
            }
        ]
    }  # fmt: skip


def test_what_is_not_there_is_null(client):
    make.occasion(
        None, code="een", priced=False, place="", minutes=0, hours_kind="", bookable=False,
        external_url="https://partner.example/aan",
    )  # fmt: skip
    (one,) = client.get(ADDRESS).json()["results"]
    nothing = ("place", "hours_kind", "places_left", "price_member", "price_guest")
    assert [one[name] for name in nothing] == [None] * 5
    assert (one["online"], one["hours"], one["waiting_list"], one["url"]) == (True, 0, 0, "https://partner.example/aan")


def test_a_free_one_costs_nothing(client):
    free = make.occasion(priced=False)
    make.price(free, "guest", "0.00")
    (one,) = client.get(ADDRESS).json()["results"]
    assert (one["price_member"], one["price_guest"]) == ("0.00", "0.00")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["vandaag", "middernacht", "later"]),
        ("?from=&until=&kind=", ["vandaag", "middernacht", "later"]),
        ("?from=2026-11-19", ["gisteren", "vandaag", "middernacht", "later"]),
        ("?until=2026-11-20", ["vandaag"]),
        ("?from=2026-11-21&until=2026-11-21", ["middernacht"]),
        ("?from=2026-11-22", ["later"]),
        ("?kind=tour", ["later"]),
        ("?kind=congress", []),
        ("?kind=elearning", []),
        ("?from=0001-01-01&until=9999-12-31", ["gisteren", "vandaag", "middernacht", "later"]),
    ],
)
def test_days_are_those_of_amsterdam_and_both_included(client, query, expected):
    for code, starts, kind in (
        ("gisteren", moment(2026, 11, 19, 23, 30), "network"),
        ("vandaag", moment(2026, 11, 20, 9), "network"),  # already over: the day counts
        ("middernacht", moment(2026, 11, 21, 0, 30), "network"),  # in Greenwich the day before
        ("later", moment(2027, 6, 1, 9), "tour"),
    ):
        make.occasion(code=code, kind=kind, starts=starts, ends=starts.replace(minute=45))
    assert ids(client, query) == expected


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("?from=morgen", "from: Value error, write the day as YYYY-MM-DD"),
        ("?until=1767225600", "until: Value error, write the day as YYYY-MM-DD"),
        ("?from=2026-02-30", "from: "),
        ("?from=2026-11-20T10:00:00", "from: Value error, write the day as YYYY-MM-DD"),
        ("?from=2027-01-01&until=2026-12-31", "until: this is before the first day"),
        ("?until=2026-11-19", "until: this is before the first day"),
        ("?kind=feest", "kind: "),
        ("?kind=%00", "kind: "),
    ],
)
def test_what_cannot_be_is_a_problem(client, query, detail):
    response = client.get(f"{ADDRESS}{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (422, "application/problem+json")
    assert response.json()["detail"].startswith(detail)


def test_only_what_everybody_may_attend_also_for_members(client):
    make.occasion(code="open")
    on_page(page("Klad", live=False), code="klad")
    on_page(page("Voor leden", members_only=True), code="besloten")
    make.occasion(code="zonder-datum", starts=None, ends=None)
    changing.call_off(make.occasion(code="afgelast"), None)
    member(client)
    assert ids(client) == ["open"]


def test_the_link_for_online_is_not_in_it(client):
    make.occasion(online_link=SECRET)
    assert "geheime-kamer" not in client.get(ADDRESS).content.decode()


def test_who_has_the_answer_gets_it_not_again(client):
    one = make.occasion()
    etag = client.get(ADDRESS).headers["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": etag}).status_code == 304
    make.confirmed(one)
    assert client.get(ADDRESS, headers={"If-None-Match": etag}).status_code == 200


def test_it_costs_the_same_for_many_and_has_an_end(client, monkeypatch):
    make.occasion(code="eerste", days=1)
    client.get(ADDRESS)
    few = cost(client, ADDRESS)
    landing = page()
    for number in range(60):
        on_page(landing, days=number + 2)
    assert cost(client, ADDRESS) == few == 4  # the limit, the occasions, places, prices
    monkeypatch.setattr(api, "MOST", 3)
    assert len(ids(client)) == 3


def test_too_many_calls_are_refused(client, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"read": (1, 60)}
    answers = [client.get(ADDRESS) for _each in range(2)]
    assert [one.status_code for one in answers] == [200, 429]
    assert (answers[1].headers["Content-Type"], "Retry-After" in answers[1].headers) == (
        "application/problem+json",
        True,
    )


def test_it_is_described(client):
    call = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/agenda"]["get"]
    assert {one["name"] for one in call["parameters"]} == {"from", "until", "kind", "If-None-Match"}


def test_it_knows_every_kind_there_is():
    assert set(get_args(api.Kind)) == set(OccasionKind.values) == set(get_args(api.Asked)) - {""}
