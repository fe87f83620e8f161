"""Downloading the register: what everybody could find, by who has a key, for everybody to see."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client

from academy.certification.enums import EventKind
from academy.register import download_keys, downloads
from academy.register import privacy as register_privacy
from academy.register.models import Download, DownloadKey, ListingChange, Profile
from lvv_site.members.models import User
from tests.academy.register.test_api import ADVISER
from tests.factories.certification import event
from tests.factories.members import MembershipFactory, UserFactory, sign_in
from tests.factories.register import adviser

pytestmark = pytest.mark.django_db
PATH, TAKERS, OFFICE = "/api/v1/register/download", "/register/afnemers/", "/beheer/register/afnemers/"
NOON = dt.datetime(2026, 6, 1, 10, 0, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(days=2)


@pytest.fixture(autouse=True)
def now() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def secret() -> str:
    return download_keys.make("Arbodienst Oost", "Medewerkers laten kiezen", None)[1]


def get(client: Client, secret: str, **asked: str) -> Any:
    return client.get(PATH, asked, headers={"Authorization": f"Bearer {secret}"})


def lines(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in b"".join(response.streaming_content).decode().splitlines()]


def told(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["row"], one["number"] if one["row"] == "removed" else one["adviser"]["number"]) for one in rows[1:-1]]


def since(client: Client, secret: str, cursor: str, moment: dt.datetime = LATER) -> list[tuple[str, str]]:
    """What changed since, asked two days later."""
    with time_machine.travel(moment, tick=False):
        return told(lines(get(client, secret, since=cursor)))


def long_ago() -> None:
    """Let what was noted up to now be long past: the database notes by its own clock, which no test can move."""
    connection.cursor().execute(
        "UPDATE register_listingchange SET changed_at = '2026-01-01', unlisted_at = unlisted_at - interval '100 years'"
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE certification_statusevent SET recorded_at = '2026-01-01'")
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def cursor(client: Client, secret: str) -> str:
    """Somebody in each situation, and the cursor of a download of all of it."""
    for number, name, fields in (
        ("VP-1", "Anna Berg", {}),
        ("VP-2", "Bas Alleen Controle", {"findable": False}),
        ("VP-3", "Cas Verlopen", {"until": dt.date(2026, 5, 31)}),
        ("VP-4", "Dirk Later", {"starts": dt.date(2026, 6, 2), "until": dt.date(2030, 6, 1)}),
        ("VP-5", "Eva Voorwaarde", {}),
        ("VP-6", "Fien Laatste", {"until": dt.date(2026, 6, 1)}),
    ):
        made = adviser(name, number=number, **fields)
        if number == "VP-5":
            event(made.certificate, EventKind.CONDITIONAL, dt.date(2026, 5, 1), dt.date(2026, 6, 1))
    long_ago()
    return str(lines(get(client, secret))[0]["cursor"])


def test_everything_is_the_list_that_everybody_can_find_and_nothing_more(
    client: Client, secret: str, cursor: str
) -> None:
    rows = lines(get(client, secret))
    assert told(rows) == [("adviser", "VP-1"), ("adviser", "VP-5"), ("adviser", "VP-6")]
    assert {frozenset(one["adviser"]) for one in rows[1:-1]} == {frozenset(ADVISER)}
    listed = client.get("/api/v1/register/advisers").json()["results"]
    assert sorted((one["adviser"] for one in rows[1:-1]), key=lambda one: one["number"]) == sorted(
        listed, key=lambda one: one["number"]
    )
    assert rows[0] == {
        "row": "start", "format": "lvv-register-download-1", "at": "2026-06-01T10:00:00Z", "download": "full",
        "cursor": "20260601T100000.000000Z",
    }  # fmt: skip
    assert rows[-1] == {"row": "end", "advisers": 3, "removed": 0}


def test_batches_leave_nobody_out(client: Client, secret: str, cursor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "BATCH", 1)
    assert len(lines(get(client, secret))) == 5


def test_the_passing_of_days_is_a_change(client: Client, secret: str, cursor: str) -> None:
    """Two days later one began, one ended, one's condition is over; nobody did anything."""
    assert since(client, secret, cursor) == [("adviser", "VP-4"), ("adviser", "VP-5"), ("removed", "VP-6")]


def test_on_the_same_day_nothing_changed(client: Client, secret: str, cursor: str) -> None:
    assert since(client, secret, cursor, NOON + dt.timedelta(minutes=5)) == []


def profile(number: str) -> Profile:
    return Profile.objects.get(certificate__number=number)


def choose_not_to_be_found() -> None:
    Profile.objects.filter(certificate__number="VP-1").update(findable=False)


def choose_to_be_found() -> None:
    Profile.objects.filter(certificate__number="VP-2").update(findable=True)


def choose_a_website() -> None:
    one = profile("VP-1")
    one.website = "https://anna.example"
    one.save()


def change_of_name() -> None:
    person = profile("VP-1").certificate.person
    person.family_name = "Dal"
    person.save()


def change_where_nobody_sees() -> None:
    Profile.objects.filter(certificate__number="VP-2").update(place="Assen")


def write_the_same_again() -> None:
    Profile.objects.filter(certificate__number="VP-1").update(place="Zwolle")


def erase() -> None:
    register_privacy.erase(profile("VP-1").certificate.person)


def erase_who_was_not_listed() -> None:
    register_privacy.erase(profile("VP-2").certificate.person)


def suspend() -> None:
    event(profile("VP-1").certificate, EventKind.SUSPENDED, dt.date(2026, 5, 1), dt.date(2026, 9, 1))


def resign_long_ago() -> None:
    """Recorded now, for a day before the last download."""
    event(profile("VP-1").certificate, EventKind.RESIGNED, dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (choose_not_to_be_found, [("removed", "VP-1")]),
        (choose_to_be_found, [("adviser", "VP-2")]),
        (choose_a_website, [("adviser", "VP-1")]),
        (change_of_name, [("adviser", "VP-1")]),
        (change_where_nobody_sees, []),
        (write_the_same_again, []),
        (erase, [("removed", "VP-1")]),
        (erase_who_was_not_listed, []),
        (suspend, [("removed", "VP-1")]),
        (resign_long_ago, [("removed", "VP-1")]),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_somebody_does_is_a_change(
    client: Client, secret: str, cursor: str, change: Any, expected: list[tuple[str, str]]
) -> None:
    # The database notes with its own clock; what it notes now lies after any moment of this test.
    change()
    assert since(client, secret, cursor, NOON + dt.timedelta(minutes=5)) == expected


def test_who_left_is_told_without_why(client: Client, secret: str, cursor: str) -> None:
    suspend()
    with time_machine.travel(NOON + dt.timedelta(minutes=5), tick=False):
        (_start, row, _end) = lines(get(client, secret, since=cursor))
    assert row == {"row": "removed", "number": "VP-1"}


def test_who_was_never_listed_is_not_told_to_have_left(client: Client, secret: str, cursor: str) -> None:
    later = profile("VP-4")
    later.website = "https://dirk.example"
    later.save()
    assert since(client, secret, cursor, NOON + dt.timedelta(minutes=5)) == []


def test_what_was_being_written_while_a_download_ran_comes_the_next_time(
    client: Client, secret: str, cursor: str
) -> None:
    ListingChange.objects.filter(certificate__number="VP-1").update(changed_at=NOON - dt.timedelta(minutes=50))
    assert since(client, secret, cursor, NOON + dt.timedelta(minutes=5)) == [("adviser", "VP-1")]


@pytest.mark.parametrize(
    "asked", ["gisteren", "2026-06-01", "20260601", "20990101T000000.000000Z", "00010101T000000.000000Z", "\0", "-1"]
)
def test_a_cursor_that_is_none_is_refused_and_not_written_down(client: Client, secret: str, asked: str) -> None:
    response = get(client, secret, since=asked)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert Download.objects.count() == 0


def test_every_download_is_written_down_and_public(client: Client, secret: str, cursor: str) -> None:
    lines(get(client, secret, since=cursor))
    assert list(Download.objects.order_by("pk").values_list("key__organisation", "at", "since")) == [
        ("Arbodienst Oost", NOON, None), ("Arbodienst Oost", NOON, NOON),
    ]  # fmt: skip
    response = client.get(TAKERS)
    page = response.content.decode()
    assert page.count("Arbodienst Oost") == 3
    assert "Medewerkers laten kiezen" in page
    assert "1 juni 2026" in page
    assert page.index("wijzigingen") < page.rindex("alles")
    assert not response.cookies
    assert secret not in page
    assert DownloadKey.objects.get().prefix not in page


def test_a_download_that_is_cut_off_is_written_down_as_well(client: Client, secret: str, cursor: str) -> None:
    response = get(client, secret)
    next(iter(response.streaming_content))
    assert Download.objects.count() == 2


@pytest.mark.parametrize(
    "header", [None, "Bearer", "Bearer x", "Bearer lvvr_x_y", "Bearer lvvr__", "Basic x", "Bearer é"]
)
def test_without_a_key_there_is_nothing(client: Client, header: str | None) -> None:
    adviser("Anna Berg", number="VP-1")
    response = client.get(PATH, headers={"Authorization": header} if header else {})
    assert response.status_code == 401
    assert b"VP-1" not in response.content
    assert Download.objects.count() == 0


def test_a_key_that_was_ended_or_changed_opens_nothing(client: Client, secret: str) -> None:
    assert get(client, secret[:-1] + ("a" if secret[-1] != "a" else "b")).status_code == 401
    assert get(client, secret.upper()).status_code == 401
    key = DownloadKey.objects.get()
    assert download_keys.end(key.pk, None)
    assert not download_keys.end(key.pk, None)
    assert get(client, secret).status_code == 401


def test_the_key_of_a_provider_does_not_download(client: Client) -> None:
    assert get(client, "lvv_abcdefgh_" + "x" * 43).status_code == 401


def test_guessing_is_slowed_down(client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"unknown_key": (3, 60)}
    assert [get(client, f"lvvr_aaaaaaaa_{number}").status_code for number in range(5)] == [401, 401, 401, 429, 429]


def test_downloads_of_one_key_are_limited_and_others_go_on(client: Client, secret: str, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"download": (2, 3600)}
    other = download_keys.make("Gemeente West", "Controle", None)[1]
    responses = [get(client, secret) for _ in range(3)]
    assert [one.status_code for one in responses] == [200, 200, 429]
    assert int(responses[2].headers["Retry-After"]) > 0
    assert get(client, other).status_code == 200
    assert Download.objects.count() == 3


def test_only_a_digest_is_kept(secret: str) -> None:
    key = DownloadKey.objects.get()
    assert secret not in str(DownloadKey.objects.values().get())
    assert len(key.digest) == 64
    assert download_keys.find(secret) == key


def test_the_call_is_described(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["paths"]["/api/v1/register/download"]["get"]["security"]


ROLES = ["office", "treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider"]


def visit(client: Client, visitor: str) -> User | None:
    if visitor == "anonymous":
        return None
    user = UserFactory.create(role=visitor if visitor in ROLES else None, second_factor=True)
    MembershipFactory.create(person=user.person)
    sign_in(client, user)
    return user


@pytest.mark.parametrize("visitor", ["anonymous", "member", *ROLES])
def test_who_may_see_and_do_what(client: Client, visitor: str, secret: str) -> None:
    key = DownloadKey.objects.get()
    visit(client, visitor)
    for path in (OFFICE, f"{OFFICE}inspect/{key.pk}/"):
        shown = client.get(path)
        assert (shown.status_code == 200) is (visitor in {"office", "board"}), path
        assert ("Arbodienst Oost" in shown.content.decode()) is (visitor in {"office", "board"})
    for path, body in (
        (f"{OFFICE}nieuw/", {"organisation": "X", "purpose": "Y"}),
        (f"{OFFICE}{key.pk}/beeindigen/", {}),
    ):
        for method in ("get", "post"):
            answer = getattr(client, method)(path, body)
            assert (answer.status_code in {200, 302} and "login" not in getattr(answer, "url", "")
                    and getattr(answer, "url", "") != "/beheer/") is (visitor == "office"), (path, method)  # fmt: skip
    key.refresh_from_db()
    assert (key.ended_at is not None, DownloadKey.objects.count()) == ((True, 2) if visitor == "office" else (False, 1))


def test_the_office_makes_a_key_sees_it_once_and_ends_it(client: Client) -> None:
    office = visit(client, "office")
    made = client.post(f"{OFFICE}nieuw/", {"organisation": "Gemeente West", "purpose": "Controle"})
    key = DownloadKey.objects.get()
    page = made.content.decode()
    secret = page.split('value="lvvr_', 1)[1].split('"')[0]
    assert download_keys.find(f"lvvr_{secret}") == key
    assert "no-store" in made.headers["Cache-Control"]
    assert (key.organisation, key.purpose, key.made_by) == ("Gemeente West", "Controle", office)
    assert secret not in client.get(f"{OFFICE}inspect/{key.pk}/").content.decode()
    assert get(Client(), f"lvvr_{secret}").status_code == 200
    client.post(f"{OFFICE}{key.pk}/beeindigen/")
    key.refresh_from_db()
    assert (key.ended_by, get(Client(), f"lvvr_{secret}").status_code) == (office, 401)


def test_a_key_without_organisation_or_purpose_is_not_made(client: Client) -> None:
    visit(client, "office")
    response = client.post(f"{OFFICE}nieuw/", {"organisation": " ", "purpose": ""})
    assert response.status_code == 200
    assert DownloadKey.objects.count() == 0


def test_a_batch_costs_three_queries(client: Client, secret: str, cursor: str, django_assert_num_queries: Any) -> None:
    begun = downloads.begin(DownloadKey.objects.get(), None)
    with django_assert_num_queries(4):  # and one that finds that there is no more
        assert len(list(downloads.rows(begun))) == 5
