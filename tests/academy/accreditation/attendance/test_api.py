"""Attendance lists from a provider's own program: keys, other people's runs, bad bodies, and what is answered."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from academy.accreditation.models import AttendanceList, ProviderKey, ProviderRun
from academy.hours.models import Entry
from lvv_site import civil
from tests.factories import accreditation as make
from tests.factories.certification import certified
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
SECRET = "lvv_2345678k_geheim-van-een-programma"


def send(client: Client, run: ProviderRun, body: Any, secret: str = SECRET) -> Any:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    content = body if isinstance(body, str | bytes) else json.dumps(body)
    address = f"/api/v1/providers/runs/{run.occasion.code}/attendance"
    return client.post(address, content, content_type="application/json", headers=headers)


def keyed(**values: Any) -> ProviderRun:
    run = make.run(**values)
    make.key(run.training.provider, SECRET)
    return run


def test_a_list_is_matched_written_and_told(client: Client) -> None:
    run, who = keyed(), certified(PersonFactory.create(given_name="Anne", infix="de", family_name="Wit"))
    answer = send(client, run, {"rows": [{"number": who.number.lower(), "minutes": 275}, {"number": "X1"}]}).json()
    assert answer == {
        "run": run.occasion.code, "on": run.occasion.ends.astimezone(civil.AMSTERDAM).date().isoformat(),
        "hours_kind": "course", "dry_run": False, "written": 1,
        "matches": [
            {
                "row": 1, "number": who.number.lower(), "name": "Anne de Wit", "minutes": 270, "minutes_before": 0,
                "hours_kind": "course", "result": "new",
            }
        ],
        "doubts": [{"row": 2, "number": "X1", "code": "unknown", "reason": "Dit nummer kennen wij niet."}],
    }  # fmt: skip
    listed = AttendanceList.objects.get()
    assert (listed.source, listed.by, listed.key) == ("api", None, ProviderKey.objects.get())
    assert ProviderKey.objects.get().last_used_on == civil.today()


def test_the_same_again_and_a_dry_run_write_nothing(client: Client) -> None:
    run, who = keyed(), certified()
    body = {"rows": [{"number": who.number}]}
    assert send(client, run, body | {"dry_run": True}).json()["written"] == 0
    assert not Entry.objects.exists()
    assert [send(client, run, body).json()["written"] for _time in range(2)] == [1, 0]
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("secret", ["", "x", "lvv_2345678k_geheim-van-een-programmA", "lvv_" + "9" * 300, "basic"])
def test_without_the_key_nothing(client: Client, secret: str) -> None:
    run, who = keyed(), certified()
    answer = send(client, run, {"rows": [{"number": who.number}]}, secret)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert not Entry.objects.exists()


def test_a_revoked_key_is_none(client: Client) -> None:
    run = keyed()
    ProviderKey.objects.update(revoked_at=timezone.now())
    assert send(client, run, {"rows": [{"number": "1"}]}).status_code == 401


def test_a_run_of_another_provider_does_not_exist(client: Client) -> None:
    keyed()
    other, who = make.run(), certified()
    answer = send(client, other, {"rows": [{"number": who.number}]})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert not Entry.objects.exists()


def test_somebody_signed_in_without_a_key_is_nobody(client: Client) -> None:
    run = make.run()
    client.force_login(make.worker(run.training.provider))
    assert send(client, run, {"rows": [{"number": "1"}]}, "").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "{", "null", {"rows": []}, {"rows": [{}]}, {"rows": [{"number": 12}]}, {"rows": [{"number": "1", "minutes": "6"}]},
        {"rows": [{"number": "1", "minutes": -30}]}, {"rows": [{"number": "1", "minutes": 1.5}]},
        {"rows": [{"number": "1", "minutes": True}]}, {"rows": [{"number": "1", "hours": 6}]},
        {"rows": [{"number": "1"}], "dryrun": True}, {"rows": [{"number": "1"}], "dry_run": "no"},
        {"rows": [{"number": "9" * 61}]}, {"rows": [{"number": "1"}] * 2001},
    ],
)  # fmt: skip
def test_a_body_that_is_not_as_described_is_refused_whole(client: Client, body: Any) -> None:
    run = keyed()
    answer = send(client, run, body)
    assert answer.status_code in {400, 422}, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not AttendanceList.objects.exists()


def test_an_empty_number_is_a_doubt(client: Client) -> None:
    assert send(client, keyed(), {"rows": [{"number": "  "}]}).json()["doubts"][0]["code"] == "unreadable"


def test_a_body_of_megabytes_is_refused(client: Client) -> None:
    answer = send(client, keyed(), b'{"rows": [' + b" " * 3_000_000 + b"]}")
    assert 400 <= answer.status_code < 500


def test_too_many_lists_and_guesses_are_slowed_down(client: Client, settings: Any) -> None:
    run, who = keyed(), certified()
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "attendance": (2, 60), "unknown_key": (2, 60)}
    body = {"rows": [{"number": who.number}]}
    assert [send(client, run, body).status_code for _time in range(3)] == [200, 200, 429]
    guesses = [send(client, run, body, "lvv_verkeerd") for _time in range(3)]
    assert [one.status_code for one in guesses] == [401, 401, 429]
    assert 0 < int(guesses[-1].headers["Retry-After"]) <= 60
    assert guesses[-1].headers["Content-Type"] == "application/problem+json"


def test_the_call_is_described(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert paths["/api/v1/providers/runs/{code}/attendance"]["post"]["security"]
