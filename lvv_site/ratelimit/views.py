"""The decorator that puts a limit before a view, and the answer to somebody who is over it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import ngettext

from .address import client_address
from .limits import check

API_PREFIX = "/api/"

type View[**P, R] = Callable[Concatenate[HttpRequest, P], R]


def limited[**P, R](scope: str) -> Callable[[View[P, R]], View[P, R | HttpResponse]]:
    """Limit a view per client address by `settings.RATE_LIMITS[scope]`: 429 with `Retry-After` for who is over it."""

    def decorate(view: View[P, R]) -> View[P, R | HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
            verdict = check(scope, client_address(request))
            return view(request, *args, **kwargs) if verdict.allowed else too_many(request, verdict.retry_after)

        return guarded

    return decorate


def too_many(request: HttpRequest, retry_after: int) -> HttpResponse:
    """Answer 429: a page for a person, a problem document below `/api/`. Costs no query: floods end here."""
    response = _problem(retry_after) if request.path_info.startswith(API_PREFIX) else _page(retry_after)
    response.headers["Retry-After"] = str(retry_after)
    add_never_cache_headers(response)
    return response


def _problem(retry_after: int) -> HttpResponse:
    text = ngettext(
        "Te veel aanvragen. Probeer het over %(seconds)d seconde opnieuw.",
        "Te veel aanvragen. Probeer het over %(seconds)d seconden opnieuw.",
        retry_after,
    )
    detail = text % {"seconds": retry_after}
    body = {"type": "about:blank", "title": "Too Many Requests", "status": 429, "detail": detail}
    return JsonResponse(body, status=429, content_type="application/problem+json")


def _page(retry_after: int) -> HttpResponse:
    # Without the request: no context processor asks the database for a menu.
    return render(None, "429.html", {"retry_after": retry_after}, status=429)
