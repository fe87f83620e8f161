"""By invitation or by asking: who gets in, who is told, and which link works."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from academy.intervisie import joining, links
from academy.intervisie.models import Invitation, Request
from academy.intervisie.queries import takes_part
from academy.intervisie.refusals import AlreadyAnsweredError, AlreadyInError, ClosedError, FullError
from lvv_site.mail.models import Message
from lvv_site.members.models import Person
from tests.factories import intervisie as make
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def invited(email: str = "nieuwe@voorbeeld.example", **fields: int) -> Invitation:
    group = make.group(**fields)
    return joining.invite(group.pk, email, make.contact_of(group))


def test_a_link_works_once_for_fourteen_days() -> None:
    invitation = invited()
    token = links.token_of(invitation)
    assert links.invitation_for(token) == invitation
    with time_machine.travel(timezone.now() + dt.timedelta(days=14, minutes=1)):
        assert links.invitation_for(token) is None
    joining.decline(invitation)
    assert links.invitation_for(token) is None
    with pytest.raises(AlreadyAnsweredError):
        joining.accept(invitation, PersonFactory.create(), None)


@pytest.mark.parametrize(
    "spoil", [lambda token: token[:-1] + "x", lambda token: "9" + token, lambda _token: "x-y", lambda _token: "-"]
)
def test_a_forged_link_does_not_work(spoil: object) -> None:
    assert links.invitation_for(spoil(links.token_of(invited()))) is None


def test_a_link_belongs_to_its_address() -> None:
    invitation = invited()
    token = links.token_of(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(email="ander@voorbeeld.example")
    assert links.invitation_for(token) is None


def test_inviting_again_replaces_the_first_link() -> None:
    first = invited()
    second = joining.invite(first.group_id, first.email.upper(), make.contact_of(first.group))
    assert links.invitation_for(links.token_of(first)) is None
    assert links.invitation_for(links.token_of(second)) == second
    assert Message.objects.filter(template="intervisie/invited").count() == 2


def test_a_withdrawn_invitation_is_over() -> None:
    invitation = invited()
    joining.withdraw_invitation(invitation.group_id, invitation.pk)
    assert links.invitation_for(links.token_of(invitation)) is None
    with pytest.raises(AlreadyAnsweredError):
        joining.withdraw_invitation(invitation.group_id, invitation.pk)


def test_a_new_guest_needs_no_account_to_say_yes_and_gets_a_mail_to_make_one() -> None:
    invitation = invited()
    joining.accept(invitation, Person(given_name="Gast", family_name="Nieuw"), None)
    guest = Person.objects.get(email=invitation.email)
    assert takes_part(invitation.group, guest)
    assert Message.objects.filter(template="members/activation", to=invitation.email).count() == 1


def test_a_known_person_joins_under_the_own_entry() -> None:
    known = PersonFactory.create()
    invitation = invited(known.email.upper())
    person = joining.person_of(invitation.email)
    assert person == known
    joining.accept(invitation, person, None)
    assert takes_part(invitation.group, known)


def test_who_takes_part_is_not_invited_and_nobody_into_a_full_group() -> None:
    group = make.group()
    with pytest.raises(AlreadyInError):
        joining.invite(group.pk, make.people_of(group)[1].email, make.contact_of(group))
    full = make.group(others=7)
    with pytest.raises(FullError):
        joining.invite(full.pk, "laat@voorbeeld.example", make.contact_of(full))
    assert not Message.objects.exists()


def test_an_acceptance_of_a_full_group_changes_nothing() -> None:
    invitation = invited(others=6)
    make.join(invitation.group)
    with pytest.raises(FullError):
        joining.accept(invitation, Person(given_name="Gast", family_name="Laat"), None)
    assert not Person.objects.filter(family_name="Laat").exists()
    assert links.invitation_for(links.token_of(invitation)) == invitation


def test_asking_tells_the_contact_person_once() -> None:
    group, person = make.group(), PersonFactory.create()
    assert joining.ask(group.pk, person) == joining.ask(group.pk, person)
    assert list(Message.objects.values_list("template", "to")) == [
        ("intervisie/requested", make.contact_of(group).email)
    ]


@pytest.mark.parametrize("accepted", [True, False])
def test_an_answer_is_told_and_given_once(accepted: bool) -> None:
    group, person = make.group(), PersonFactory.create()
    request = joining.ask(group.pk, person)
    joining.answer_request(group.pk, request.pk, accepted=accepted, by=make.contact_of(group))
    assert takes_part(group, person) is accepted
    assert Message.objects.filter(template="intervisie/answered", to=person.email).count() == 1
    with pytest.raises(AlreadyAnsweredError):
        joining.answer_request(group.pk, request.pk, accepted=True, by=make.contact_of(group))


def test_a_request_of_another_group_cannot_be_answered() -> None:
    group, other = make.group(), make.group()
    request = joining.ask(other.pk, PersonFactory.create())
    with pytest.raises(AlreadyAnsweredError):
        joining.answer_request(group.pk, request.pk, accepted=True, by=make.contact_of(group))
    assert Request.objects.get().answer == ""


def test_nobody_asks_a_closed_or_full_group_or_the_own_one() -> None:
    closed, full, own = make.group(newcomers=False), make.group(others=7), make.group()
    person = UserFactory.create().person
    with pytest.raises(ClosedError):
        joining.ask(closed.pk, person)
    with pytest.raises(FullError):
        joining.ask(full.pk, person)
    with pytest.raises(AlreadyInError):
        joining.ask(own.pk, make.people_of(own)[1])


def test_a_withdrawn_request_waits_no_longer() -> None:
    group, person = make.group(), PersonFactory.create()
    request = joining.ask(group.pk, person)
    joining.withdraw_request(group.pk, person)
    with pytest.raises(AlreadyAnsweredError):
        joining.answer_request(group.pk, request.pk, accepted=True, by=make.contact_of(group))
    assert joining.ask(group.pk, person) != request
