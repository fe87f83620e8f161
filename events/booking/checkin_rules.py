"""Who may stand at the door: who may record attendance, with the second factor that the office's other screens ask too.

The page shows names and what is recorded becomes hours, so a password alone is not enough.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url

from lvv_site.members import middleware
from lvv_site.members.models import User

PERMISSION = "booking.check_in"

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def door_only[**P](view: View[P]) -> View[P]:
    """Let in who may record attendance, before anything is looked up: "not found" would tell what there is."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return middleware.refusal(request) or view(request, *args, **kwargs)

    return guarded


def door_device[**P](view: View[P]) -> View[P]:
    """Do the same for what a script asks: 401 for who must sign in (again), 403 for who may not."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, User):
            return JsonResponse({"error": "login"}, status=401)
        if not request.user.has_perm(PERMISSION) or middleware.refusal(request):
            return JsonResponse({"error": "refused"}, status=403)
        return view(request, *args, **kwargs)

    return guarded


def by(request: HttpRequest) -> User:
    """Return who stands at the door."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker; the decorators looked
    return request.user
