"""Asking for an account, and proving the address that was given."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lvv_site import ratelimit
from lvv_site.forms import anonymous_form, anonymous_post
from lvv_site.ratelimit.views import too_many

from . import portal_links, provider_requests
from .models import ProviderRequest
from .portal_forms import AskForm

MAILS = "mail_request"  # shared with everything that makes us write to an address somebody typed


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_post("provider_ask")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to become a provider. What is answered does not depend on who is one already."""
    form = anonymous_form(request, AskForm)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accreditation/portal/ask.html", {"form": form})
    asked: ProviderRequest = form.save(commit=False)
    for key in (ratelimit.client_address(request), f"to:{asked.email.lower()}"):
        verdict = ratelimit.check(MAILS, key)
        if not verdict.allowed:
            return too_many(request, verdict.retry_after)
    asked.language = get_language() or asked.language
    provider_requests.submit(asked)
    return redirect("provider:asked")


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say thanks and what comes now."""
    return render(request, "accreditation/portal/asked.html")


@never_cache
@ratelimit.limited("read")
@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_post("provider_prove")
def prove(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button behind the link from the mail; pressing it brings the request to the office."""
    found = portal_links.REQUEST.find(token)
    if found is None:
        return render(request, "accreditation/portal/link_over.html", status=410)
    form = anonymous_form(request, forms.Form)
    if request.method == "POST" and form.is_valid():
        provider_requests.prove(found)
        return render(request, "accreditation/portal/proven.html", {"asked": found})
    context = {"form": form, "asked": found, "is_proven": found.confirmed_at is not None}
    return render(request, "accreditation/portal/prove.html", context)
