"""A provider's bills for its applications, and the papers."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lvv_site import storage
from lvv_site.payments import mine
from lvv_site.payments.models import CreditNote, Invoice

from . import portal_orders
from .access import portal
from .models import Provider
from .portal_crumbs import crumbs

PAGE_SIZE = 20


@require_safe
@portal
def invoices(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Show what a provider owes and paid, with the papers."""
    page_obj = Paginator(portal_orders.of(provider), PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {
        "provider": provider,
        "page_obj": page_obj,
        "rows": [mine.shown(one) for one in page_obj.object_list],
        "breadcrumb": crumbs(provider, _("Facturen")),
    }
    return render(request, "accreditation/portal/invoices.html", context)


@require_safe
@portal
def invoice_file(request: HttpRequest, provider: Provider, number: str) -> HttpResponseBase:
    """Send a provider's own invoice."""
    return _file(request, portal_orders.invoice(provider, number), "factuur")


@require_safe
@portal
def note_file(request: HttpRequest, provider: Provider, number: str) -> HttpResponseBase:
    """Send a provider's own credit note."""
    return _file(request, portal_orders.credit_note(provider, number), "creditnota")


def _file(request: HttpRequest, paper: Invoice | CreditNote | None, kind: str) -> HttpResponseBase:
    if paper is None:
        raise Http404
    return storage.private_file_response(request, storage.private().open(paper.pdf), f"{kind}-{paper.number}.pdf")
