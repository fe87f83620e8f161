"""Who works for a provider: several people, invited by a link that works once, and never nobody left."""

import datetime as dt
import threading
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academy.accreditation import portal_links, portal_people, privacy
from academy.accreditation.access import providers_of
from academy.accreditation.models import Provider, ProviderInvitation, ProviderPerson, Trace
from academy.accreditation.portal_people import InvitationOverError, LastPersonError
from lvv_site.members import roles
from lvv_site.members.models import User
from tests.factories.accreditation import worker
from tests.factories.members import PASSWORD, MembershipFactory, PersonFactory, UserFactory, sign_in

from .pages import a_provider, letters, link_in, page

pytestmark = pytest.mark.django_db
NEW = "nieuw@voorbeeld.example"


def invited(of: Provider, email: str = NEW, **fields: Any) -> ProviderInvitation:
    return ProviderInvitation.objects.create(provider=of, email=email, **fields)


def link(of: ProviderInvitation) -> str:
    return reverse("provider:invitation", args=[portal_links.INVITATION.token_of(of)])


def role_codes(user: User) -> list[str]:
    return [role.code for role in roles.of(user)]


def traced(of: Provider) -> list[str]:
    return list(Trace.objects.filter(provider=of).order_by("pk").values_list("what", flat=True))


def test_inviting_mails_a_link_that_makes_an_account_and_lets_in(client: Client) -> None:
    of = a_provider()
    user = worker(of)
    sign_in(client, user)
    client.post(page("people", of), {"email": "Nieuw@Voorbeeld.example"})
    [letter] = letters()
    assert "Academie" not in letter.subject
    visitor = Client()
    shown = visitor.get(link_in(letter)).content.decode()
    assert "Maak een account en log in" in shown
    assert not User.objects.filter(email__iexact=NEW).exists()  # mail scanners open links
    done: Any = visitor.post(link_in(letter))
    assert (done.status_code, done.url) == (302, page("overview", of))
    made = User.objects.get(email__iexact=NEW)
    assert not made.has_usable_password()
    assert EmailAddress.objects.get(user=made).verified
    assert visitor.get(done.url).status_code == 200
    assert (providers_of(made), role_codes(made)) == ([of], ["provider"])
    assert traced(of) == ["person.invited", "person.joined"]
    assert visitor.get(link_in(letter)).status_code == 410
    assert visitor.get("/beheer/").status_code == 403


def test_who_has_an_account_signs_in_with_it_and_keeps_it(client: Client) -> None:
    of, known = a_provider(), UserFactory.create()
    invitation = invited(of, known.email.upper())
    shown = client.get(link(invitation)).content.decode()
    assert "Maak een account" not in shown
    assert f"/account/login/?next={link(invitation)}" in shown
    client.post(link(invitation))
    assert providers_of(known) == []  # the link alone opens no account that exists
    sign_in(client, known)
    assert "Neem de uitnodiging aan" in client.get(link(invitation)).content.decode()
    client.post(link(invitation))
    assert providers_of(known) == [of]
    assert known.check_password(PASSWORD)


def test_somebody_else_who_is_signed_in_cannot_use_it(client: Client) -> None:
    of, known, other = a_provider(), UserFactory.create(), UserFactory.create()
    invitation = invited(of, known.email)
    sign_in(client, other)
    assert "ingelogd met een ander adres" in client.get(link(invitation)).content.decode()
    client.post(link(invitation))
    assert not ProviderPerson.objects.exists()


def test_a_new_account_ends_the_session_of_whoever_sat_here(client: Client) -> None:
    of, other = a_provider(), UserFactory.create()
    sign_in(client, other)
    client.post(link(invited(of)))
    assert providers_of(other) == []
    assert client.get("/mijn/gegevens/").context["user"].email == NEW


def test_an_account_that_never_proved_its_address_is_taken_over_without_its_password(client: Client) -> None:
    of = a_provider()
    squatter = UserFactory.create(person=None, email=NEW, verified=False)
    client.post(link(invited(of)))
    squatter.refresh_from_db()
    assert not squatter.has_usable_password()
    assert providers_of(squatter) == [of]


@pytest.mark.parametrize("fields", [{"is_superuser": True}, {"role": "office"}, {"last_login": timezone.now()}])
def test_an_account_in_use_is_never_taken_over(client: Client, fields: dict[str, Any]) -> None:
    of = a_provider()
    known = UserFactory.create(person=None, email=NEW, verified=False, **fields)
    assert "Maak een account" not in client.get(link(invited(of))).content.decode()
    client.post(link(ProviderInvitation.objects.get()))
    known.refresh_from_db()
    assert known.check_password(PASSWORD)
    assert providers_of(known) == []


def test_a_person_we_know_gets_the_new_account(client: Client) -> None:
    of, person = a_provider(), PersonFactory.create(email=NEW)
    client.post(link(invited(of)))
    assert User.objects.get(email=NEW).person == person


@pytest.mark.parametrize("spoil", ["used", "withdrawn", "old", "address", "other", "letters"])
def test_a_link_that_does_not_work_tells_nothing(client: Client, spoil: str) -> None:
    of = a_provider("Geheime academie")
    invitation = invited(of)
    token = portal_links.INVITATION.token_of(invitation)
    if spoil == "used":
        invitation.used_at = timezone.now()
    if spoil == "withdrawn":
        invitation.withdrawn_at = timezone.now()
    if spoil == "old":
        invitation.sent_at -= portal_links.VALID
    if spoil == "address":
        invitation.email = "ander@voorbeeld.example"
    invitation.save()
    if spoil == "other":
        token = f"{invited(of, 'b@voorbeeld.example').pk}-{token.partition('-')[2]}"
    address = reverse("provider:invitation", args=["x-y" if spoil == "letters" else token])
    for response in (client.get(address), client.post(address)):
        assert response.status_code == 410
        assert "Geheime" not in response.content.decode()
    assert not ProviderPerson.objects.exists()


@pytest.mark.parametrize(
    ("email", "why"),
    [("", "verplicht"), ("geen adres", "geldig"), ("hier", "werkt hier al"), (NEW.upper(), "al uitgenodigd")],
)
def test_who_cannot_be_invited(client: Client, email: str, why: str) -> None:
    of = a_provider()
    user = worker(of)
    invited(of)
    sign_in(client, user)
    response = client.post(page("people", of), {"email": user.email.upper() if email == "hier" else email})
    assert why in str(response.context["form"].errors)
    assert ProviderInvitation.objects.count() == 1


def test_an_old_invitation_makes_room_for_a_new_one() -> None:
    of = a_provider()
    old = invited(of, sent_at=timezone.now() - dt.timedelta(days=15))
    portal_people.invite(of, NEW, worker(of))
    old.refresh_from_db()
    assert old.withdrawn_at is not None
    assert portal_people.unanswered(of).count() == 1


def test_a_withdrawn_invitation_is_not_mailed(client: Client) -> None:
    of = a_provider()
    sign_in(client, worker(of))
    client.post(page("people", of), {"email": NEW})
    client.post(page("withdraw_invitation", of, ProviderInvitation.objects.get().pk))
    assert letters() == []
    assert traced(of) == ["person.invited", "invitation.withdrawn"]
    again = client.post(page("withdraw_invitation", of, ProviderInvitation.objects.get().pk), follow=True)
    assert "werkt niet meer" in again.content.decode()


def test_nobody_makes_us_write_to_everybody(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("academy.accreditation.portal_people_views.INVITATIONS", (2, 3600))
    of = a_provider()
    sign_in(client, worker(of))
    answers = [client.post(page("people", of), {"email": f"n{i}@voorbeeld.example"}).status_code for i in range(3)]
    assert answers == [302, 302, 429]


def test_ending_takes_the_role_with_the_last_provider(client: Client) -> None:
    of, second = a_provider(), a_provider("Tweede")
    user, leaving = worker(of), worker(of)
    place = ProviderPerson.objects.get(user=leaving)
    ProviderPerson.objects.create(provider=second, user=leaving)
    sign_in(client, user)
    assert str(leaving) in client.get(page("end_person", of, place.pk)).content.decode()
    client.post(page("end_person", of, place.pk))
    place.refresh_from_db()
    assert (place.ended_by, providers_of(leaving), role_codes(leaving)) == (user, [second], ["provider"])
    portal_people.end(second, ProviderPerson.objects.get(provider=second).pk, user, leave_nobody=True)
    assert role_codes(leaving) == []
    assert traced(of) == ["person.ended"]
    again = client.post(page("end_person", of, place.pk), follow=True)
    assert "al beëindigd" in again.content.decode()


def test_whose_access_ends_is_told() -> None:
    of = a_provider("Luisteracademie")
    user, leaving = worker(of), worker(of)
    portal_people.end(of, ProviderPerson.objects.get(user=leaving).pk, user)

    [letter] = letters()

    assert letter.to == leaving.email
    assert "Luisteracademie" in letter.text
    assert "Luisteracademie" not in letter.subject


def test_who_was_let_in_again_meanwhile_is_not_told_and_who_is_erased_neither() -> None:
    of = a_provider()
    user, back, gone = worker(of), worker(of), worker(of)
    portal_people.end(of, ProviderPerson.objects.get(user=back).pk, user)
    ProviderPerson.objects.create(provider=of, user=back)
    assert gone.person is not None
    privacy.erase(gone.person)

    assert (providers_of(gone), letters()) == ([], [])


def test_the_last_one_cannot_leave_but_the_office_may_end_it(client: Client) -> None:
    of = a_provider()
    user = worker(of)
    closed = worker(of)
    User.objects.filter(pk=closed.pk).update(is_active=False)  # cannot get in, so does not count
    place = ProviderPerson.objects.get(user=user)
    sign_in(client, user)
    assert "laatste medewerker" in client.post(page("end_person", of, place.pk), follow=True).content.decode()
    assert providers_of(user) == [of]
    office = UserFactory.create(role="office", second_factor=True)
    sign_in(client, office)
    address = reverse("accreditation_provider:end_person", args=[of.pk, place.pk])
    assert client.get(address).status_code == 200
    client.post(address)
    assert providers_of(user) == []


def test_who_leaves_is_shown_out(client: Client) -> None:
    of = a_provider()
    user = worker(of)
    worker(of)
    sign_in(client, user)
    response: Any = client.post(page("end_person", of, ProviderPerson.objects.get(user=user).pk))
    assert response.url == reverse("provider:home")
    assert client.get(page("overview", of)).status_code == 404


def test_the_office_invites_and_withdraws_for_any_provider(client: Client) -> None:
    of = a_provider()
    sign_in(client, UserFactory.create(role="office", second_factor=True))
    client.post(reverse("accreditation_provider:invite", args=[of.pk]), {"email": NEW})
    invitation = ProviderInvitation.objects.get()
    inspect = client.get(reverse("accreditation_provider:inspect", args=[of.pk])).content.decode()
    assert NEW in inspect
    client.post(reverse("accreditation_provider:withdraw_invitation", args=[of.pk, invitation.pk]))
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


@pytest.mark.parametrize("role", [None, "provider", "editor", "treasurer", "committee", "assessor", "board"])
def test_nobody_but_the_office_reaches_other_providers_people(client: Client, role: str | None) -> None:
    of = a_provider()
    user = worker(of, person=PersonFactory.create(given_name="Geheim", family_name="Persoon"))
    place, invitation = ProviderPerson.objects.get(user=user), invited(of)
    sign_in(client, UserFactory.create(role=role, second_factor=True))
    pages = [("invite", [of.pk]), ("end_person", [of.pk, place.pk]), ("withdraw_invitation", [of.pk, invitation.pk])]
    for name, arguments in pages:
        address = reverse(f"accreditation_provider:{name}", args=arguments)
        assert client.get(address).status_code != 200
        client.post(address, {"email": "x@y.example"})
    inspect = client.get(reverse("accreditation_provider:inspect", args=[of.pk])).content.decode()
    assert "Geheim" not in inspect
    assert NEW not in inspect
    assert (providers_of(user), ProviderInvitation.objects.filter(withdrawn_at=None).count()) == ([of], 1)


@pytest.mark.parametrize(
    ("member", "role", "lands"), [(False, "provider", True), (True, "provider", False), (False, "office", False)]
)  # fmt: skip
def test_after_login_who_only_works_for_a_provider_lands_there(
    client: Client, member: bool, role: str, lands: bool
) -> None:
    of = a_provider()
    user = UserFactory.create(role=role)
    ProviderPerson.objects.create(provider=of, user=user)
    if member:
        MembershipFactory.create(person=user.person)
    response: Any = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert response.url == ("/opleider/" if lands else "/mijn/")
    assert page("overview", of) in client.get("/mijn/").content.decode()


def test_who_works_for_no_provider_sees_no_way_there(client: Client) -> None:
    sign_in(client, UserFactory.create())
    assert "Werken voor een opleider" not in client.get("/mijn/").content.decode()


def at_once(*acts: Any) -> list[str]:
    outcomes: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Any) -> None:
        try:
            start.wait(timeout=20)
            act()
            outcomes.append("won")
        except LastPersonError:
            outcomes.append("last")
        except InvitationOverError:
            outcomes.append("over")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes)


def end_each_other(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """Let two people end each other at once, each looking before the other writes."""
    of = a_provider()
    places = [ProviderPerson.objects.get(user=worker(of)) for _ in range(2)]
    original = ProviderPerson.save

    def slowly(self: ProviderPerson, *args: Any, **kwargs: Any) -> None:
        threading.Event().wait(0.3)
        original(self, *args, **kwargs)

    monkeypatch.setattr(ProviderPerson, "save", slowly)
    outcomes = at_once(*[lambda one=one: portal_people.end(of, one.pk, one.user) for one in places])
    return outcomes, portal_people.standing(of).count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_of_two_who_end_each_other_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert end_each_other(monkeypatch) == (["last", "won"], 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_without_the_lock_nobody_would_be_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal_people, "hold", lambda pk: Provider.objects.get(pk=pk))
    assert end_each_other(monkeypatch) == (["won", "won"], 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_a_link_used_twice_at_once_lets_in_once() -> None:
    invitation, users = invited(a_provider()), [UserFactory.create(), UserFactory.create()]
    outcomes = at_once(*[lambda one=one: portal_people.admit(invitation, one) for one in users])
    assert (outcomes, ProviderPerson.objects.count()) == (["over", "won"], 1)
