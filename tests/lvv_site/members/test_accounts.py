"""Signing up and in: whose account it becomes, what it betrays, how often it may be tried, what is sent."""

import io
import json
import re
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from lvv_site.mail import delivery, sending
from lvv_site.mail.models import Message
from lvv_site.members.models import Invitation, Person, User
from tests.factories.members import PASSWORD, MembershipFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "iemand@voorbeeld.example"


def letters(to: str) -> list[delivery.Letter]:
    delivery.outbox.clear()
    sending.send_due()
    return [letter for letter in delivery.outbox if letter.to == to]


def code_in(letter: delivery.Letter) -> str:
    found = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)$", letter.text, re.MULTILINE)
    assert found
    return found.group(1)


def sign_up(client: Client, email: str = ADDRESS, password: str = PASSWORD) -> str:
    response = client.post("/account/signup/", {"email": email, "password1": password})
    assert response.status_code == 302
    return str(response.url)


def confirm(client: Client, code: str) -> str:
    response = client.post("/account/confirm-email/", {"code": code, "action": "verify"})
    assert response.status_code == 302, response.content.decode()
    return str(response.url)


# Whose account it becomes


def test_signing_up_makes_a_guest_after_the_code_from_the_mail(client: Client) -> None:
    assert sign_up(client) == "/account/confirm-email/"
    assert client.get("/mijn/").status_code == 302
    [letter] = letters(ADDRESS)

    assert confirm(client, code_in(letter)) == "/mijn/"

    assert client.get("/mijn/").url == "/mijn/gegevens/"
    client.post("/mijn/gegevens/", {"given_name": "Noor", "family_name": "Visser", "language": "nl"})
    user = User.objects.get(email=ADDRESS)
    assert (user.get_full_name(), user.person.email) == ("Noor Visser", ADDRESS)
    assert "Je hebt een account als gast." in client.get("/mijn/").content.decode()


def test_a_verified_address_joins_the_person_who_has_it_whatever_its_capitals(client: Client) -> None:
    person = MembershipFactory(person=PersonFactory(email="Iemand@Voorbeeld.example")).person
    sign_up(client)
    assert User.objects.get(email=ADDRESS).person is None

    confirm(client, code_in(letters(ADDRESS)[0]))

    assert User.objects.get(email=ADDRESS).person == person


def test_a_person_who_has_an_account_keeps_it(client: Client) -> None:
    owner = UserFactory(person=PersonFactory(email=ADDRESS), email="ander@voorbeeld.example")
    sign_up(client)

    confirm(client, code_in(letters(ADDRESS)[0]))
    assert User.objects.get(email=ADDRESS).person is None
    client.post("/mijn/gegevens/", {"given_name": "Noor", "family_name": "Visser", "language": "nl"})

    newcomer = User.objects.get(email=ADDRESS).person
    assert newcomer is not None
    assert newcomer != owner.person
    assert newcomer.email is None


def test_a_password_chosen_by_who_knows_whom_dies_when_the_owner_proves_the_address(client: Client) -> None:
    sign_up(Client(), password="het-wachtwoord-van-een-ander")

    client.post("/account/login/code/", {"email": ADDRESS})
    newest = letters(ADDRESS)[-1]
    client.post("/account/login/code/confirm/", {"code": code_in(newest)})

    assert client.get("/mijn/gegevens/").status_code == 200
    assert not User.objects.get(email=ADDRESS).has_usable_password()
    intruder = Client()
    intruder.post("/account/login/", {"login": ADDRESS, "password": "het-wachtwoord-van-een-ander"})
    assert "_auth_user_id" not in intruder.session


def test_a_changed_address_is_proven_first_and_moves_the_person_along(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    client.post("/account/email/", {"email": "verhuisd@voorbeeld.example", "action_add": ""})
    user.refresh_from_db()
    assert user.email != "verhuisd@voorbeeld.example"
    confirm(client, code_in(letters("verhuisd@voorbeeld.example")[0]))

    user.refresh_from_db()
    assert (user.email, user.person.email) == ("verhuisd@voorbeeld.example", "verhuisd@voorbeeld.example")
    assert [row.email for row in EmailAddress.objects.filter(user=user)] == ["verhuisd@voorbeeld.example"]


def test_an_address_that_another_person_has_stays_theirs(client: Client) -> None:
    user, other = UserFactory(), PersonFactory(email="verhuisd@voorbeeld.example")
    before = user.person.email
    client.force_login(user)
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    client.post("/account/email/", {"email": "verhuisd@voorbeeld.example", "action_add": ""})
    confirm(client, code_in(letters("verhuisd@voorbeeld.example")[0]))

    user.person.refresh_from_db()
    other.refresh_from_db()
    assert (user.person.email, other.email) == (before, "verhuisd@voorbeeld.example")


# What the pages betray

KINDS = ["account", "person", "nobody"]


def address_of(kind: str) -> str:
    if kind == "account":
        UserFactory(person=PersonFactory(email=ADDRESS))
    elif kind == "person":
        PersonFactory(email=ADDRESS)
    return ADDRESS


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/account/login/", {"login": ADDRESS, "password": "niet-het-goede-wachtwoord"}),
        ("/account/login/code/", {"email": ADDRESS}),
        ("/account/password/reset/", {"email": ADDRESS}),
        ("/account/signup/", {"email": ADDRESS, "password1": PASSWORD}),
    ],
)
def test_known_and_unknown_addresses_get_the_same_page_and_cost_the_same_work(
    path: str, fields: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *args: hashed.append("") or encode(self, *args)
    )
    seen = {}
    for kind in KINDS:
        Message.objects.all().delete()
        Invitation.objects.all().delete()
        User.objects.all().delete()
        Person.objects.all().delete()
        address_of(kind)
        hashed.clear()
        client = Client()
        response = client.post(path, fields, follow=True)
        text = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", response.content.decode())
        seen[kind] = (response.redirect_chain, response.status_code, text, len(hashed), Message.objects.count())

    assert seen["account"] == seen["nobody"]
    assert seen["person"] == seen["nobody"]


@pytest.mark.parametrize("path", ["/account/login/code/", "/account/password/reset/"])
def test_somebody_we_know_without_an_account_gets_the_activation_link(client: Client, path: str) -> None:
    PersonFactory(given_name="Noor", email=ADDRESS)

    client.post(path, {"email": ADDRESS.upper()})

    [letter] = letters(ADDRESS)
    assert letter.subject == "Activeer je account"
    assert "/mijn/activeren/" in letter.text


def test_somebody_unknown_is_told_so_by_mail_only(client: Client) -> None:
    client.post("/account/login/code/", {"email": ADDRESS})

    [letter] = letters(ADDRESS)
    assert "wij kennen het niet" in letter.text
    assert "/account/signup/" in letter.text


# How often it may be tried


def test_one_account_is_tried_so_often_and_no_more_whoever_tries(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"login_account": (3, 900)}
    user = UserFactory()
    wrong = {"login": user.email, "password": "mis"}
    for number in range(3):
        assert client.post("/account/login/", wrong, REMOTE_ADDR=f"192.0.2.{number}").status_code == 200

    refused = client.post("/account/login/", wrong | {"password": PASSWORD}, REMOTE_ADDR="192.0.2.9")

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "_auth_user_id" not in client.session
    assert client.post("/account/login/", wrong | {"login": UserFactory().email}).status_code == 200


def test_an_unknown_account_is_limited_just_the_same(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"login_account": (1, 900)}
    for status in (200, 429):
        wrong = {"login": ADDRESS, "password": "mis"}
        assert client.post("/account/login/", wrong).status_code == status


def test_one_address_may_try_so_many_accounts(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"login": (2, 300)}
    for number, status in enumerate((200, 200, 429)):
        wrong = {"login": f"account{number}@voorbeeld.example", "password": "mis"}
        forged = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}"}
        assert client.post("/account/login/", wrong, headers=None, **forged).status_code == status


@pytest.mark.parametrize(
    ("path", "field"),
    [("/account/login/code/", "email"), ("/account/password/reset/", "email"), ("/account/signup/", "email")],
)
def test_one_mailbox_is_written_to_so_often(client: Client, settings: Settings, path: str, field: str) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"mail_request": (2, 3600)}
    statuses = []
    for number in range(3):
        fields = {field: ADDRESS, "password1": PASSWORD}
        statuses.append(Client().post(path, fields, REMOTE_ADDR=f"192.0.2.{number}").status_code)

    assert statuses == [302, 302, 429]
    assert Message.objects.count() == 2


def test_a_second_factor_is_guessed_so_often(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"login_account": (2, 900)}
    user = UserFactory(second_factor=True)
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})

    statuses = [client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code for _number in range(3)]

    assert statuses == [200, 200, 429]


def test_the_old_password_is_guessed_so_often_by_whoever_holds_a_session(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"login_account": (2, 900)}
    client.force_login(UserFactory())
    fields = {"oldpassword": "mis", "password1": "een-ander-lang-wachtwoord", "password2": "een-ander-lang-wachtwoord"}

    statuses = [client.post("/account/password/change/", fields).status_code for _number in range(3)]

    assert statuses == [200, 200, 429]


def test_limits_do_not_live_in_the_cache(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"login_account": (1, 900)}
    client.post("/account/login/", {"login": ADDRESS, "password": "mis"})
    cache.clear()

    assert client.post("/account/login/", {"login": ADDRESS, "password": "mis"}).status_code == 429


# What is sent


def test_codes_wait_encrypted_and_go_on_sending_and_subjects_name_nobody(client: Client) -> None:
    user = UserFactory()
    client.post("/account/login/code/", {"email": user.email})

    message = Message.objects.get()
    assert message.sealed
    assert message.context_ids == {}
    [letter] = letters(user.email)
    assert code_in(letter).encode() not in bytes(message.sealed)
    assert user.email not in letter.subject
    assert user.person.given_name not in letter.subject
    assert code_in(letter) in letter.html
    message.refresh_from_db()
    assert message.sealed is None


def test_a_new_password_signs_in_and_is_reported(client: Client) -> None:
    user = UserFactory()
    client.post("/account/password/reset/", {"email": user.email})
    [letter] = letters(user.email)
    link = re.search(r"https?://[^/]+(\S+)", letter.text)
    assert link

    page = client.get(link.group(1), follow=True)
    new = {"password1": "een-ander-lang-wachtwoord", "password2": "een-ander-lang-wachtwoord"}
    response = client.post(page.request["PATH_INFO"], new)

    assert response.url == "/mijn/"
    user.refresh_from_db()
    assert user.check_password("een-ander-lang-wachtwoord")
    [notice] = letters(user.email)
    assert "Er is iets veranderd aan je account" in notice.text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_account_pages_exist_in_both_languages_and_keep_them(client: Client, prefix: str) -> None:
    response = client.get(f"{prefix}/mijn/")

    assert response.url == f"{prefix}/account/login/?next={prefix}/mijn/"
    page = client.get(response.url).content.decode()
    assert f'<html lang="{"en" if prefix else "nl"}"' in page
    assert f'action="{prefix}/account/login/"' in page


def test_mail_follows_the_language_of_the_page(client: Client) -> None:
    user = UserFactory()
    client.post("/en/account/login/code/", {"email": user.email})

    [letter] = letters(user.email)
    assert letter.subject == "Sign-In Code"


def test_signed_in_pages_stay_out_of_caches(client: Client) -> None:
    client.force_login(UserFactory())

    for path in ("/mijn/", "/mijn/gegevens/", "/mijn/gegevens/meenemen/"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


# Taking everything along


def test_everything_we_know_can_be_taken_along(client: Client) -> None:
    user = UserFactory(second_factor=True)
    MembershipFactory(person=user.person, number="L0042")
    UserFactory(person=PersonFactory(given_name="Iemandanders"))
    client.force_login(user)

    bundle = zipfile.ZipFile(io.BytesIO(client.get("/mijn/gegevens/meenemen/").content))
    told = {name: json.loads(bundle.read(name)) for name in bundle.namelist()}

    assert told["members.json"]["email"] == user.person.email
    assert told["members.json"]["memberships"] == [{"number": "L0042", "until": None, "from": "2020-01-01"}]
    assert told["account.json"]["second_factors"][0]["type"] == "totp"
    assert "secret" not in json.dumps(told)
    assert user.password not in json.dumps(told)
    assert "Iemandanders" not in json.dumps(told)


def test_a_guest_without_a_name_takes_the_account_along(client: Client) -> None:
    client.force_login(UserFactory(person=None))

    bundle = zipfile.ZipFile(io.BytesIO(client.get("/mijn/gegevens/meenemen/").content))

    assert bundle.namelist() == ["account.json"]


def test_the_overview_costs_few_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    client.force_login(MembershipFactory(person=UserFactory().person).person.user)
    client.get("/mijn/")

    with django_assert_max_num_queries(18):  # who is asking, and what the panel of each room asks
        client.get("/mijn/")
