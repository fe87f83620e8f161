"""What a provider does with an application beside writing it: takes it back, throws it away, objects to a refusal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from lvv_site.members.models import User

from . import application_discarding, application_fee, submitting
from .access import portal, user_of
from .application_forms import ReasonForm
from .application_listing import Standing
from .application_views import standing_of
from .decisions import RefusedError
from .models import Application, Provider, Step

type Act = Callable[[Application, User, int, str], Step]


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def withdraw(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Take an application back, after saying what becomes of the fee."""
    standing = standing_of(provider, code)
    if not standing.withdrawable and request.method != "POST":
        raise Http404
    done = _("De aanvraag is ingetrokken.")
    return _verb(request, standing, "accreditation/application/withdraw.html", submitting.withdraw, done, needed=False)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def discard(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Throw away what was never sent in, after asking."""
    standing = standing_of(provider, code)
    if not standing.discardable and request.method != "POST":
        raise Http404
    context: dict[str, Any] = {"provider": provider, "application": standing.application}
    if request.method != "POST":
        return render(request, "accreditation/application/discard.html", context)
    try:
        application_discarding.discard(standing.application, user_of(request))
    except RefusedError as refusal:
        context["refused"] = str(refusal)
        return render(request, "accreditation/application/discard.html", context, status=409)
    messages.success(request, str(_("De aanvraag is weggegooid, met de bestanden.")))
    return redirect("provider:applications", provider.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def object_to_refusal(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Object to a refusal, with a reason."""
    standing = standing_of(provider, code)
    if standing.last_day_to_object is None and request.method != "POST":
        raise Http404
    done = _("Uw bezwaar is ontvangen. De commissie beslist erover in haar volgende vergadering.")
    act = submitting.object_to_refusal
    return _verb(request, standing, "accreditation/application/object.html", act, done, needed=True)


def _verb(
    request: HttpRequest, standing: Standing, template: str, act: Act, done: str | Promise, *, needed: bool
) -> HttpResponse:
    application, status = standing.application, 200
    form = ReasonForm(initial={"seen": standing.seen}, required=needed)
    if request.method == "POST":
        form = ReasonForm(request.POST, required=needed)
        status = 422
        if form.is_valid():
            try:
                act(application, user_of(request), form.cleaned_data["seen"], form.cleaned_data["reason"])
            except RefusedError as refusal:
                form.add_error(refusal.field, str(refusal))
                status = 409
            else:
                messages.success(request, str(done))
                return redirect("provider:application", application.provider.slug, application.code)
    context = {
        "provider": application.provider, "application": application, "standing": standing, "form": form,
        "paper": application_fee.paper_of(application),
    }  # fmt: skip
    return render(request, template, context, status=status)
