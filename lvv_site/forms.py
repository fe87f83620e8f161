"""Public forms without a cookie.

Django's protection against forged posts needs a cookie, and a public page sets none. Instead a post must

1. come from our own pages: the browser says so in `Sec-Fetch-Site`, or in `Origin` where it does not send that;
2. stay under the rate limit of its address;
3. carry the signed field of the form, at least 2 seconds and at most 24 hours old, and not used before.

The session is not looked at, so nothing here can be done in a member's name: what needs a login never uses this.

A post that fails the third is nobody's crime (a form left open overnight, a second click): the same form comes back with
everything typed and a sentence on why. The view then sees a GET without post data, so that it cannot act by mistake;
`anonymous_form` puts what was typed back. A view that only takes posts gets a page that sends the same once more.

    @anonymous_post("ask")
    def ask(request):
        form = anonymous_form(request, QuestionForm)
        if request.method == "POST" and form.is_valid():
            ...
        return render(request, "questions/ask.html", {"form": form})   # with {% anonymous_fields %} inside its <form>
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from lvv_site import ratelimit
from lvv_site.ratelimit.views import too_many

TOKEN = "anonymous_token"  # noqa: S105 - the name of a field
STATE = "anonymous_state"
MIN_SECONDS = 2
MAX_SECONDS = 24 * 3600
COMMON_LIMIT = "anonymous_post"

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass
class Anonymous:
    """What the decorator leaves on the request as `request.anonymous`."""

    scope: str
    refusal: str = ""
    typed: QueryDict | None = field(default=None)


def anonymous_post[**P](scope: str) -> Callable[[View[P]], View[P]]:
    """Let a view take posts from anybody, safely and without a cookie; `scope` names the form.

    The limit is `settings.RATE_LIMITS[scope]`, else all public forms share `anonymous_post`. Raises PermissionDenied
    (403) for a post that does not come from our own pages.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            with _without_session(request):
                request.anonymous = Anonymous(scope)  # type: ignore[attr-defined]
                if refused := _stopped(request, scope):
                    return refused
                response = view(request, *args, **kwargs)
                return _finished(request, response)

        guarded.csrf_exempt = True  # type: ignore[attr-defined]
        return guarded

    return decorate


def anonymous_form[F: BaseForm](request: HttpRequest, form_class: Callable[..., F], **kwargs: Any) -> F:
    """Make the form: empty, posted, or refused with everything that was typed and why."""
    anonymous = of(request)
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **kwargs)
    if anonymous.typed is None:
        return form_class(**kwargs)
    form = form_class(anonymous.typed, **kwargs)
    form.full_clean()
    form.add_error(None, anonymous.refusal)
    return form


def of(request: HttpRequest) -> Anonymous:
    """Return what the decorator left on the request."""
    anonymous: Anonymous = request.anonymous  # type: ignore[attr-defined]
    return anonymous


def token(scope: str) -> str:
    """Return the value of the signed field: when the form was shown, and a number for one use."""
    return _signer(scope).sign(f"{time.time_ns() // 1_000_000}.{secrets.token_urlsafe(12)}")


def carry(scope: str, state: Mapping[str, Any]) -> str:
    """Return what earlier steps collected as a signed field value. Signed, not secret: only the visitor's own answers."""
    return signing.dumps(dict(state), salt=f"lvv_site.forms.state:{scope}", compress=True)


def carried(request: HttpRequest) -> dict[str, Any]:
    """Return what earlier steps of this form collected, also when this step was refused; empty when there is nothing."""
    anonymous = of(request)
    posted = (anonymous.typed or request.POST).get(STATE, "")
    try:
        state: dict[str, Any] = signing.loads(posted, salt=f"lvv_site.forms.state:{anonymous.scope}")
    except signing.BadSignature:
        return {}
    return state


def _stopped(request: HttpRequest, scope: str) -> HttpResponse | None:
    """Apply the three conditions to a post. A refusal by the third turns the request into a GET."""
    if request.method != "POST":
        return None
    if not _is_own_page(request):
        raise PermissionDenied("a post from another site")
    limit = scope if scope in settings.RATE_LIMITS else COMMON_LIMIT
    verdict = ratelimit.check(limit, ratelimit.client_address(request))
    if not verdict.allowed:
        return too_many(request, verdict.retry_after)
    if refusal := _refusal(scope, request.POST.get(TOKEN, "")):
        _turn_back(request, refusal)
    return None


def _is_own_page(request: HttpRequest) -> bool:
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        return fetched_from == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _signer(scope: str) -> signing.Signer:
    return signing.Signer(salt=f"lvv_site.forms:{scope}")


def _refusal(scope: str, signed: str) -> str:
    """Return why the signed field is no good, in a sentence for the visitor; empty when it is."""
    try:
        shown_at, _dot, number = _signer(scope).unsign(signed).partition(".")
    except signing.BadSignature:
        return _("Er ging iets mis met het formulier. Uw tekst staat er nog: verstuur het nog een keer.")
    age = time.time() - int(shown_at) / 1000
    if age < MIN_SECONDS:
        return _("Dat ging wel erg snel. Controleer uw tekst en verstuur het formulier nog een keer.")
    if age > MAX_SECONDS:
        return _("Het formulier stond langer dan een dag open. Uw tekst staat er nog: verstuur het nog een keer.")
    if not ratelimit.once(f"form:{scope}", number, MAX_SECONDS):
        return _("Dit formulier is al verstuurd. Wilt u het echt nog een keer sturen? Verstuur het dan opnieuw.")
    return ""


def _turn_back(request: HttpRequest, refusal: str) -> None:
    """Make the request a GET that remembers what was typed: a view cannot act on it, whatever it forgets to check."""
    anonymous = of(request)
    anonymous.typed, anonymous.refusal = request.POST, refusal
    if request.FILES:
        anonymous.refusal += " " + _("Kies ook uw bestand opnieuw.")
    request.method = "GET"
    request.POST = QueryDict()
    request.FILES.clear()


def _finished(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Render while the session is still out of sight; a view without a form of its own gets the page that asks again."""
    anonymous = of(request)
    if anonymous.typed is not None and response.status_code == 405:
        response = _ask_again(request, anonymous)
    if hasattr(response, "render") and not getattr(response, "is_rendered", True):
        response = response.render()
    if anonymous.typed is not None:
        add_never_cache_headers(response)
    return response


def _ask_again(request: HttpRequest, anonymous: Anonymous) -> HttpResponse:
    assert anonymous.typed is not None  # noqa: S101 - for the type checker; the caller looked
    fields = [(name, value) for name, values in anonymous.typed.lists() for value in values if name != TOKEN]
    return render(request, "forms/again.html", {"fields": fields, "refusal": anonymous.refusal})


@contextmanager
def _without_session(request: HttpRequest) -> Iterator[None]:
    """Hide session and account while the view works, and give them back untouched: a member stays logged in."""
    session, user = getattr(request, "session", None), getattr(request, "user", None)
    request.session, request.user = SessionBase(), AnonymousUser()
    try:
        yield
    finally:
        if session is not None:
            request.session = session
        if user is not None:
            request.user = user
