"""The treasurer's lists of papers and of money that goes back: invoices, credit notes, refunds."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from lvv_site import storage
from lvv_site.viewsets import FactView, FactViewSet

from . import crossing, payment_verbs, queries
from .enums import RunState
from .models import CreditNote, Invoice, Refund
from .references import normal
from .verbs import REFUND, is_to_transfer
from .viewsets import MENU, BooksIndexView

VIEW_INVOICE, VIEW_NOTE = "payments.view_invoice", "payments.view_creditnote"


class InvoiceIndexView(BooksIndexView):
    """Every invoice, the latest first."""

    export_filename = "facturen"
    exported = ("number", "issued_on", "order.code", "order.net", "order.vat", "order.total", "sha256")

    def get_base_queryset(self) -> QuerySet[Invoice]:
        """All of them."""
        return Invoice.objects.select_related("order").order_by("-issued_on", "-pk")

    def search_queryset(self, queryset: Any) -> Any:
        """Search by number or by order."""
        asked = self.search_query
        found = Q(number=asked.strip()) | Q(order__code=normal(asked))
        return queryset.filter(found) if self.is_searching else queryset


class InvoiceFileView(View):
    """The PDF of an invoice."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send it.

        Raises:
            PermissionDenied: the visitor may not see invoices.
            Http404: there is none, or its term has passed and its file was erased.
        """
        if not request.user.has_perm(VIEW_INVOICE):
            raise PermissionDenied
        invoice = get_object_or_404(Invoice, pk=pk)
        if not invoice.pdf:
            raise Http404
        file = storage.private().open(invoice.pdf)
        return storage.private_file_response(request, file, f"factuur-{invoice.number}.pdf")


class NoteIndexView(BooksIndexView):
    """Every credit note, the latest first."""

    export_filename = "creditnotas"
    exported = ("number", "issued_on", "invoice.number", "credit.amount", "credit.order.code", "sha256")

    def get_base_queryset(self) -> QuerySet[CreditNote]:
        """All of them."""
        return CreditNote.objects.select_related("invoice", "credit__order").order_by("-issued_on", "-pk")

    def search_queryset(self, queryset: Any) -> Any:
        """Search by number, by the invoice's, or by order."""
        asked = self.search_query
        found = Q(number=asked.strip()) | Q(invoice__number=asked.strip()) | Q(credit__order__code=normal(asked))
        return queryset.filter(found) if self.is_searching else queryset


class NoteFileView(View):
    """The PDF of a credit note."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send it.

        Raises:
            PermissionDenied: the visitor may not see credit notes.
            Http404: there is none, or its term has passed and its file was erased.
        """
        if not request.user.has_perm(VIEW_NOTE):
            raise PermissionDenied
        note = get_object_or_404(CreditNote, pk=pk)
        if not note.pdf:
            raise Http404
        file = storage.private().open(note.pdf)
        return storage.private_file_response(request, file, f"creditnota-{note.number}.pdf")


class RefundFilterSet(WagtailFilterSet):
    """By how far they are, and what somebody must transfer."""

    state = django_filters.ChoiceFilter(label=_("Stand"), choices=RunState.choices, field_name="run__state")
    to_transfer = django_filters.BooleanFilter(label=_("Over te maken"), method="filter_to_transfer")

    class Meta:
        model = Refund
        fields = ()

    def filter_to_transfer(self, found: QuerySet[Refund], _name: str, value: bool) -> QuerySet[Refund]:
        """Keep what somebody must transfer, or the rest."""
        by_hand = queries.to_transfer(Refund.objects.all()).values("pk")
        return found.filter(pk__in=by_hand) if value else found.exclude(pk__in=by_hand)


class RefundIndexView(BooksIndexView):
    """Every refund, the latest first."""

    base_filterset_class = RefundFilterSet
    filterset_class = RefundFilterSet
    export_filename = "terugbetalingen"
    exported = (
        "external_ref", "made_at", "amount", "payment.currency", "payment.external_ref", "order.code", "reason_code",
        "run.state",
    )  # fmt: skip

    def get_base_queryset(self) -> QuerySet[Refund]:
        """All of them."""
        return Refund.objects.select_related("payment", "order", "run").order_by("-made_at", "-pk")

    def search_queryset(self, queryset: Any) -> Any:
        """Search by reference or by order."""
        asked = self.search_query
        found = Q(external_ref=asked) | Q(payment__external_ref=asked) | Q(order__code=normal(asked))
        return queryset.filter(found) if self.is_searching else queryset


class RefundView(FactView):
    """One refund: of which payment, why, and how far it is."""

    template_name = "payments/admin/refund.html"
    page_title = _("Terugbetaling")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what may be done."""
        refund, may = self.object, self.request.user.has_perm(REFUND)
        return {
            **super().get_context_data(**kwargs),
            "refund": refund,
            "to_send": crossing.to_send(refund),
            "may_note": may and is_to_transfer(refund.run.state, refund.payment.provider),
            "may_try": may and refund.run.state == RunState.FAILED,
        }


class InvoiceViewSet(FactViewSet):
    """Invoices, looked up and downloaded."""

    model = Invoice
    name = "payment_invoice"
    url_prefix = "betalingen/facturen"
    icon = "doc-full"
    menu_label = _("Facturen")
    menu_order = 300
    menu_hook = MENU
    add_to_admin_menu = True
    index_view_class = InvoiceIndexView
    list_per_page = 50
    inspect_view_fields = ("number", "issued_on", "order", "sha256")
    list_display = (
        TitleColumn("number", label=_("Nummer"), url_name="payment_invoice:pdf", sort_key="number"),
        Column("issued_on", label=_("Datum"), sort_key="issued_on"),
        Column("order", label=_("Bestelling")),
        Column("total", label=_("Totaal"), accessor="order.total"),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """The file."""
        return [path("<int:pk>/factuur.pdf", InvoiceFileView.as_view(), name="pdf")]


class NoteViewSet(FactViewSet):
    """Credit notes, looked up and downloaded."""

    model = CreditNote
    name = "payment_note"
    url_prefix = "betalingen/creditnotas"
    icon = "doc-empty"
    menu_label = _("Creditnota's")
    menu_order = 400
    menu_hook = MENU
    add_to_admin_menu = True
    index_view_class = NoteIndexView
    list_per_page = 50
    inspect_view_fields = ("number", "issued_on", "invoice", "sha256")
    list_display = (
        TitleColumn("number", label=_("Nummer"), url_name="payment_note:pdf", sort_key="number"),
        Column("issued_on", label=_("Datum"), sort_key="issued_on"),
        Column("invoice", label=_("Factuur")),
        Column("amount", label=_("Bedrag"), accessor="credit.amount"),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """The file."""
        return [path("<int:pk>/creditnota.pdf", NoteFileView.as_view(), name="pdf")]


class RefundViewSet(FactViewSet):
    """Refunds, looked up."""

    model = Refund
    name = "payment_refund"
    url_prefix = "betalingen/terugbetalingen"
    icon = "undo"
    menu_label = _("Terugbetalingen")
    menu_order = 500
    menu_hook = MENU
    add_to_admin_menu = True
    index_view_class = RefundIndexView
    inspect_view_class = RefundView
    list_per_page = 50
    list_display = (
        TitleColumn("external_ref", label=_("Verwijzing"), url_name="payment_refund:inspect"),
        Column("amount", label=_("Bedrag"), sort_key="amount"),
        Column("made_at", label=_("Vastgelegd op"), sort_key="made_at"),
        Column("reason", label=_("Reden"), accessor="get_reason_code_display"),
        Column("state", label=_("Stand"), accessor="run.get_state_display"),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """One page per verb."""
        return [
            path("<int:pk>/overgemaakt/", self.construct_view(payment_verbs.TransferredView), name="transferred"),
            path("<int:pk>/opnieuw/", self.construct_view(payment_verbs.TryAgainView), name="again"),
        ]
