"""The page where a visitor writes to an adviser. No cookie, no account; nothing is kept here of what was written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lvv_site import civil
from lvv_site.forms import anonymous_form, anonymous_post
from lvv_site.ratelimit import limited

from . import relay
from .adviser import Entry, find
from .guessing import over_limit
from .relay_forms import RelayForm


@never_cache
@limited("read")
@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_post("relay")
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form, and send what was written."""
    found = relay.reachable(number, civil.today())
    if found is None:
        return _closed(request, number)
    form = anonymous_form(request, RelayForm)
    if request.method != "POST" or not form.is_valid():
        return _form(request, found, form)
    try:
        relay.send(found, relay.Message(**form.cleaned_data))
    except relay.TooManyError as refusal:
        form.add_error(None, _("Er zijn vandaag al veel berichten gestuurd. Probeer het morgen opnieuw."))
        response = _form(request, found, form, status=429)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    except relay.ClosedError:
        return _closed(request, number)
    return render(request, "register/relay_sent.html", {"profile": found.profile, "email": form.cleaned_data["email"]})


def _form(request: HttpRequest, found: Entry, form: RelayForm, status: int = 200) -> HttpResponse:
    return render(
        request, "register/relay.html", {"form": form, "found": found, "profile": found.profile}, status=status
    )


def _closed(request: HttpRequest, number: str) -> HttpResponse:
    """Say that one cannot write here; the same for who never could be written to, who stopped, and nobody at all."""
    if find(number, civil.today()) is None and (over := over_limit(request)):
        return over
    return render(request, "register/relay_closed.html", status=404)
