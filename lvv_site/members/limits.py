"""How often somebody may try: to sign in, to guess a code, to have mail sent. Counted over all processes.

Every limit counts twice: for the client's address, so that one machine cannot try many accounts, and for the account or
e-mail address itself, so that many machines cannot try one. An unknown e-mail address counts just like a known one.
"""

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest

from lvv_site import ratelimit
from lvv_site.ratelimit.views import too_many

from .models import User


def sign_in(request: HttpRequest, email: str) -> None:
    """Count an attempt with a password; raise the 429 page when the address or the account is over its limit."""
    _count(request, "login", ratelimit.client_address(request))
    _count(request, "login_account", f"password:{email.strip().lower()}")


def second_factor(request: HttpRequest, user: User) -> None:
    """Count an attempt to guess a code or password of an account that is known already."""
    _count(request, "login_account", f"factor:{user.pk}")


def mail(request: HttpRequest, email: str) -> None:
    """Count a request that makes us write to an address somebody typed."""
    _count(request, "mail_request", ratelimit.client_address(request))
    _count(request, "mail_request", f"to:{email.strip().lower()}")


def _count(request: HttpRequest, scope: str, key: str) -> None:
    verdict = ratelimit.check(scope, key)
    if not verdict.allowed:
        raise ImmediateHttpResponse(too_many(request, verdict.retry_after))
