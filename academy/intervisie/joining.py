"""Joining a group: by an invitation to an address, or by asking an open group.

Nobody needs an account to answer an invitation. Its link proves the address, so who answers without being signed in is the
person of that address, or a new one: a guest, who gets a mail to make an account.
"""

import contextlib

from django.db import models, transaction
from django.utils import timezone

from lvv_site.members import activation, people
from lvv_site.members.models import Person, User

from . import letters, links
from .enums import Answer
from .groups import add, lock
from .models import Group, Invitation, Participation, Request
from .queries import contact_of, is_full, takes_part
from .refusals import AlreadyAnsweredError, AlreadyInError, ClosedError, FullError


@transaction.atomic
def invite(group_id: int, email: str, by: User) -> Invitation:
    """Send an invitation to an address; an earlier one to it, still open, is withdrawn.

    Raises:
        AlreadyInError: the person of this address takes part.
        FullError: nobody can join today.
    """
    group = lock(group_id)
    known = person_of(email)
    if known and takes_part(group, known):
        raise AlreadyInError
    if is_full(group):
        raise FullError
    _answer(group.invitations.filter(email__iexact=email, answer=Answer.OPEN), Answer.WITHDRAWN)
    invitation = Invitation.objects.create(group=group, email=email, by=by)
    letters.send_invitation(invitation)
    return invitation


def person_of(email: str) -> Person | None:
    """Return the person with this address, if we know one."""
    return Person.objects.current().filter(email__iexact=email, erased_at=None).first()


@transaction.atomic
def withdraw_invitation(group_id: int, invitation_id: int) -> None:
    """Let the link of an invitation work no longer."""
    lock(group_id)
    if not _answer(Invitation.objects.filter(group=group_id, pk=invitation_id, answer=Answer.OPEN), Answer.WITHDRAWN):
        raise AlreadyAnsweredError


@transaction.atomic
def accept(invitation: Invitation, person: Person, by: User | None) -> Participation:
    """Let the person who holds the link take part. A person who is not saved yet is a new guest.

    Raises:
        AlreadyAnsweredError: the link was used in the meantime.
        IntervisieError: the group is full, or the person takes part already.
    """
    lock(invitation.group_id)
    if not _answer(Invitation.objects.filter(pk=invitation.pk, answer=Answer.OPEN), Answer.ACCEPTED):
        raise AlreadyAnsweredError
    if person._state.adding:
        person.email = invitation.email
        person.save()
    participation = add(invitation.group_id, person, by)
    with contextlib.suppress(activation.CannotInviteError):  # has an account
        if by is None:
            activation.invite(person)
    return participation


@transaction.atomic
def decline(invitation: Invitation) -> None:
    """Say no to an invitation."""
    if not _answer(Invitation.objects.filter(pk=invitation.pk, answer=Answer.OPEN), Answer.DECLINED):
        raise AlreadyAnsweredError


@transaction.atomic
def ask(group_id: int, person: Person) -> Request:
    """Ask an open group to take part; its contact person is told. Asking twice is asking once.

    Raises:
        ClosedError: the group is not open, or has nobody to answer.
        IntervisieError: the group is full, or the person takes part already.
    """
    group = lock(group_id)
    if takes_part(group, person):
        raise AlreadyInError
    if not group.open or contact_of(group) is None:
        raise ClosedError
    if is_full(group):
        raise FullError
    waiting = group.requests.filter(person__in=people.ids_of(person), answer=Answer.OPEN).first()
    if waiting:
        return waiting
    made = Request.objects.create(group=group, person=person)
    letters.tell_request(made)
    return made


@transaction.atomic
def withdraw_request(group_id: int, person: Person) -> None:
    """Take one's own request back."""
    mine = Request.objects.filter(group=group_id, person__in=people.ids_of(person), answer=Answer.OPEN)
    if not _answer(mine, Answer.WITHDRAWN):
        raise AlreadyAnsweredError


@transaction.atomic
def answer_request(group_id: int, request_id: int, *, accepted: bool, by: User) -> Request:
    """Answer a request as the contact person; who asked is told.

    Raises:
        AlreadyAnsweredError: answered or withdrawn in the meantime.
        IntervisieError: the group is full, or the person takes part already.
    """
    group: Group = lock(group_id)
    request = group.requests.select_related("person").filter(pk=request_id, answer=Answer.OPEN).first()
    if request is None:
        raise AlreadyAnsweredError
    request.answer, request.answered_at = (Answer.ACCEPTED if accepted else Answer.DECLINED), timezone.now()
    request.save(update_fields=["answer", "answered_at"])
    if accepted:
        add(group_id, request.person, by)
    letters.tell_answer(request)
    return request


def _answer(waiting: models.QuerySet[Invitation] | models.QuerySet[Request], answer: Answer) -> int:
    return waiting.update(answer=answer, answered_at=timezone.now())


def open_invitations(group: Group) -> models.QuerySet[Invitation]:
    """Return the invitations whose link still works."""
    return group.invitations.filter(answer=Answer.OPEN, sent_at__gt=timezone.now() - links.VALID)
