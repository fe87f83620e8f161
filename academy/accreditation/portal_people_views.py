"""People of a provider: who has access, inviting, accepting an invitation, ending access."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lvv_site import ratelimit
from lvv_site.members import activation
from lvv_site.ratelimit.views import too_many

from . import portal_joining, portal_links, portal_people
from .access import portal, user_of
from .decisions import RefusedError
from .models import Provider, ProviderInvitation
from .portal_crumbs import crumbs
from .portal_forms import InviteForm
from .portal_people import InvitationOverError

INVITATIONS = (30, 3600)  # somebody makes us write to addresses they typed


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def people(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Show who has access and who was invited; invite somebody."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        verdict = ratelimit.check("provider_invite", f"user:{user_of(request).pk}", INVITATIONS)
        if not verdict.allowed:
            return too_many(request, verdict.retry_after)
        try:
            portal_people.invite(provider, form.cleaned_data["email"], user_of(request))
        except RefusedError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("De uitnodiging is verstuurd."))
            return _to_people(provider)
    context = {
        "provider": provider,
        "form": form,
        "people": portal_people.standing(provider),
        "invitations": portal_people.unanswered(provider),
        "breadcrumb": crumbs(provider, _("Medewerkers")),
    }
    return render(request, "accreditation/portal/people.html", context)


@require_POST
@portal
def withdraw_invitation(request: HttpRequest, provider: Provider, pk: int) -> HttpResponse:
    """Let the link of an invitation work no longer."""
    try:
        portal_people.withdraw(provider, pk, user_of(request))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("De uitnodiging is ingetrokken."))
    return _to_people(provider)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def end_person(request: HttpRequest, provider: Provider, pk: int) -> HttpResponse:
    """Ask, and end somebody's access."""
    place = portal_people.standing(provider).filter(pk=pk).first()
    if place is None and request.method != "POST":
        raise Http404
    if request.method == "POST":
        is_oneself = place is not None and place.user_id == user_of(request).pk
        return redirect("provider:home") if _end(request, provider, pk) and is_oneself else _to_people(provider)
    context = {
        "provider": provider,
        "place": place,
        "breadcrumb": crumbs(provider, _("Toegang beëindigen"), ("people", _("Medewerkers"))),
    }
    return render(request, "accreditation/portal/end_person.html", context)


def _end(request: HttpRequest, provider: Provider, pk: int) -> bool:
    """End somebody's access and say so, or say why not."""
    try:
        portal_people.end(provider, pk, user_of(request))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, _("De toegang is beëindigd."))
    return True


def _to_people(provider: Provider) -> HttpResponse:
    return redirect("provider:people", provider.slug)


@never_cache
@ratelimit.limited("read")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button behind the link of an invitation. Who has an account signs in with it first."""
    found = portal_links.INVITATION.find(token)
    if found is None:
        return render(request, "accreditation/portal/link_over.html", status=410)
    owner = portal_joining.account_of(found.email)
    is_owner = owner is not None and owner == request.user
    if request.method == "POST" and (owner is None or is_owner):
        try:
            return _join(request, found) if is_owner else _join_with_new_account(request, found)
        except InvitationOverError:
            return render(request, "accreditation/portal/link_over.html", status=410)
    context = {"invitation": found, "provider": found.provider, "has_account": owner is not None, "is_owner": is_owner}
    return render(request, "accreditation/portal/invitation.html", context)


def _join(request: HttpRequest, found: ProviderInvitation) -> HttpResponse:
    """Let in who is signed in with the address of the invitation."""
    portal_people.admit(found, user_of(request))
    return _welcome(request, found, redirect("provider:overview", found.provider.slug))


def _join_with_new_account(request: HttpRequest, found: ProviderInvitation) -> HttpResponse:
    """Let in who has no account: the link proves the address. Whoever was signed in on this computer is somebody else."""
    user = portal_joining.open_account(found)
    logout(request)
    onward = reverse("provider:overview", args=[found.provider.slug])
    return _welcome(request, found, activation.sign_in(request, user, onward))


def _welcome(request: HttpRequest, found: ProviderInvitation, response: HttpResponse) -> HttpResponse:
    messages.success(request, _("U hebt nu toegang tot de pagina's van %(name)s.") % {"name": found.provider.name})
    return response
