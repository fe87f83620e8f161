"""Giving an account to somebody we know already: the link works once, for one address, for fourteen days."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from lvv_site.mail import delivery, sending
from lvv_site.mail.models import Message
from lvv_site.members import activation, people, reminders
from lvv_site.members.models import Invitation, Person, User
from lvv_site.members.tasks import invite_members
from tests.factories.members import PASSWORD, MembershipFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def link(invitation: Invitation) -> str:
    return f"/mijn/activeren/{activation.token_of(invitation)}/"


def sent() -> list[delivery.Letter]:
    delivery.outbox.clear()
    sending.send_due()
    return list(delivery.outbox)


@pytest.fixture
def person() -> Person:
    return PersonFactory(given_name="Noor", email="noor@voorbeeld.example")


def test_the_link_from_the_mail_makes_an_account_and_signs_in(client: Client, person: Person) -> None:
    activation.invite(person, UserFactory(role="office"))
    [letter] = sent()
    found = re.search(r"https?://[^/]+(/mijn/activeren/\S+)", letter.text)
    assert found
    assert found.group(1) in letter.html
    assert "noor" not in letter.subject.lower()

    asked = client.get(found.group(1))
    assert "Dag Noor" in asked.content.decode()
    assert not User.objects.filter(person=person).exists()  # mail scanners open links
    done = client.post(found.group(1))

    assert done.url == "/mijn/"
    user = User.objects.get(person=person)
    assert not user.has_usable_password()
    assert EmailAddress.objects.get(user=user).verified
    assert client.get("/mijn/").status_code == 200


def test_the_link_works_once(person: Person) -> None:
    invitation = activation.invite(person)
    Client().post(link(invitation))

    for method in ("get", "post"):
        stranger = Client()
        assert getattr(stranger, method)(link(invitation)).status_code == 410
        assert "_auth_user_id" not in stranger.session
    assert User.objects.count() == 1


@pytest.mark.parametrize(("days", "status"), [(13.9, 200), (14.1, 410)])
def test_the_link_works_for_fourteen_days(client: Client, person: Person, days: float, status: int) -> None:
    invitation = activation.invite(person)

    with time_machine.travel(timezone.now() + days * DAY, tick=False):
        assert client.get(link(invitation)).status_code == status


def test_a_newer_invitation_makes_the_older_link_worthless(client: Client, person: Person) -> None:
    older, newer = activation.invite(person), activation.invite(person)

    assert client.get(link(older)).status_code == 410
    assert client.get(link(newer)).status_code == 200


def test_another_address_makes_the_link_worthless(client: Client, person: Person) -> None:
    invitation = activation.invite(person)
    path = link(invitation)
    person.email = "ander@voorbeeld.example"
    person.save()

    assert client.get(path).status_code == 410


def test_a_merged_person_is_not_activated(client: Client, person: Person) -> None:
    path = link(activation.invite(person))
    people.merge(person, PersonFactory())

    assert client.post(path).status_code == 410


@pytest.mark.parametrize("token", ["1-x", "x-y", "99999999999999999999-a", "-", "1", "²-x"])
def test_a_made_up_link_shows_nothing(client: Client, person: Person, token: str) -> None:
    activation.invite(person)

    response = client.get(f"/mijn/activeren/{token}/")

    assert response.status_code == 410
    assert "Noor" not in response.content.decode()


def test_a_signature_belongs_to_one_invitation(client: Client, person: Person) -> None:
    other = activation.invite(PersonFactory(given_name="Wim"))
    signature = activation.token_of(activation.invite(person)).partition("-")[2]

    assert client.get(f"/mijn/activeren/{other.pk}-{signature}/").status_code == 410


def test_an_account_somebody_else_signed_up_for_is_taken_over_without_its_password(
    client: Client, person: Person
) -> None:
    Client().post("/account/signup/", {"email": "noor@voorbeeld.example", "password1": PASSWORD})

    client.post(link(activation.invite(person)))

    user = User.objects.get()
    assert user.person == person
    assert not user.has_usable_password()


def test_an_address_of_somebody_elses_account_is_refused(client: Client, person: Person) -> None:
    UserFactory(email="noor@voorbeeld.example", person=PersonFactory(email="ander@voorbeeld.example"))

    assert client.post(link(activation.invite(person))).status_code == 410
    assert "_auth_user_id" not in client.session


def test_whoever_was_signed_in_on_this_computer_is_not_any_more(client: Client, person: Person) -> None:
    client.force_login(UserFactory())

    client.post(link(activation.invite(person)))

    assert client.session["_auth_user_id"] == str(User.objects.get(person=person).pk)


@pytest.mark.parametrize("with_account", [True, False])
def test_nobody_is_invited_without_an_address_or_with_an_account(with_account: bool) -> None:
    person = UserFactory().person if with_account else PersonFactory(email=None)

    with pytest.raises(activation.CannotInviteError):
        activation.invite(person)
    assert not Message.objects.exists()


def test_mail_that_waited_too_long_is_not_sent(person: Person) -> None:
    activation.activate(activation.invite(person))

    assert sent() == []
    assert Message.objects.get().withdrawn_at


def test_inviting_members_leaves_alone_who_got_a_mail_this_week() -> None:
    office = UserFactory(role="office")
    members = [membership.person for membership in MembershipFactory.create_batch(3)]
    activation.invite(members[0])
    PersonFactory()
    MembershipFactory(until=dt.date(2021, 1, 1))
    MembershipFactory(person=UserFactory().person)
    MembershipFactory(person=PersonFactory(email=None))

    assert invite_members.func(office.pk) == 2
    assert invite_members.func(office.pk) == 0

    assert sorted(Invitation.objects.values_list("person", flat=True)) == sorted(person.pk for person in members)
    with time_machine.travel(timezone.now() + 8 * DAY):
        assert invite_members.func(office.pk) == 3


def test_who_was_invited_a_week_ago_is_reminded_once(person: Person) -> None:
    office = UserFactory(role="office")
    activation.invite(person, office)
    quick = PersonFactory()
    activation.activate(activation.invite(quick, office))
    activation.invite(PersonFactory())  # asked for it on the login page
    assert reminders.send_due(timezone.localdate() + 6 * DAY) == 0
    sent()

    later = timezone.now() + 8 * DAY
    with time_machine.travel(later):
        reminders.send_due(later.date())
        reminders.send_due(later.date() + DAY)
        [letter] = sent()

    assert letter.to == person.email
    assert reminders.send_due(timezone.localdate() + 15 * DAY) == 0
