"""Who gets into the portal: whoever works for the provider today, and nobody else, whatever the page and the method."""

import pytest
from django.test import Client
from django.utils import timezone

from academy.accreditation import keys
from academy.accreditation.models import Provider, ProviderInvitation, ProviderPerson
from lvv_site.members.models import User
from tests.factories.accreditation import training, worker
from tests.factories.members import UserFactory, sign_in

from .pages import a_provider, page

pytestmark = pytest.mark.django_db
ROLES = ["office", "treasurer", "editor", "question_editor", "committee", "assessor", "board", "provider", "member"]
PAGES = ("overview", "trainings", "people", "profile", "keys", "invoices")
POST_ONLY = ("withdraw_invitation", "revoke_key")


def addresses(of: Provider) -> dict[str, str]:
    """Every page below a provider's address, with something real behind it."""
    place = of.people.first()
    assert place is not None
    invitation, _made = ProviderInvitation.objects.get_or_create(provider=of, email="geheim@voorbeeld.example")
    key = of.keys.first() or keys.make(of, "Geheime sleutel", None)[0]
    one = of.trainings.first() or training(provider=of, title="Geheime opleiding")
    return {
        **{name: page(name, of) for name in PAGES},
        "training": page("training", of, one.code),
        "end_person": page("end_person", of, place.pk),
        "withdraw_invitation": page("withdraw_invitation", of, invitation.pk),
        "revoke_key": page("revoke_key", of, key.pk),
        "invoice": f"{page('invoices', of)}2026-00001.pdf",
        "credit_note": f"{page('invoices', of)}C2026-00001.pdf",
    }


def state(of: Provider) -> tuple[object, ...]:
    of.refresh_from_db()
    return (
        of.about, of.people.filter(ended_at=None).count(), of.invitations.filter(withdrawn_at=None).count(),
        of.keys.filter(revoked_at=None).count(),
    )  # fmt: skip


def refuse_everything(client: Client, of: Provider, status: int) -> None:
    before = state(of)
    for name, address in addresses(of).items():
        for response in (
            client.get(address),
            client.post(address, {"email": "x@y.example", "label": "x", "deel": "openbaar"}),
        ):
            expected = {status, 405} if name in POST_ONLY or response.request["REQUEST_METHOD"] == "POST" else {status}
            assert response.status_code in expected, (name, response.status_code)
            assert "Geheim" not in response.content.decode()
    assert state(of) == before


def test_a_visitor_is_sent_to_login(client: Client) -> None:
    of = a_provider("Geheime opleider")
    worker(of)
    addresses(of)
    refuse_everything(client, of, 302)


@pytest.mark.parametrize("role", ROLES)
def test_for_who_does_not_work_there_it_does_not_exist(client: Client, role: str) -> None:
    of = a_provider("Geheime opleider")
    worker(of)
    addresses(of)
    sign_in(client, UserFactory.create(role=None if role == "member" else role, second_factor=True))
    refuse_everything(client, of, 404)


def test_for_another_providers_person_it_does_not_exist(client: Client) -> None:
    of = a_provider("Geheime opleider")
    worker(of)
    addresses(of)
    sign_in(client, worker(a_provider("Andere opleider")))
    refuse_everything(client, of, 404)


def test_for_who_worked_there_it_does_not_exist_any_more(client: Client) -> None:
    of = a_provider("Geheime opleider")
    user: User = worker(of)
    worker(of)
    addresses(of)
    ProviderPerson.objects.filter(user=user).update(ended_at=timezone.now())
    sign_in(client, user)
    refuse_everything(client, of, 404)


def test_rows_of_another_provider_are_not_found_below_ones_own_address(client: Client) -> None:
    mine, other = a_provider(), a_provider("Geheime opleider")
    sign_in(client, worker(mine))
    worker(other)
    foreign, before = addresses(other), state(other)
    for name in ("training", "end_person", "withdraw_invitation", "revoke_key", "invoice", "credit_note"):
        address = foreign[name].replace(f"/{other.slug}/", f"/{mine.slug}/")
        response = client.get(address)
        assert response.status_code in {404, 405}, name
        client.post(address)
    assert state(other) == before


def test_everything_opens_for_who_works_there_and_is_kept_by_nobody(client: Client) -> None:
    of = a_provider()
    sign_in(client, worker(of))
    for name, address in addresses(of).items():
        if name in {*POST_ONLY, "invoice", "credit_note"}:
            continue
        response = client.get(address)
        assert response.status_code == 200, name
        assert "no-store" in response.headers["Cache-Control"], name


@pytest.mark.parametrize("number", [0, 1, 2])
def test_home_leads_to_ones_provider_or_lets_choose(client: Client, number: int) -> None:
    user = UserFactory.create()
    for index in range(number):
        ProviderPerson.objects.create(provider=a_provider(f"Opleider {index}"), user=user)
    sign_in(client, user)
    response = client.get("/opleider/")
    assert response.status_code == (302 if number == 1 else 200)
    if number != 1:
        assert ("/opleider/aanmelden/" in response.content.decode()) is (number == 0)


def test_home_tells_a_visitor_how_to_ask(client: Client) -> None:
    response = client.get("/opleider/")
    assert response.status_code == 200
    assert not response.cookies
    for address in ("/opleider/aanmelden/", "/account/login/?next=/opleider/"):
        assert address in response.content.decode()


def test_every_page_leads_to_the_portal_in_its_footer(client: Client) -> None:
    assert 'href="/opleider/"' in client.get("/opleider/aanmelden/").content.decode()
