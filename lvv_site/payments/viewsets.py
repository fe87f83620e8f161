"""The treasurer's lists: orders with how they stand, payments, invoices. Looked up, never typed in."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from lvv_site import civil, storage
from lvv_site.viewsets import FactIndexView, FactViewSet

from . import queries
from .enums import OrderStanding
from .models import Invoice, Order, Payment
from .references import normal

EXPORT, VIEW_INVOICE = "payments.export_books", "payments.view_invoice"
MENU = "register_payments_menu_item"
SETTLED = (OrderStanding.PAID, OrderStanding.REFUNDED, OrderStanding.CANCELLED)


class OrderFilterSet(WagtailFilterSet):
    """By day, by how it stands, overdue, and what somebody must look at."""

    made_at = django_filters.DateFromToRangeFilter(label=_("Besteld"), widget=DateRangePickerWidget)
    standing = django_filters.ChoiceFilter(label=_("Stand"), choices=OrderStanding.choices)
    overdue = django_filters.BooleanFilter(label=_("Te laat"), method="filter_overdue")
    mismatch = django_filters.BooleanFilter(label=_("Klopt niet"), method="filter_mismatch")

    class Meta:
        model = Order
        fields = ()

    def filter_overdue(self, found: QuerySet[Order], _name: str, value: bool) -> QuerySet[Order]:
        """Keep what should have been paid before today, or the rest."""
        late = Q(balance__lt=0, due__lt=civil.today())
        return found.filter(late) if value else found.exclude(late)

    def filter_mismatch(self, found: QuerySet[Order], _name: str, value: bool) -> QuerySet[Order]:
        """Keep what somebody must look at, or the rest."""
        odd = queries.with_mismatches(Order.objects.all()).values("pk")
        return found.filter(pk__in=odd) if value else found.exclude(pk__in=odd)


class BooksIndexView(FactIndexView):
    """A list that only who may export books can export."""

    exported: tuple[str, ...] = ()
    is_searchable = True

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for who may only look."""
        return self.exported if self.request.user.has_perm(EXPORT) else ()


class OrderIndexView(BooksIndexView):
    """Every order, the latest first."""

    base_filterset_class = OrderFilterSet
    filterset_class = OrderFilterSet
    export_filename = "bestellingen"
    exported = (
        "code", "reference", "payer_name", "payer_kind", "made_at", "due", "net", "vat", "total", "owed", "paid",
        "refunded", "balance", "standing",
    )  # fmt: skip
    export_headings = {
        "payer_name": _("Betaler"), "owed": _("Verschuldigd"), "paid": _("Betaald"), "refunded": _("Terugbetaald"),
        "balance": _("Saldo"), "standing": _("Stand"),
    }  # fmt: skip

    def get_base_queryset(self) -> QuerySet[Order]:
        """All of them, with how they stand."""
        return queries.with_standing(Order.objects.annotate(payer_name=F("payer__name"))).order_by("-made_at", "-pk")

    def search_queryset(self, queryset: Any) -> Any:
        """Search by code, by payer or by the number of the invoice."""
        if not self.is_searching:
            return queryset
        asked = self.search_query
        return queryset.filter(
            Q(code=normal(asked)) | Q(payer__name__icontains=asked) | Q(invoice__number=asked.strip())
        )


class PaymentFilterSet(WagtailFilterSet):
    """By day, and without an order."""

    received_on = django_filters.DateFromToRangeFilter(label=_("Ontvangen"), widget=DateRangePickerWidget)
    unplaced = django_filters.BooleanFilter(label=_("Zonder bestelling"), method="filter_unplaced")

    class Meta:
        model = Payment
        fields = ()

    def filter_unplaced(self, found: QuerySet[Payment], _name: str, value: bool) -> QuerySet[Payment]:
        """Keep money of which nobody knows for which order it came, or the rest."""
        unplaced = queries.unplaced_payments().values("pk")
        return found.filter(pk__in=unplaced) if value else found.exclude(pk__in=unplaced)


class PaymentIndexView(BooksIndexView):
    """All money that came, the latest first."""

    base_filterset_class = PaymentFilterSet
    filterset_class = PaymentFilterSet
    export_filename = "betalingen"
    exported = ("received_on", "amount", "currency", "provider", "external_ref", "order_code")
    export_headings = {"order_code": _("Bestelling")}

    def get_base_queryset(self) -> QuerySet[Payment]:
        """All of them."""
        return Payment.objects.annotate(order_code=Coalesce("order__code", "placement__order__code")).order_by(
            "-received_on", "-pk"
        )

    def search_queryset(self, queryset: Any) -> Any:
        """Search by reference or by order."""
        asked = self.search_query
        found = Q(external_ref=asked) | Q(order__code=normal(asked)) | Q(placement__order__code=normal(asked))
        return queryset.filter(found) if self.is_searching else queryset


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
        """
        if not request.user.has_perm(VIEW_INVOICE):
            raise PermissionDenied
        invoice = get_object_or_404(Invoice, pk=pk)
        file = storage.private().open(invoice.pdf)
        return storage.private_file_response(request, file, f"factuur-{invoice.number}.pdf")


class OrderViewSet(FactViewSet):
    """Orders, looked up."""

    model = Order
    name = "payment_order"
    url_prefix = "betalingen/bestellingen"
    icon = "list-ul"
    menu_label = _("Bestellingen")
    menu_order = 100
    menu_hook = MENU
    add_to_admin_menu = True
    index_view_class = OrderIndexView
    list_per_page = 50
    inspect_view_fields = ("code", "reference", "payer_kind", "made_at", "due", "net", "vat", "total")
    list_display = (
        TitleColumn("code", label=_("Bestelling"), url_name="payment_order:inspect", sort_key="code"),
        Column("payer", label=_("Betaler"), accessor="payer_name"),
        Column("made_at", label=_("Besteld op"), sort_key="made_at"),
        Column("due", label=_("Te betalen voor of op"), sort_key="due"),
        Column("total", label=_("Totaal"), sort_key="total"),
        Column("balance", label=_("Saldo"), sort_key="balance"),
        Column("standing", label=_("Stand"), accessor=lambda one: OrderStanding(one.standing).label),
    )


class PaymentViewSet(FactViewSet):
    """Payments, looked up."""

    model = Payment
    name = "payment_payment"
    url_prefix = "betalingen/ontvangsten"
    icon = "download"
    menu_label = _("Ontvangsten")
    menu_order = 200
    menu_hook = MENU
    add_to_admin_menu = True
    index_view_class = PaymentIndexView
    list_per_page = 50
    list_display = (
        TitleColumn("external_ref", label=_("Kenmerk"), url_name="payment_payment:inspect"),
        Column("amount", label=_("Bedrag"), sort_key="amount"),
        Column("currency", label=_("Munt")),
        Column("received_on", label=_("Ontvangen op"), sort_key="received_on"),
        Column("order_code", label=_("Bestelling")),
    )


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


viewsets = [OrderViewSet(), PaymentViewSet(), InvoiceViewSet()]
