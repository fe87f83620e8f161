"""The treasurer's lists of papers and of money that goes back: invoices, credit notes, refunds."""

from typing import Any, ClassVar

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
from lvv_site.viewsets import ConditionFilter, FactView

from . import crossing, payment_verbs, queries
from .enums import Reason, RunState
from .models import CreditNote, Invoice, Refund
from .references import normal
from .templatetags.payments import euro, money
from .verbs import REFUND, is_to_transfer
from .viewsets import BooksIndexView, BooksViewSet, in_words, is_among


class PaperIndexView(BooksIndexView):
    """Every paper of one kind, the latest first, found by a number that stands on it or by its order."""

    related: ClassVar[tuple[str, ...]]
    numbers: ClassVar[tuple[str, ...]] = ("number",)
    order: ClassVar[str]  # the way to the order's code

    def get_base_queryset(self) -> QuerySet[Any]:
        """All of them."""
        papers: QuerySet[Any] = self.model._default_manager.select_related(*self.related)
        return papers.order_by("-issued_on", "-pk")

    def search_queryset(self, queryset: Any) -> Any:
        """Search by number or by order."""
        asked = self.search_query
        found = Q(**{f"{self.order}__code": normal(asked)})
        for number in self.numbers:
            found |= Q(**{number: asked.strip()})
        return queryset.filter(found) if self.is_searching else queryset


class PaperFileView(View):
    """The PDF of a paper."""

    paper: ClassVar[type[Invoice | CreditNote]]
    permission: ClassVar[str]
    file_name: ClassVar[str]  # before the number

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send it.

        Raises:
            PermissionDenied: the visitor may not see papers of this kind.
            Http404: there is none, or its term has passed and its file was erased.
        """
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        paper = get_object_or_404(self.paper, pk=pk)
        if not paper.pdf:
            raise Http404
        file = storage.private().open(paper.pdf)
        return storage.private_file_response(request, file, f"{self.file_name}-{paper.number}.pdf")


class InvoiceIndexView(PaperIndexView):
    """Invoices."""

    export_filename = "facturen"
    exported = ("number", "issued_on", "order.code", "order.net", "order.vat", "order.total", "sha256")
    related, order = ("order",), "order"


class InvoiceFileView(PaperFileView):
    """The PDF of an invoice."""

    paper, permission, file_name = Invoice, "payments.view_invoice", "factuur"


class NoteIndexView(PaperIndexView):
    """Credit notes, found by the number of their invoice too."""

    export_filename = "creditnotas"
    exported = ("number", "issued_on", "invoice.number", "credit.amount", "credit.order.code", "sha256")
    related, order = ("invoice", "credit__order"), "credit__order"
    numbers = ("number", "invoice__number")


class NoteFileView(PaperFileView):
    """The PDF of a credit note."""

    paper, permission, file_name = CreditNote, "payments.view_creditnote", "creditnota"


class RefundFilterSet(WagtailFilterSet):
    """By how far they are, and what somebody must transfer."""

    state = django_filters.ChoiceFilter(label=_("Stand"), choices=RunState.choices, field_name="run__state")
    to_transfer = ConditionFilter(lambda: is_among(queries.to_transfer(Refund.objects.all())), label=_("Over te maken"))

    class Meta:
        model = Refund
        fields = ()


class RefundIndexView(BooksIndexView):
    """Every refund, the latest first."""

    base_filterset_class = RefundFilterSet
    filterset_class = RefundFilterSet
    export_filename = "terugbetalingen"
    exported = (
        "external_ref", "made_at", "amount", "payment.currency", "payment.external_ref", "order.code", "reason_code",
        "run.state",
    )  # fmt: skip
    export_headings = {"run.state": _("Stand"), "payment.external_ref": _("Betaling")}
    custom_field_preprocess: ClassVar[dict[str, Any]] = {
        "reason_code": in_words(lambda code: Reason(code).label),
        "run.state": in_words(lambda code: RunState(code).label),
    }

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

    def get_page_subtitle(self) -> str:
        """Say how much."""
        return money(self.object.amount, self.object.payment.currency)

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


class InvoiceViewSet(BooksViewSet):
    """Invoices, looked up and downloaded."""

    model = Invoice
    name = "payment_invoice"
    url_prefix = "betalingen/facturen"
    icon = "doc-full"
    menu_label = _("Facturen")
    menu_order = 300
    index_view_class = InvoiceIndexView
    inspect_view_fields = ("number", "issued_on", "order", "sha256")
    list_display = (
        TitleColumn("number", label=_("Nummer"), url_name="payment_invoice:pdf", sort_key="number"),
        Column("issued_on", label=_("Datum"), sort_key="issued_on"),
        Column("order", label=_("Bestelling")),
        Column("total", label=_("Totaal"), accessor=lambda one: euro(one.order.total)),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """The file."""
        return [path("<int:pk>/factuur.pdf", InvoiceFileView.as_view(), name="pdf")]


class NoteViewSet(BooksViewSet):
    """Credit notes, looked up and downloaded."""

    model = CreditNote
    name = "payment_note"
    url_prefix = "betalingen/creditnotas"
    icon = "doc-empty"
    menu_label = _("Creditnota's")
    menu_order = 400
    index_view_class = NoteIndexView
    inspect_view_fields = ("number", "issued_on", "invoice", "sha256")
    list_display = (
        TitleColumn("number", label=_("Nummer"), url_name="payment_note:pdf", sort_key="number"),
        Column("issued_on", label=_("Datum"), sort_key="issued_on"),
        Column("invoice", label=_("Factuur")),
        Column("amount", label=_("Bedrag"), accessor=lambda one: euro(one.credit.amount)),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """The file."""
        return [path("<int:pk>/creditnota.pdf", NoteFileView.as_view(), name="pdf")]


class RefundViewSet(BooksViewSet):
    """Refunds, looked up."""

    model = Refund
    name = "payment_refund"
    url_prefix = "betalingen/terugbetalingen"
    icon = "rotate"
    menu_label = _("Terugbetalingen")
    menu_order = 500
    index_view_class = RefundIndexView
    inspect_view_class = RefundView
    list_display = (
        TitleColumn("external_ref", label=_("Verwijzing"), url_name="payment_refund:inspect"),
        Column(
            "amount", label=_("Bedrag"), accessor=lambda one: money(one.amount, one.payment.currency), sort_key="amount"
        ),
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
