"""Who may see what on the public side: decorators that other rooms use too."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail import hooks

from lvv_site import civil

from .membership import is_member
from .models import Person


def person_of(request: HttpRequest) -> Person | None:
    """Return the person behind the request's account, if any."""
    return getattr(request.user, "person", None)


def name_is_public(person: Person) -> bool:
    """Whether a room shows this name to the public as somebody's: the hook `name_is_public` (person) says so."""
    return any(shows(person) for shows in hooks.get_hooks("name_is_public"))


def members_only[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let in who is a member today; ask others to sign in, and tell a guest who this page is for."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_member(person_of(request), civil.today()):
            return render(request, "403.html", {"reason": "members_only"}, status=403)
        return view(request, *args, **kwargs)

    return guarded
