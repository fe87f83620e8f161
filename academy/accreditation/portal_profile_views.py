"""What a provider keeps about itself: what the public reads, whom we write to, and its keys."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from . import keys, portal_profile
from .access import portal, user_of
from .decisions import RefusedError
from .models import Provider
from .portal_crumbs import crumbs
from .portal_forms import DetailsForm, KeyForm, ProfileForm

PUBLIC, PRIVATE = "openbaar", "administratie"  # also the prefixes of the two forms


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def profile(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Show and change what the public reads, and whom we write to: two forms, each saved by itself."""
    posted = request.POST.get("deel") if request.method == "POST" else None
    public = ProfileForm(request.POST if posted == PUBLIC else None, instance=provider, prefix=PUBLIC)
    details = portal_profile.details_of(provider)
    private = DetailsForm(request.POST if posted == PRIVATE else None, instance=details, prefix=PRIVATE)
    by = user_of(request)
    if (public.is_bound and public.is_valid() and portal_profile.save_profile(provider, public, by)) or (
        private.is_bound and private.is_valid() and portal_profile.save_details(provider, private, by)
    ):
        messages.success(request, _("Bewaard. Het geldt meteen."))
        return redirect("provider:profile", provider.slug)
    context = {
        "provider": provider, "public": public, "private": private,
        "breadcrumb": crumbs(provider, _("Gegevens")),
    }  # fmt: skip
    return render(request, "accreditation/portal/profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def key_list(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Show the keys and make one. The secret is on the page that answers the post, and nowhere after."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _key, secret = keys.make(provider, form.cleaned_data["label"], user_of(request))
        except RefusedError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            form = KeyForm()
    context = {
        "provider": provider, "form": form, "secret": secret, "most": keys.MOST,
        "keys": provider.keys.select_related("made_by__person"), "breadcrumb": crumbs(provider, _("Koppelingen")),
    }  # fmt: skip
    return render(request, "accreditation/portal/keys.html", context)


@require_POST
@portal
def revoke_key(request: HttpRequest, provider: Provider, pk: int) -> HttpResponse:
    """Let a key work no longer."""
    if keys.revoke(provider, pk, user_of(request)):
        messages.success(request, _("De sleutel is ingetrokken. Hij werkt niet meer."))
    else:
        messages.error(request, _("Deze sleutel was al ingetrokken."))
    return redirect("provider:keys", provider.slug)
