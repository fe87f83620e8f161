"""The office's screen: who may see mail sees it, who may change it tries again, nobody edits."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from lvv_site.mail import queueing
from lvv_site.mail.models import MAX_ATTEMPTS, Message, State
from lvv_site.members.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "marker-jansen@voorbeeld.example"


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Settings) -> None:
    settings.DEMO = True
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]


@pytest.fixture
def stuck() -> Message:
    message = queueing.queue_rendered(ADDRESS, b"Subject: x\n\ntekst")
    Message.objects.update(attempts=MAX_ATTEMPTS, failure="TimeoutError")
    message.refresh_from_db()
    return message


def client_with(*permissions: str) -> Client:
    user = User.objects.create_user("bureau@voorbeeld.example", "wachtwoord-van-het-bureau")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    client = Client()
    client.force_login(user)
    return client


def test_who_may_see_mail_sees_what_is_stuck_and_why(stuck: Message) -> None:
    response = client_with("view_message").get(reverse("message:index"), {"state": "stuck"})
    page = response.content.decode()
    assert response.status_code == 200
    assert ADDRESS in page
    assert "TimeoutError" in page
    assert "vastgelopen" in page


def test_filter_leaves_out_other_states(stuck: Message) -> None:
    client = client_with("view_message")
    for state in (State.QUEUED, State.SENT, State.WITHDRAWN):
        assert ADDRESS not in client.get(reverse("message:index"), {"state": state}).content.decode()


def test_who_may_not_see_mail_does_not(stuck: Message) -> None:
    client = client_with()
    for url in (reverse("message:index"), reverse("message:inspect", args=[stuck.pk])):
        response = client.get(url, follow=True)
        assert ADDRESS not in response.content.decode()
    client.post(reverse("message:retry", args=[stuck.pk]))
    assert Message.objects.get().state == State.STUCK


def test_looking_is_not_trying_again(stuck: Message) -> None:
    client = client_with("view_message")
    assert "Opnieuw proberen" not in client.get(reverse("message:inspect", args=[stuck.pk])).content.decode()
    client.post(reverse("message:retry", args=[stuck.pk]))
    assert Message.objects.get().state == State.STUCK


def test_who_may_tries_again(stuck: Message) -> None:
    client = client_with("view_message", "change_message")
    assert "Opnieuw proberen" in client.get(reverse("message:inspect", args=[stuck.pk])).content.decode()
    assert client.get(reverse("message:retry", args=[stuck.pk])).status_code == 405
    response = client.post(reverse("message:retry", args=[stuck.pk]), follow=True)
    assert "Het bericht wordt opnieuw geprobeerd." in response.content.decode()
    assert "Opnieuw proberen" not in response.content.decode()
    assert Message.objects.get().state == State.QUEUED


def test_sealed_text_is_on_no_screen(stuck: Message) -> None:
    page = client_with("view_message", "change_message").get(reverse("message:inspect", args=[stuck.pk])).content
    assert b"sealed" not in page
    assert b"gAAAA" not in page


@pytest.mark.parametrize("verb", ["add", "edit", "delete", "copy", "usage", "history"])
def test_there_is_no_way_to_edit(verb: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"message:{verb}", args=[] if verb == "add" else [1])
