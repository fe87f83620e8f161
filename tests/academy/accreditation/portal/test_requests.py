"""The office decides about requests: once, with a reason that is mailed, and only who may."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from academy.accreditation import provider_requests
from academy.accreditation.models import Provider, ProviderDetails, ProviderInvitation, ProviderRequest, Trace
from academy.accreditation.provider_requests import DecidedError
from lvv_site.members.models import User
from lvv_site.pages.models import SiteSettings
from tests.factories.accreditation import provider
from tests.factories.members import UserFactory, sign_in

from .pages import letters, link_in, request_for

pytestmark = pytest.mark.django_db
VERBS = ("approve", "connect", "refuse")


def waiting(name: str = "Trainingsbureau De Luwte", **fields: Any) -> ProviderRequest:
    return request_for(name, confirmed_at=timezone.now(), **fields)


def office(client: Client) -> User:
    user: User = UserFactory.create(role="office", second_factor=True)
    sign_in(client, user)
    return user


def verb(name: str, asked: ProviderRequest) -> str:
    return reverse(f"accreditation_request:{name}", args=[asked.pk])


def approval(**fields: str) -> dict[str, str]:
    told = {"name": "De Luwte", "slug": "de-luwte", "place": "Assen", "website": "", "kvk_number": "90000024"}
    return {**told, **fields}


def test_the_office_sees_only_what_was_proven(client: Client) -> None:
    office(client)
    request_for("Nog niet bewezen")
    waiting("Wel bewezen")
    shown = client.get(reverse("accreditation_request:index")).content.decode()
    assert "Wel bewezen" in shown
    assert "Nog niet bewezen" not in shown
    unproven = ProviderRequest.objects.get(confirmed_at=None)
    addresses = [
        reverse("accreditation_request:inspect", args=[unproven.pk]),
        *(verb(name, unproven) for name in VERBS),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * 4


def test_the_office_is_told_once_that_an_address_was_proven() -> None:
    chosen = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    chosen.contact_email = "bureau@vereniging.example"
    chosen.save()
    asked = request_for("Luisteracademie")
    provider_requests.prove(asked)
    provider_requests.prove(asked)

    [letter] = letters()

    assert letter.to == "bureau@vereniging.example"
    assert "Luisteracademie" in letter.text
    assert reverse("accreditation_request:inspect", args=[asked.pk]) in letter.text
    assert "Luisteracademie" not in letter.subject


def test_without_a_mailbox_everybody_who_may_decide_is_told() -> None:
    told = [UserFactory.create(role="office").email for _one in range(2)]
    for role in ("committee", "editor", None):
        UserFactory.create(role=role)
    provider_requests.prove(request_for())

    assert sorted(one.to for one in letters()) == sorted(told)


@pytest.mark.parametrize("state", ["waiting", "approved", "refused"])
def test_the_list_is_kept_to_a_state(client: Client, state: str) -> None:
    user = office(client)
    waiting("Organisatie waiting")
    provider_requests.connect(waiting("Organisatie approved", email="a@b.example").pk, provider(), user)
    provider_requests.refuse(waiting("Organisatie refused").pk, "Nee", user)
    shown = client.get(reverse("accreditation_request:index"), {"state": state}).content.decode()
    assert [name for name in ("waiting", "approved", "refused") if f"Organisatie {name}" in shown] == [state]


def test_approving_makes_the_provider_and_invites_who_asked(client: Client) -> None:
    user, asked = office(client), waiting()
    form = client.get(verb("approve", asked)).content.decode()
    assert 'value="trainingsbureau-de-luwte"' in form
    response = client.post(verb("approve", asked), approval())
    assert response.status_code == 302, response.content.decode()
    made = Provider.objects.get(slug="de-luwte")
    details = ProviderDetails.objects.get(provider=made)
    assert (details.contact, details.email) == (asked.contact, asked.email)
    asked.refresh_from_db()
    assert (asked.provider, asked.decided_by, asked.refusal) == (made, user, "")
    [letter] = letters()
    assert letter.to == asked.email
    assert "goedgekeurd" in letter.text
    assert "/opleider/uitnodiging/" in link_in(letter)
    assert list(Trace.objects.filter(provider=made).values_list("what", flat=True)) == [
        "request.accepted",
        "person.invited",
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"slug": "aanmelden"}, "slug"), ({"slug": "bezet"}, "slug"), ({"kvk_number": "00000999"}, "kvk_number"), ({"name": ""}, "name")],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_the_field_and_keeps_what_was_typed(
    client: Client, fields: dict[str, str], field: str
) -> None:
    office(client)
    Provider.objects.create(name="Bezet", slug="bezet", kvk_number="00000999")
    asked = waiting()
    response = client.post(verb("approve", asked), approval(**fields))
    assert field in response.context["form"].errors
    assert "De Luwte" in response.content.decode()
    asked.refresh_from_db()
    assert asked.decided_at is None
    assert Provider.objects.count() == 1


def test_connecting_invites_to_the_provider_with_the_same_number(client: Client) -> None:
    office(client)
    known, asked = provider("Al bekend", kvk_number="90000024"), waiting()
    page = client.get(reverse("accreditation_request:inspect", args=[asked.pk])).content.decode()
    assert "Al bekend" in page
    assert verb("approve", asked) not in page
    assert f'value="{known.pk}" selected' in client.get(verb("connect", asked)).content.decode()
    client.post(verb("connect", asked), {"provider": known.pk})
    assert ProviderInvitation.objects.get().provider == known
    assert Provider.objects.count() == 1


def test_refusing_mails_the_reason(client: Client) -> None:
    office(client)
    asked = waiting()
    assert "reason" in client.post(verb("refuse", asked), {"reason": " "}).context["form"].errors
    client.post(verb("refuse", asked), {"reason": "Geen opleidingen voor <ons> vak."})
    [letter] = letters()
    assert "Geen opleidingen voor <ons> vak." in letter.text
    assert "&lt;ons&gt;" in letter.html
    asked.refresh_from_db()
    assert (asked.provider, asked.refusal) == (None, "Geen opleidingen voor <ons> vak.")


def test_who_comes_too_late_is_told_what_was_decided(client: Client) -> None:
    user, asked = office(client), waiting()
    provider_requests.refuse(asked.pk, "Nee", user)
    for name in VERBS:
        response = client.post(verb(name, asked), approval(reason="Ook nee"), follow=True)
        assert "al besloten" in response.content.decode(), name
    assert not Provider.objects.exists()
    assert ProviderRequest.objects.get().refusal == "Nee"


@pytest.mark.parametrize(
    ("name", "taken", "free"),
    [
        ("De Luwte", [], "de-luwte"), ("De Luwte", ["de-luwte"], "de-luwte-2"),
        ("De Luwte", ["de-luwte", "de-luwte-2"], "de-luwte-3"), ("Aanmelden", [], "aanmelden-2"), ("中文", [], "opleider"),
        ("a" * 200, [], "a" * 55),
    ],
)  # fmt: skip
def test_a_free_address_is_proposed(name: str, taken: list[str], free: str) -> None:
    for slug in taken:
        Provider.objects.create(name=slug, slug=slug)
    assert provider_requests.free_slug(name) == free


@pytest.mark.parametrize(
    "role", [None, "provider", "editor", "treasurer", "question_editor", "committee", "assessor", "board"]
)
def test_nobody_but_the_office_sees_or_decides(client: Client, role: str | None) -> None:
    asked = waiting("Geheime aanvraag")
    sign_in(client, UserFactory.create(role=role, second_factor=True))
    for address in (
        reverse("accreditation_request:index"), reverse("accreditation_request:inspect", args=[asked.pk]),
        *(verb(name, asked) for name in VERBS),
    ):  # fmt: skip
        response = client.get(address)
        assert response.status_code != 200, address
        assert "Geheime" not in response.content.decode()
        client.post(address, approval(reason="Nee"))
    asked.refresh_from_db()
    assert asked.decided_at is None


def test_a_visitor_is_sent_to_login(client: Client) -> None:
    asked = waiting()
    for address in (reverse("accreditation_request:index"), *(verb(name, asked) for name in VERBS)):
        assert "/account/login/" in client.get(address).headers["Location"]


def decide_twice(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let two people refuse at once, each having looked before the other writes; return how each fared."""
    asked, users = waiting(), [UserFactory.create(), UserFactory.create()]
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def decide(user: User) -> None:
        try:
            start.wait(timeout=20)
            provider_requests.refuse(asked.pk, "Nee", user)
            outcomes.append("won")
        except DecidedError:
            outcomes.append("told")
        finally:
            connection.close()

    original = provider_requests._decided

    def slowly(*args: Any) -> None:
        threading.Event().wait(0.3)
        original(*args)

    monkeypatch.setattr(provider_requests, "_decided", slowly)
    threads = [threading.Thread(target=decide, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_of_two_who_decide_at_once_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decide_twice(monkeypatch) == ["told", "won"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_without_the_lock_both_would_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_requests, "_hold", lambda pk: ProviderRequest.objects.get(pk=pk))
    assert decide_twice(monkeypatch) == ["won", "won"]
