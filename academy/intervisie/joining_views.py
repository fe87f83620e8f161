"""Inviting, asking and answering."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lvv_site import ratelimit
from lvv_site.members.models import Person, User
from lvv_site.members.rules import person_of
from lvv_site.ratelimit.views import too_many

from . import joining, links
from .forms import GuestForm, InviteForm, tell
from .models import Invitation
from .refusals import AlreadyInError, IntervisieError
from .rules import account, led_group, own_page
from .views import group_crumbs

INVITATIONS = (30, 3600)  # somebody makes us write to addresses they typed


@require_http_methods(["GET", "POST"])
@own_page
def invite(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Invite somebody by e-mail address."""
    group = led_group(person, pk)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verdict = ratelimit.check("intervisie_invite", f"user:{account(request).pk}", INVITATIONS)
        if not verdict.allowed:
            return too_many(request, verdict.retry_after)
        try:
            joining.invite(group.pk, form.cleaned_data["email"], account(request))
        except IntervisieError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("De uitnodiging is verstuurd."))
            return redirect("intervisie:group", group.pk)
    context = {"form": form, "group": group, "breadcrumb": group_crumbs(group, _("Uitnodigen"))}
    return render(request, "intervisie/invite.html", context)


@require_POST
@own_page
def withdraw_invitation(request: HttpRequest, person: Person, pk: int, invitation: int) -> HttpResponse:
    """Let the link of an invitation work no longer."""
    group = led_group(person, pk)
    try:
        joining.withdraw_invitation(group.pk, invitation)
    except IntervisieError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("De uitnodiging is ingetrokken."))
    return redirect("intervisie:group", group.pk)


@require_POST
@own_page
def ask(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Ask an open group to take part."""
    try:
        joining.ask(pk, person)
    except AlreadyInError:
        return redirect("intervisie:group", pk)
    except IntervisieError as refusal:
        messages.error(request, str(refusal))
        return redirect("intervisie:groups")
    messages.success(request, _("Je aanmelding is verstuurd. De contactpersoon van de groep antwoordt je."))
    return redirect("intervisie:overview")


@require_POST
@own_page
def withdraw_request(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Take one's own request back."""
    try:
        joining.withdraw_request(pk, person)
    except IntervisieError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Je aanmelding is ingetrokken."))
    return redirect("intervisie:overview")


@require_POST
@own_page
def answer_request(request: HttpRequest, person: Person, pk: int, request_pk: int) -> HttpResponse:
    """Answer a request as the contact person."""
    group = led_group(person, pk)
    accepted = request.POST.get("answer") == "accept"
    try:
        joining.answer_request(group.pk, request_pk, accepted=accepted, by=account(request))
    except IntervisieError as refusal:
        messages.error(request, str(refusal))
    else:
        said = (
            _("De nieuwe deelnemer doet mee en krijgt een mail.")
            if accepted
            else _("Wie zich aanmeldde, krijgt een mail.")
        )
        messages.success(request, said)
    return redirect("intervisie:group", group.pk)


@never_cache
@ratelimit.limited("read")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Answer an invitation: no account is needed, who is signed in answers as who they are."""
    found = links.invitation_for(token)
    if found is None:
        return render(request, "intervisie/invitation_over.html", status=410)
    person = person_of(request)
    if person is None and request.user.is_authenticated:
        messages.info(request, _("Vul eerst in hoe je heet. Open daarna de link uit de mail opnieuw."))
        return redirect("members:details")
    known = person or joining.person_of(found.email)
    form = GuestForm(request.POST if request.POST.get("answer") == "accept" else None) if known is None else None
    if request.method == "POST":
        if request.POST.get("answer") == "decline":
            return _decline(request, found)
        answering = form.save(commit=False) if form and form.is_valid() else known
        if answering:
            return _accept(request, found, answering, signed_in=person is not None)
    context = {"invitation": found, "group": found.group, "known": known, "signed_in": person, "form": form}
    return render(request, "intervisie/invitation.html", context)


def _decline(request: HttpRequest, found: Invitation) -> HttpResponse:
    try:
        joining.decline(found)
    except IntervisieError:
        return render(request, "intervisie/invitation_over.html", status=410)
    return render(request, "intervisie/invitation_answered.html", {"group": found.group, "accepted": False})


def _accept(request: HttpRequest, found: Invitation, person: Person, *, signed_in: bool) -> HttpResponse:
    by = request.user if signed_in and isinstance(request.user, User) else None
    try:
        joining.accept(found, person, by)
    except AlreadyInError:
        joining.decline(found)
    except IntervisieError as refusal:
        return render(request, "intervisie/invitation_over.html", {"refused": str(refusal)}, status=410)
    if signed_in:
        messages.success(request, _("Je doet nu mee met de groep."))
        return redirect("intervisie:group", found.group_id)
    has_account = User.objects.filter(person=person).exists()
    context = {"group": found.group, "accepted": True, "has_account": has_account}
    return render(request, "intervisie/invitation_answered.html", context)
