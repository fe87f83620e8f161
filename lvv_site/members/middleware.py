"""What every request to `/beheer/` passes: an account, the right to be there, and a second factor used in this session.

And what is shown to anybody with a session: nothing of it is kept.
"""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from lvv_site.operations.logs import Handler

from . import second_factor
from .models import User

ADMIN_PREFIX = "/beheer/"
# These only send the visitor on to our own login, logout and reset.
OPEN = ("/beheer/login/", "/beheer/logout/", "/beheer/password_reset/")


class AdminSecondFactorMiddleware:
    """Keep everybody out of `/beheer/` but those with the right who proved a second factor in this session."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse, or go on."""
        path = request.path_info
        if path.startswith(ADMIN_PREFIX) and not path.startswith(OPEN):
            return refusal(request) or self.get_response(request)
        return self.get_response(request)


class NothingKeptMiddleware:
    """What somebody with a session sees stays in no cache, nor behind the back button of a shared computer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers where a view chose none."""
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Return where to send somebody who may not enter `/beheer/` (yet), or None for who may."""
    user = request.user
    if not isinstance(user, User):
        return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
    if not user.has_perm("wagtailadmin.access_admin"):
        return render(request, "403.html", {"reason": "no_admin"}, status=403)
    if second_factor.is_excused(user):
        return None
    if not second_factor.is_set_up(user):
        return _with_next(reverse("members:second_factor"), request)
    if not second_factor.was_used(request, user):
        return _with_next(_ask_second_factor(user), request)
    return None


def _ask_second_factor(user: User) -> str:
    """Return the page that asks for a second factor of somebody who signed in before having one."""
    methods = get_adapter().get_reauthentication_methods(user)
    return next(str(method["url"]) for method in methods if method["id"].startswith("mfa_reauthenticate"))


def _with_next(url: str, request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{url}?{urlencode({'next': request.get_full_path()})}")
