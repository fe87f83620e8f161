"""Nobody enters `/beheer/` with a password alone."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from pytest_django import Settings

from tests.factories.members import PASSWORD, TOTP_SECRET, UserFactory, sign_in

pytestmark = pytest.mark.django_db


def code(secret: str = TOTP_SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())) + 1))


def test_an_anonymous_visitor_goes_to_our_login_and_back(client: Client) -> None:
    response = client.get("/beheer/pages/?x=1")

    assert response.status_code == 302
    assert response.url == "/account/login/?next=/beheer/pages/%3Fx%3D1"


@pytest.mark.parametrize("role", [None, "provider"])
def test_without_the_right_it_is_forbidden_even_with_a_second_factor(client: Client, role: str | None) -> None:
    sign_in(client, UserFactory(role=role, second_factor=True))

    response = client.get("/beheer/")

    assert response.status_code == 403
    assert "Deze pagina is niet voor iedereen" in response.content.decode()


def test_without_a_second_factor_it_leads_to_the_page_that_explains(client: Client) -> None:
    client.force_login(UserFactory(role="office"))

    response = client.get("/beheer/mensen/")

    assert response.status_code == 302
    assert response.url == "/mijn/tweede-stap/?next=%2Fbeheer%2Fmensen%2F"
    page = client.get(response.url).content.decode()
    assert "Beheer vraagt een tweede stap" in page
    assert "/account/2fa/totp/activate/" in page
    assert 'href="/beheer/mensen/"' in page


def test_that_page_leads_nowhere_else(client: Client) -> None:
    client.force_login(UserFactory(role="office"))

    page = client.get("/mijn/tweede-stap/?next=https://elders.example/").content.decode()

    assert "elders.example" not in page


def test_a_session_older_than_the_second_factor_must_use_it_first(client: Client) -> None:
    user = UserFactory(role="office")
    client.force_login(user)
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data=UserFactory(second_factor=True).authenticator_set.get().data
    )

    refused = client.get("/beheer/")
    assert refused.status_code == 302
    assert refused.url == "/account/2fa/reauthenticate/?next=%2Fbeheer%2F"

    answered = client.post(refused.url, {"code": code(), "next": "/beheer/"})
    assert answered.url == "/beheer/"
    assert client.get("/beheer/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client: Client) -> None:
    user = UserFactory(role="office")
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    sign_in(client, user)

    assert client.get("/beheer/").url.startswith("/mijn/tweede-stap/")


def test_signing_in_with_password_and_code_opens_it(client: Client) -> None:
    user = UserFactory(role="office", second_factor=True)

    first = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert first.url == "/account/2fa/authenticate/"
    assert client.get("/beheer/").url.startswith("/account/login/")
    client.post("/account/2fa/authenticate/", {"code": code()})

    assert client.get("/beheer/").status_code == 200


def test_setting_one_up_opens_it_in_this_session_only(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = UserFactory(role="office")
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    # The test's own transaction never commits; on the site this runs within the request, before the session is saved.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda callback, **_options: callback())
    client.post("/account/2fa/totp/activate/", {"code": code(secret)})

    assert client.get("/beheer/").status_code == 200
    elsewhere = Client()
    elsewhere.force_login(user)
    assert elsewhere.get("/beheer/").url.startswith("/account/2fa/reauthenticate/")


def test_taking_the_second_factor_away_closes_it_again(client: Client) -> None:
    user = UserFactory(role="office", second_factor=True)
    sign_in(client, user)
    assert client.get("/beheer/").status_code == 200

    user.authenticator_set.all().delete()

    assert client.get("/beheer/").url.startswith("/mijn/tweede-stap/")


def test_another_accounts_second_factor_does_not_count(client: Client) -> None:
    user = UserFactory(role="office", second_factor=True)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(UserFactory().pk)
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["members_second_factor_set_up_by"] = user.pk + 1
    session.save()

    assert client.get("/beheer/").status_code == 302


@pytest.mark.parametrize(
    ("demo", "email", "status"),
    [
        (True, "bureau@demo.example", 200),
        (False, "bureau@demo.example", 302),
        (True, "bureau@demo.example.lvv.example", 302),
        (True, "bureau@lvv.example", 302),
    ],
)
def test_demo_accounts_are_excused_in_a_demonstration_only(
    client: Client, settings: Settings, demo: bool, email: str, status: int
) -> None:
    settings.DEMO = demo
    client.force_login(UserFactory(email=email, role="office"))

    assert client.get("/beheer/").status_code == status


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/beheer/login/", "/account/login/"),
        ("/beheer/login/?next=/beheer/pages/", "/account/login/?next=%2Fbeheer%2Fpages%2F"),
        ("/beheer/password_reset/", "/account/password/reset/"),
        ("/beheer/password_reset/confirm/MQ/x-y/", "/account/password/reset/"),
        ("/beheer/logout/", "/account/logout/"),
        ("/_util/login/", "/account/login/"),
    ],
)
def test_wagtails_own_ways_in_lead_to_ours(client: Client, path: str, leads_to: str) -> None:
    assert client.get(path).url == leads_to


@pytest.mark.parametrize("path", ["/beheer/login/", "/_util/login/", "/beheer/password_reset/"])
def test_wagtails_own_ways_in_take_no_password(client: Client, path: str) -> None:
    user = UserFactory()

    client.post(path, {"username": user.email, "password": PASSWORD, "email": user.email})

    assert "_auth_user_id" not in client.session


def test_the_admins_own_button_logs_out(client: Client) -> None:
    client.force_login(UserFactory())

    client.post("/beheer/logout/")

    assert "_auth_user_id" not in client.session


def test_the_admins_account_page_has_no_name_password_or_address(client: Client) -> None:
    sign_in(client, UserFactory(role="office", second_factor=True))

    page = client.get("/beheer/account/").content.decode()

    assert "name_email" not in page
    assert "password" not in page.replace("Naam, e-mailadres, wachtwoord", "")
    assert "/mijn/gegevens/" in page


def test_that_page_is_behind_the_second_factor_too(client: Client) -> None:
    client.force_login(UserFactory(role="office"))

    assert client.get("/beheer/account/").url.startswith("/mijn/tweede-stap/")


def test_secrets_are_encrypted_in_the_database() -> None:
    stored = UserFactory(second_factor=True).authenticator_set.get().data

    assert TOTP_SECRET not in str(stored)
