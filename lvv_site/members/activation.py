"""Giving an account to somebody we know already: imported members, colleagues.

A person with an e-mail address and without an account gets a mail with a link, because the office sends it or because
they ask for a login code or a new password with that address on the login page. The link

- works for 14 days and once: as soon as the person has an account it is dead;
- belongs to one invitation and one address: a newer invitation or another address makes it worthless;
- does nothing by itself (mail scanners open links): the page behind it has one button, which makes the account, marks the
  address as verified, for only its owner has the link, and signs in.
"""

import contextlib
import datetime as dt

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site import civil, mail

from .membership import holding
from .models import Invitation, Membership, Person, PersonQuerySet, User

TEMPLATE = "members/activation"
VALID = dt.timedelta(days=14)
# The office's bulk sending leaves alone who got a link that still works for a while.
AGAIN_AFTER = dt.timedelta(days=7)


class CannotInviteError(Exception):
    """No activation mail for this person; the text says why."""


def invitable() -> PersonQuerySet:
    """Everybody who could get an activation mail: an address, no account, not merged into somebody else."""
    return Person.objects.current().filter(email__isnull=False, user=None, erased_at=None)


def uninvited_members() -> PersonQuerySet:
    """Those of them who are a member today and got no activation mail in the last seven days."""
    members = Membership.objects.filter(holding(civil.today())).values("person")
    recently = Invitation.objects.filter(sent_at__gt=timezone.now() - AGAIN_AFTER).values("person")
    return invitable().filter(pk__in=members).exclude(pk__in=recently)


@transaction.atomic
def invite(person: Person, by: User | None = None) -> Invitation:
    """Send an activation mail; raise `CannotInviteError` for somebody without an address or with an account."""
    if not invitable().filter(pk=person.pk).exists():
        raise CannotInviteError(_("Deze persoon heeft geen e-mailadres, of heeft al een account."))
    invitation = Invitation.objects.create(person=person, by=by)
    send(invitation, "invited")
    return invitation


def invite_all(chosen: PersonQuerySet, by: User) -> int:
    """Send each of them an activation mail, every one a transaction of its own; return how many."""
    number = 0
    for person in list(chosen.order_by("pk")):
        # Somebody may have made an account since the list was drawn up.
        with contextlib.suppress(CannotInviteError):
            invite(person, by)
            number += 1
    return number


def invite_by_address(email: str) -> bool:
    """Send an activation mail to the person with this address, if there is one without an account.

    For the login page: the answer on screen must not depend on what this returns.
    """
    person = invitable().filter(email__iexact=email).first()
    if person is not None:
        invite(person)
    return person is not None


def newest(person: Person) -> Invitation | None:
    """Return the latest invitation: only its link works."""
    return person.invitations.order_by("-sent_at", "-pk").first()


def send(invitation: Invitation, occasion: str) -> None:
    """Queue the mail of an invitation; `occasion` keeps a second one (the reminder) apart from the first."""
    address = invitation.person.email
    if address:
        mail.queue(TEMPLATE, address, {"invitation": invitation.pk}, f"{TEMPLATE}:{invitation.pk}:{occasion}")


def token_of(invitation: Invitation) -> str:
    """Return the secret part of the link."""
    signature = _signer().sign(_signed(invitation)).rpartition(":")[2]
    return f"{invitation.pk}-{signature}"


def invitation_for(token: str) -> Invitation | None:
    """Return the invitation of a link, or None when it is false, used, replaced by a newer one or too old."""
    number, _, signature = token.partition("-")
    invitation = Invitation.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if invitation is None or not is_open(invitation):
        return None
    try:
        _signer().unsign(f"{_signed(invitation)}:{signature}")
    except BadSignature:
        return None
    return invitation


def is_open(invitation: Invitation) -> bool:
    """Whether the link of this invitation works: the newest, young enough, of a person still without an account."""
    return (
        newest(invitation.person) == invitation
        and invitation.sent_at > timezone.now() - VALID
        and invitable().filter(pk=invitation.person_id).exists()
    )


def _signer() -> Signer:
    return Signer(salt="members.activation")


def _signed(invitation: Invitation) -> str:
    return f"{invitation.pk}/{(invitation.person.email or '').lower()}"


@transaction.atomic
def activate(invitation: Invitation) -> User:
    """Make the account of an invitation's person, with a verified address and no password yet.

    Somebody else may have signed up with this address without ever proving it: that account is taken over, and the
    password they chose dies with it. Raises `CannotInviteError` when the person got an account in the meantime.
    """
    # Locked: of two clicks on the same button one makes the account, the other finds it there.
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    if not person.email or User.objects.filter(person=person).exists():
        raise CannotInviteError(_("Deze link is al gebruikt."))
    user = User.objects.filter(email__iexact=person.email).first() or User(email=person.email.lower())
    if user.person_id is not None:
        raise CannotInviteError(_("Dit e-mailadres hoort bij een ander account."))
    user.person = person
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def sign_in(request: HttpRequest, user: User, onward: str = "") -> HttpResponse:
    """Sign in the owner of a link just used, by way of all of allauth's steps; then go `onward`, or where one always goes."""
    record_authentication(request, user, method="code", email=user.email)
    response: HttpResponse = perform_login(request, Login(user=user, email=user.email, redirect_url=onward or None))
    return response
