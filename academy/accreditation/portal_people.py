"""Who works for a provider: inviting, withdrawing an invitation, letting in, ending.

Everything happens while the row of the provider is held, so of two people who end each other at once one stays. Who works for a
provider has the role `provider`, whoever works for none has not.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site.members import roles
from lvv_site.members.models import User

from . import portal_letters, portal_links, tracing
from .decisions import RefusedError
from .models import Provider, ProviderInvitation, ProviderPerson

ROLE = "provider"


class LastPersonError(RefusedError):
    """Somebody has to be left."""

    def __init__(self) -> None:
        super().__init__(_("Dit is de laatste medewerker met toegang. Nodig eerst iemand anders uit."))


class EndedError(RefusedError):
    """It ended already, or never was."""

    def __init__(self) -> None:
        super().__init__(_("Deze toegang was al beëindigd."))


class InvitationOverError(RefusedError):
    """An invitation that does not work any more."""

    def __init__(self) -> None:
        super().__init__(_("Deze uitnodiging werkt niet meer."))


def hold(provider_id: int) -> Provider:
    """Fetch a provider and keep it until the transaction ends."""
    return Provider.objects.select_for_update().get(pk=provider_id)


def standing(provider: Provider) -> QuerySet[ProviderPerson]:
    """Return who works for a provider now, with their accounts, the longest first."""
    return provider.people.filter(ended_at=None).select_related("user__person")


def unanswered(provider: Provider) -> QuerySet[ProviderInvitation]:
    """Return the invitations that can still be accepted, the latest first."""
    since = timezone.now() - portal_links.VALID
    return provider.invitations.filter(used_at=None, withdrawn_at=None, sent_at__gt=since)


@transaction.atomic
def invite(provider: Provider, email: str, by: User | None) -> ProviderInvitation:
    """Invite somebody by address, with a mail.

    Raises:
        RefusedError: whoever has this address works here already, or was invited.
    """
    hold(provider.pk)
    if standing(provider).filter(user__email__iexact=email).exists():
        raise RefusedError(_("Wie dit adres heeft, werkt hier al."), "email")
    if unanswered(provider).filter(email__iexact=email).exists():
        raise RefusedError(_("Dit adres is al uitgenodigd. Trek die uitnodiging eerst in."), "email")
    # One whose link is too old makes room: there is one open invitation for an address.
    before = provider.invitations.filter(used_at=None, withdrawn_at=None, email__iexact=email)
    before.update(withdrawn_at=timezone.now())
    made = ProviderInvitation.objects.create(provider=provider, email=email, by=by)
    tracing.trace(tracing.About(provider=provider), by, "person.invited", new=email)
    portal_letters.send_invitation(made)
    return made


@transaction.atomic
def withdraw(provider: Provider, invitation_id: int, by: User) -> None:
    """Let the link of an invitation work no longer; InvitationOverError when it does not any more."""
    hold(provider.pk)
    found = provider.invitations.filter(pk=invitation_id, used_at=None, withdrawn_at=None).first()
    if found is None:
        raise InvitationOverError
    found.withdrawn_at = timezone.now()
    found.save(update_fields=["withdrawn_at"])
    tracing.trace(tracing.About(provider=provider), by, "invitation.withdrawn", old=found.email)


@transaction.atomic
def admit(invitation: ProviderInvitation, user: User) -> ProviderPerson:
    """Let in who accepts an invitation; InvitationOverError when somebody used or withdrew it meanwhile."""
    provider = hold(invitation.provider_id)
    fresh = ProviderInvitation.objects.get(pk=invitation.pk)
    if not portal_links.is_open(fresh):
        raise InvitationOverError
    fresh.used_at = timezone.now()
    fresh.save(update_fields=["used_at"])
    place, made = ProviderPerson.objects.get_or_create(
        provider=provider, user=user, ended_at=None, defaults={"given_by": fresh.by}
    )
    if made:
        _match_role(user.pk)
        tracing.trace(tracing.About(provider=provider), user, "person.joined", new=user.email)
    return place


@transaction.atomic
def end(provider: Provider, place_id: int, by: User | None, *, leave_nobody: bool = False, tells: bool = True) -> None:
    """End somebody's access from now on, and tell them by mail unless it is their erasure that ends it.

    Raises:
        EndedError: it ended already, or is of another provider.
        LastPersonError: nobody would be left, and that is not allowed.
    """
    hold(provider.pk)
    place = standing(provider).filter(pk=place_id).first()
    if place is None:
        raise EndedError
    others = standing(provider).filter(user__is_active=True).exclude(pk=place.pk)
    if not leave_nobody and not others.exists():
        raise LastPersonError
    place.ended_at, place.ended_by = timezone.now(), by
    place.save(update_fields=["ended_at", "ended_by"])
    _match_role(place.user_id)
    tracing.trace(tracing.About(provider=provider), by, "person.ended", old=place.user.email)
    if tells:
        portal_letters.send_ended(place)


def _match_role(user_id: int) -> None:
    """Give or take the role. The account is held: two providers may end or begin with somebody at once."""
    user = User.objects.select_for_update().get(pk=user_id)
    if ProviderPerson.objects.filter(user=user, ended_at=None).exists():
        roles.grant(user, ROLE)
    else:
        user.groups.remove(*user.groups.filter(name=ROLE))
