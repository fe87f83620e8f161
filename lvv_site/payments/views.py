"""One's own orders, invoices and credit notes below `/mijn/facturen/`."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lvv_site import storage
from lvv_site.members.models import Person
from lvv_site.members.rules import person_of

from . import mine
from .models import CreditNote, Invoice

PAGE_SIZE = 20


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show what one ordered, how that stands, and the papers."""
    page_obj = Paginator(mine.orders_of(_own(request)), PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {
        "page_obj": page_obj,
        "rows": [mine.shown(one) for one in page_obj.object_list],
        "breadcrumb": [(_("Overzicht"), reverse("members:home")), (_("Facturen"), None)],
    }
    return render(request, "payments/mine.html", context)


@require_safe
@login_required
def invoice_file(request: HttpRequest, number: str) -> HttpResponseBase:
    """Send one's own invoice."""
    return _file(request, mine.invoice_of(_own(request), number), "factuur")


@require_safe
@login_required
def note_file(request: HttpRequest, number: str) -> HttpResponseBase:
    """Send one's own credit note."""
    return _file(request, mine.note_of(_own(request), number), "creditnota")


def _own(request: HttpRequest) -> Person:
    """Return who asks.

    Raises:
        Http404: an account without a person has ordered nothing.
    """
    person = person_of(request)
    if person is None:
        raise Http404
    return person


def _file(request: HttpRequest, paper: Invoice | CreditNote | None, kind: str) -> HttpResponseBase:
    if paper is None:
        raise Http404
    return storage.private_file_response(request, storage.private().open(paper.pdf), f"{kind}-{paper.number}.pdf")
