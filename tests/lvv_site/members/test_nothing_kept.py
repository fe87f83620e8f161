"""What somebody signed in has seen is not behind the back button of a shared computer, nor in a cache on the way."""

import pytest
from django.test import Client

from tests.factories.members import UserFactory, sign_in

pytestmark = pytest.mark.django_db
PAGES = ("/account/2fa/", "/account/sessions/", "/account/email/", "/account/password/change/", "/mijn/", "/nope/", "/")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_kept_for_somebody_with_a_session(client: Client, page: str) -> None:
    sign_in(client, UserFactory(role="office", second_factor=True))
    assert {"private", "no-store"} <= set(client.get(page)["Cache-Control"].split(", "))


def test_a_refusal_is_not_kept_either(client: Client) -> None:
    sign_in(client, UserFactory())
    response = client.get("/beheer/")
    assert response.status_code == 403
    assert "no-store" in response["Cache-Control"]


def test_a_view_that_chose_is_left_alone(client: Client) -> None:
    sign_in(client, UserFactory())
    assert client.get("/.well-known/security.txt")["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("page", ["/", "/register/", "/nope/"])
def test_public_pages_may_be_kept(client: Client, page: str) -> None:
    assert "Cache-Control" not in client.get(page).headers
