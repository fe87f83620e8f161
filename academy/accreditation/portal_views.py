"""The portal's own pages."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .access import portal, providers_of, user_of
from .models import Provider


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Go to one's provider, or choose from several."""
    mine = providers_of(user_of(request))
    if len(mine) == 1:
        return redirect("provider:overview", mine[0].slug)
    return render(request, "accreditation/portal/home.html", {"providers": mine})


@portal
def overview(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Show how a provider stands."""
    return render(request, "accreditation/portal/overview.html", {"provider": provider})
