"""The portal's own pages: the way in, the overview, and a provider's trainings."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lvv_site import civil

from . import portal_attention, portal_trainings
from .access import portal, providers_of
from .models import Provider
from .portal_crumbs import crumbs

PAGE_SIZE = 25


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to one's provider, choose from several, or read how to become one."""
    mine = providers_of(request.user)
    if len(mine) == 1:
        response: HttpResponse = redirect("provider:overview", mine[0].slug)
    else:
        response = render(request, "accreditation/portal/home.html", {"providers": mine})
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


@require_safe
@portal
def overview(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Show what asks a provider's attention."""
    context = {"provider": provider, "waiting": portal_attention.of(provider, civil.today()), "today": civil.today()}
    return render(request, "accreditation/portal/overview.html", context)


@require_safe
@portal
def trainings(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Show a provider's trainings and how each stands today."""
    search = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
    number = portal_trainings.count(provider, search)
    page_obj = Paginator(range(number), PAGE_SIZE).get_page(request.GET.get("pagina"))
    shown = portal_trainings.listed(provider, search, PAGE_SIZE, (page_obj.number - 1) * PAGE_SIZE)
    context = {
        "provider": provider,
        "q": search,
        "page_obj": page_obj,
        "rows": portal_trainings.rows(shown, civil.today()),
        "breadcrumb": crumbs(provider, _("Opleidingen")),
    }
    return render(request, "accreditation/portal/trainings.html", context)


@require_safe
@portal
def training(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Show one training with its history."""
    found = provider.trainings.filter(code=code).first()
    if found is None:
        raise Http404
    context = {
        "provider": provider,
        "row": portal_trainings.row_of(found, civil.today()),
        "history": portal_trainings.history(found),
        "applications": provider.applications.filter(training=found),
        "breadcrumb": crumbs(provider, found.title, ("trainings", _("Opleidingen"))),
    }
    return render(request, "accreditation/portal/training.html", context)
