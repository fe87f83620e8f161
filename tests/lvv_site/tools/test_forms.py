"""Public forms: no cookie, no other site, no double, and nothing typed is lost."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from time_machine import TimeMachineFixture

from lvv_site import forms
from lvv_site.members.models import User

from .form_urls import asked

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.lvv_site.tools.form_urls")]
OWN = {"Sec-Fetch-Site": "same-origin"}
SHOWN = "2026-03-01T12:00:00+00:00"
IN_TIME = "2026-03-01T12:00:30+00:00"
TEXT = "Mijn vraag over <pesten> & meer"


@pytest.fixture(autouse=True)
def _nothing_asked() -> Iterator[None]:
    asked.clear()
    yield
    asked.clear()


def hidden(response: Any, name: str = forms.TOKEN) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found
    return unescape(found[1])


def post(client: Client, token: str, path: str = "/ask/", headers: Mapping[str, str] = OWN, **data: Any) -> Any:
    return client.post(path, {"question": TEXT, forms.TOKEN: token, **data}, headers=headers)


@pytest.fixture
def client(time_machine: TimeMachineFixture) -> Client:
    time_machine.move_to(SHOWN, tick=False)
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def token(client: Client, time_machine: TimeMachineFixture) -> str:
    """The token of a form that was shown half a minute ago."""
    token = hidden(client.get("/ask/"))
    time_machine.move_to(IN_TIME, tick=False)
    return token


def assert_again(response: Any, why: str) -> None:
    """The form came back: nothing was done, the reason and everything typed are in it."""
    page = unescape(response.content.decode())
    assert asked == []
    assert (response.status_code, why in page, f'value="{TEXT}"' in page) == (200, True, True)
    assert "no-store" in response.headers["Cache-Control"]


def test_post_from_our_own_page_is_taken_without_a_cookie(client: Client, token: str) -> None:
    response = post(client, token)
    assert response.content == b"dank u"
    assert [question["question"] for question in asked] == [TEXT]
    assert (client.cookies, response.cookies) == ({}, {})
    assert "Set-Cookie" not in response.headers


def test_browser_without_sec_fetch_site_says_its_origin(client: Client, token: str) -> None:
    assert post(client, token, headers={"Origin": "http://testserver"}).content == b"dank u"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://elders.example"},
        {"Origin": "https://testserver"},
        {"Origin": "null"},
        {"Referer": "http://testserver/ask/"},
        {},
    ],
)
def test_post_from_elsewhere_is_refused(client: Client, token: str, headers: dict[str, str]) -> None:
    assert post(client, token, headers=headers).status_code == 403
    assert asked == []


def test_replayed_post_is_not_taken_twice_and_keeps_the_text(
    client: Client, token: str, time_machine: TimeMachineFixture
) -> None:
    post(client, token)
    asked.clear()
    again = post(client, token)
    assert_again(again, "Dit formulier is al verstuurd.")
    time_machine.move_to("2026-03-01T12:01:00+00:00", tick=False)
    assert post(client, hidden(again)).content == b"dank u"


@pytest.mark.parametrize(
    ("posted", "why"),
    [
        ("2026-03-01T12:00:01.900+00:00", "Dat ging wel erg snel."),
        ("2026-03-02T12:00:01+00:00", "Het formulier stond langer dan een dag open."),
    ],
)
def test_post_too_soon_or_too_late_comes_back_with_the_text(
    client: Client, token: str, time_machine: TimeMachineFixture, posted: str, why: str
) -> None:
    time_machine.move_to(posted, tick=False)
    again = post(client, token)
    assert_again(again, why)
    time_machine.shift(10)
    assert post(client, hidden(again)).content == b"dank u"


def test_post_within_a_day_is_taken(client: Client, token: str, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-03-02T11:59:59+00:00", tick=False)
    assert post(client, token).content == b"dank u"


@pytest.mark.parametrize("forged", ["", "nonsense", "1772366400000.abc:signature", forms.TOKEN])
def test_forged_field_is_not_taken(client: Client, token: str, forged: str) -> None:
    assert_again(post(client, forged), "Er ging iets mis met het formulier.")


def test_token_of_another_form_is_not_taken(client: Client, token: str) -> None:
    response = post(client, token, path="/careless/")
    assert asked == []
    assert response.content != b"dank u"


def test_view_that_checks_nothing_cannot_act_on_a_refused_post(client: Client) -> None:
    assert post(client, "nonsense", path="/careless/").status_code == 200
    assert asked == []


def test_file_must_be_chosen_again(client: Client) -> None:
    response = post(client, "nonsense", attachment=SimpleUploadedFile("a.txt", b"x"))
    assert_again(response, "Kies ook uw bestand opnieuw.")


def test_view_that_only_takes_posts_asks_to_send_the_same_again(
    client: Client, time_machine: TimeMachineFixture
) -> None:
    again = client.post("/feedback/", {"useful": ["ja", 'nee "x"'], forms.TOKEN: "nonsense"}, headers=OWN)
    assert asked == []
    page = again.content.decode()
    assert "Er ging iets mis met het formulier." in page
    values = [unescape(value) for value in re.findall(r'name="useful" value="([^"]*)"', page)]
    time_machine.move_to(IN_TIME, tick=False)
    client.post("/feedback/", {"useful": values, forms.TOKEN: hidden(again)}, headers=OWN)
    assert asked == [{"useful": ["ja", 'nee "x"']}]


def test_state_of_earlier_steps_travels_signed(client: Client, time_machine: TimeMachineFixture) -> None:
    shown = client.get("/second/")
    time_machine.move_to("2026-03-03T12:00:00+00:00", tick=False)  # too late, and still nothing is lost
    again = post(client, hidden(shown), path="/second/", anonymous_state=hidden(shown, forms.STATE))
    assert_again(again, "langer dan een dag open")
    time_machine.shift(60)
    post(client, hidden(again), path="/second/", anonymous_state=hidden(again, forms.STATE))
    assert [answer["first"] for answer in asked] == ["stap één"]


def test_forged_state_is_not_believed(client: Client, time_machine: TimeMachineFixture) -> None:
    shown = client.get("/second/")
    time_machine.move_to(IN_TIME, tick=False)
    post(client, hidden(shown), path="/second/", anonymous_state=forms.carry("another form", {"first": "vals"}))
    assert [answer["first"] for answer in asked] == ["stap één"]


def test_member_stays_logged_in_and_is_not_the_one_who_asks(client: Client, time_machine: TimeMachineFixture) -> None:
    user = User.objects.create_user("lid@voorbeeld.example", "wachtwoord-van-een-lid")
    client.force_login(user)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    shown = client.get("/ask/")
    assert "False" in shown.content.decode()
    time_machine.move_to(IN_TIME, tick=False)
    response = post(client, hidden(shown))
    assert asked[0]["user"] == "AnonymousUser"
    assert response.cookies == {}
    assert client.cookies[django_settings.SESSION_COOKIE_NAME].value == cookie
    assert client.session["_auth_user_id"] == str(user.pk)


def test_posts_are_limited_per_address(client: Client, token: str, settings: Settings) -> None:
    settings.RATE_LIMITS = {"anonymous_post": (2, 60)}
    statuses = [post(client, token).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get("/ask/").status_code == 200


def test_form_may_have_a_limit_of_its_own(client: Client, token: str, settings: Settings) -> None:
    settings.RATE_LIMITS = {"anonymous_post": (1, 60), "ask": (3, 60)}
    assert [post(client, token).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_ordinary_mistakes_keep_what_was_typed(client: Client, token: str) -> None:
    response = client.post("/ask/", {"question": "x" * 201, forms.TOKEN: token}, headers=OWN)
    assert "x" * 201 in response.content.decode()
    assert asked == []
