"""The account of who accepts an invitation: the one that proved the address, or a new one.

The link proves that somebody reads the mail of that address, as an activation link does (`lvv_site/members/activation.py`): who
has no account gets one with it. It opens no account that exists: its owner signs in as always, second step included.
"""

from allauth.account.models import EmailAddress
from django.db import transaction

from lvv_site.members import joining
from lvv_site.members.models import User

from . import portal_people
from .models import ProviderInvitation
from .portal_people import InvitationOverError


def account_of(email: str) -> User | None:
    """Return the account whose owner proved this address, or that is in use; None when there is none."""
    proven = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
    if proven is not None:
        return proven.user  # type: ignore[no-any-return]  # allauth has no types
    found = User.objects.filter(email__iexact=email).first()
    return found if found is not None and _is_in_use(found) else None


def _is_in_use(user: User) -> bool:
    """Whether an account is more than a sign-up that nobody ever got in with."""
    return bool(user.last_login or user.person_id or user.is_superuser or user.is_staff or user.groups.exists())


@transaction.atomic
def open_account(invitation: ProviderInvitation) -> User:
    """Make an account with a verified address and no password yet, and let it in.

    Somebody may have signed up with this address without ever proving it: that account is taken over, and the password they
    chose dies with it. InvitationOverError when the address got an account meanwhile, or the invitation ended.
    """
    portal_people.hold(invitation.provider_id)
    email = invitation.email.lower()
    if account_of(email) is not None:
        raise InvitationOverError
    user = User.objects.filter(email__iexact=email).first() or User(email=email)
    if not user.is_active:
        raise InvitationOverError
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    joining.join(user, email)
    portal_people.admit(invitation, user)
    return user
