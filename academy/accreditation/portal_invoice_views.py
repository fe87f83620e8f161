"""A provider's bills for its applications, and the papers."""

import logging
from typing import Any

import stripe
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lvv_site import storage
from lvv_site.payments import mine
from lvv_site.payments.models import CreditNote, Invoice, Order
from lvv_site.payments.refusals import PaymentError

from . import portal_orders, portal_paying
from .access import portal
from .models import Provider
from .portal_crumbs import crumbs

PAGE_SIZE = 20
logger = logging.getLogger("lvv.payments")


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


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def pay(request: HttpRequest, provider: Provider, code: str) -> HttpResponse:
    """Offer the ways to pay a bill at once, and send the payer on."""
    order = portal_orders.of(provider).filter(code=code).first()
    if order is None:
        raise Http404
    shown = mine.shown(order)
    if not shown.pay_url:  # paid meanwhile, under way, or only to be transferred
        return redirect("provider:invoices", provider.slug)
    refused = _pay(order, request.POST.get("manier", ""), provider) if request.method == "POST" else ""
    if isinstance(refused, HttpResponse):
        return refused
    context: dict[str, Any] = {
        "provider": provider, "one": shown, "ways": portal_paying.ways(order), "refused": refused,
        "breadcrumb": crumbs(provider, _("Betalen"), ("invoices", _("Facturen"))),
    }  # fmt: skip
    return render(request, "accreditation/portal/pay.html", context, status=409 if refused else 200)


def _pay(order: Order, way: str, provider: Provider) -> HttpResponse | str:
    """Go to where it is paid, or say why not."""
    back = reverse("provider:invoices", args=[provider.slug])
    try:
        return redirect(portal_paying.begin(order, way, back).url or back)
    except stripe.StripeError as down:
        logger.warning("Stripe does not start a payment: %s", type(down).__name__)
        return _("Betalen lukt nu niet. Probeer het later nog eens, of maak het bedrag over.")
    except PaymentError as refusal:
        return str(refusal)


def _file(request: HttpRequest, paper: Invoice | CreditNote | None, kind: str) -> HttpResponseBase:
    if paper is None:
        raise Http404
    return storage.private_file_response(request, storage.private().open(paper.pdf), f"{kind}-{paper.number}.pdf")
