"""Whether this session proved a second factor.

A password alone never opens `/beheer/`. What counts is what happened in this session: a code of an authenticator app, a
recovery code or a passkey was used, or one was set up just now. Having a second factor is not enough: somebody may have
signed in before it existed.
"""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from .models import User

STRONG_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SET_UP_SESSION_KEY = "members_second_factor_set_up_by"
DEMO_DOMAIN = "@demo.example"


def is_set_up(user: User) -> bool:
    """Whether the account has an authenticator app or a passkey; recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user=user, type__in=STRONG_TYPES).exists())


def note_set_up(request: HttpRequest, user: User) -> None:
    """Remember that a second factor was set up in this session, by this account."""
    request.session[SET_UP_SESSION_KEY] = user.pk


def was_used(request: HttpRequest, user: User) -> bool:
    """Whether a second factor was used, or set up, in this session by this account."""
    if request.session.get(SET_UP_SESSION_KEY) == user.pk:
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def is_excused(user: User) -> bool:
    """Whether this is an account of the demonstration, while this is one: those sign in with a printed password."""
    return bool(settings.DEMO) and user.email.endswith(DEMO_DOMAIN)
