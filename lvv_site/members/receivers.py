"""What follows from an address that was verified or changed, and from a second factor that was set up."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from . import joining
from .models import User
from .second_factor import STRONG_TYPES, note_set_up


@receiver(email_confirmed)
def join_person(request: HttpRequest, email_address: EmailAddress, **_kwargs: Any) -> None:
    """Give the account the person with this address."""
    user = User.objects.get(pk=email_address.user_id)
    joining.join(user, email_address.email)


@receiver(email_confirmed)
def forget_unproven_password(request: HttpRequest, email_address: EmailAddress, **_kwargs: Any) -> None:
    """Drop the password of an account that was signed up for by who knows whom.

    Anybody may sign up with your address and a password of theirs. When you later prove the address by a login code,
    that password must not come to life.
    """
    by_code = request.resolver_match is not None and request.resolver_match.url_name == "account_confirm_login_code"
    if by_code and email_address.user.has_usable_password():
        email_address.user.set_unusable_password()
        email_address.user.save(update_fields=["password"])


@receiver(email_changed)
def move_address(user: User, to_email_address: EmailAddress, **_kwargs: Any) -> None:
    """Let the person's address follow."""
    joining.move_address(User.objects.get(pk=user.pk), to_email_address.email)


@receiver(authenticator_added)
def remember_second_factor(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Let a session in which a second factor was just set up into `/beheer/`."""
    if authenticator.type in STRONG_TYPES:
        note_set_up(request, user)
