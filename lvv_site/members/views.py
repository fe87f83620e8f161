"""The member's own area `/mijn/`, and the page behind an activation link."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from lvv_site import civil

from . import activation, joining, panels, personal_data, second_factor
from .forms import DetailsForm
from .models import Person, User
from .rules import person_of


def _account(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - every caller requires a login
    return request.user


@login_required
@never_cache
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the panels that rooms have for this person; an account without a person first tells its name."""
    person = person_of(request)
    if person is None:
        return redirect("members:details")
    context = {"person": person, "panels": panels.rendered("member_panels", request, person)}
    return render(request, "members/home.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Show and change one's own name and language; the first time this makes the person."""
    person = person_of(request)
    form = DetailsForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        _save_details(request, form)
        messages.success(request, _("Je gegevens zijn bewaard."))
        return redirect("members:home" if person is None else "members:details")
    context = {"form": form, "person": person, "panels": panels.rendered("settings_panels", request, person)}
    return render(request, "members/details.html", context)


def _save_details(request: HttpRequest, form: DetailsForm) -> Person:
    if person_of(request) is None:
        return joining.complete(_account(request), form.save(commit=False))
    return form.save()


@login_required
@never_cache
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Give somebody everything that rooms know about them, as a ZIP with one JSON file per room."""
    user = _account(request)
    response = HttpResponse(personal_data.archive(user.person, user), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="mijn-gegevens-{civil.today():%Y-%m-%d}.zip"'
    return response


@login_required
@never_cache
@require_GET
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """Explain why the admin asks for a second factor, and where to set one up."""
    user = _account(request)
    wanted = request.GET.get("next", "")
    onward = (
        wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/beheer/"
    )
    return render(request, "members/second_factor.html", {"next": onward, "done": second_factor.is_set_up(user)})


@never_cache
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button behind an activation link; pressing it makes the account and signs in."""
    invitation = activation.invitation_for(token)
    if invitation is None:
        return render(request, "members/activation_over.html", status=410)
    if request.method != "POST":
        return render(request, "members/activate.html", {"invited": invitation.person})
    try:
        user = activation.activate(invitation)
    except activation.CannotInviteError:
        return render(request, "members/activation_over.html", status=410)
    # Whoever was signed in on this computer is somebody else: the link's owner has no account until now.
    logout(request)
    response = activation.sign_in(request, user)
    messages.success(
        request, _("Je account is klaar. Je kunt nu een wachtwoord kiezen, of steeds met een code inloggen.")
    )
    return response
