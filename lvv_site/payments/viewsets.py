"""The treasurer's lists: orders with how they stand, payments, invoices. Looked up, never typed in."""

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from lvv_site import civil
from lvv_site.viewsets import ConditionFilter, FactIndexView, FactView, FactViewSet

from . import order_verbs, payment_verbs, queries, refunds, ways
from .enums import OrderStanding, PayerKind, VatRate
from .models import (
    Invoice,
    Order,
    OrderCancelled,
    PayerDetails,
    Payment,
    PaymentOrigin,
    Placement,
)
from .references import normal
from .templatetags.payments import euro, money
from .verbs import PLACE, REFUND

EXPORT = "payments.export_books"
MENU = "register_payments_menu_item"
SETTLED = (OrderStanding.PAID, OrderStanding.REFUNDED, OrderStanding.CANCELLED)


def is_among(rows: QuerySet[Any]) -> Q:
    """Return the condition of being one of these rows."""
    return Q(pk__in=rows.values("pk"))


class OrderFilterSet(WagtailFilterSet):
    """By day, by how it stands, overdue, and what somebody must look at."""

    made_at = django_filters.DateFromToRangeFilter(label=_("Besteld"), widget=DateRangePickerWidget)
    standing = django_filters.ChoiceFilter(label=_("Stand"), choices=OrderStanding.choices)
    to_pay = ConditionFilter(lambda: Q(balance__lt=0), label=_("Nog te betalen"))
    overdue = ConditionFilter(lambda: Q(balance__lt=0, due__lt=civil.today()), label=_("Te laat"))
    mismatch = ConditionFilter(lambda: is_among(queries.with_mismatches(Order.objects.all())), label=_("Klopt niet"))
    without_invoice = ConditionFilter(
        lambda: is_among(queries.without_invoice(Order.objects.all())), label=_("Zonder factuur")
    )

    class Meta:
        model = Order
        fields = ()


def in_words(word: Callable[[str], Any]) -> dict[str, Callable[[str], str]]:
    """Return what writes a code in an export as the word that the screen has for it."""
    return dict.fromkeys(("csv", "xlsx"), lambda code: str(word(code)))


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
    custom_field_preprocess: ClassVar[dict[str, Any]] = {
        "standing": in_words(lambda code: OrderStanding(code).label),
        "payer_kind": in_words(lambda code: PayerKind(code).label),
    }

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
    unplaced = ConditionFilter(lambda: is_among(queries.unplaced_payments()), label=_("Zonder bestelling"))

    class Meta:
        model = Payment
        fields = ()


class PaymentIndexView(BooksIndexView):
    """All money that came, the latest first."""

    page_title = _("Ontvangsten")
    base_filterset_class = PaymentFilterSet
    filterset_class = PaymentFilterSet
    export_filename = "betalingen"
    exported = ("received_on", "amount", "currency", "provider", "external_ref", "order_code")
    export_headings = {"order_code": _("Bestelling"), "provider": _("Hoe")}
    custom_field_preprocess: ClassVar[dict[str, Any]] = {"provider": in_words(ways.name_of)}

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


class OrderView(FactView):
    """One order: how it stands, what was ordered, and everything that happened to it."""

    template_name = "payments/admin/order.html"
    page_title = _("Bestelling")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its books, its papers and what may be done."""
        order, stands = self.object, queries.standing(self.object)
        return {
            **super().get_context_data(**kwargs),
            "order": order,
            "stands": stands,
            "standing": OrderStanding(stands.state).label,
            "payer": PayerDetails.objects.filter(order=order).first(),
            "payments": queries.payments_of(order).order_by("received_on", "pk"),
            "refunds": order.refunds.select_related("run", "payment", "by").prefetch_related("outside").order_by("pk"),
            "credits": order.credits.select_related("note", "by").order_by("pk"),
            "cancelled": OrderCancelled.objects.filter(order=order).select_related("by").first(),
            "invoice": Invoice.objects.filter(order=order).first(),
            "attempts": order.attempts.order_by("pk"),
            "foreign_left": bool(stands.foreign) and queries.foreign_left(order),
            "events": queries.events_of(order),
            "verbs": order_verbs.offered(self.request, order, stands),
            "vat_rates": dict(VatRate.choices),
        }


class PaymentView(FactView):
    """One payment: for which order, from whom when nobody knows, and what went back."""

    template_name = "payments/admin/payment.html"
    page_title = _("Ontvangst")

    def get_page_subtitle(self) -> str:
        """Say which."""
        return str(self.object.external_ref)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where it stands and what may be done."""
        payment, user = self.object, self.request.user
        placement = Placement.objects.filter(payment=payment).select_related("order", "by").first()
        left = refunds.left(payment)
        is_loose = not payment_verbs.has_order(payment) and left > 0
        return {
            **super().get_context_data(**kwargs),
            "payment": payment,
            "placement": placement,
            "origin": PaymentOrigin.objects.filter(payment=payment).first(),
            "refunds": payment.refunds.select_related("run", "by").order_by("pk"),
            "left": left,
            "may_place": is_loose and left == payment.amount and user.has_perm(PLACE),
            "may_send_back": left > 0 and payment_verbs.can_be_sent_back(payment) and user.has_perm(REFUND),
        }


class BooksViewSet(FactViewSet):
    """A list under the menu of payments."""

    menu_hook = MENU
    add_to_admin_menu = True
    list_per_page = 50


class OrderViewSet(BooksViewSet):
    """Orders, looked up."""

    model = Order
    name = "payment_order"
    url_prefix = "betalingen/bestellingen"
    icon = "list-ul"
    menu_label = _("Bestellingen")
    menu_order = 100
    index_view_class = OrderIndexView
    inspect_view_class = OrderView
    list_display = (
        TitleColumn("code", label=_("Bestelling"), url_name="payment_order:inspect", sort_key="code"),
        Column("payer", label=_("Betaler"), accessor="payer_name"),
        Column("made_at", label=_("Besteld op"), sort_key="made_at"),
        Column("due", label=_("Te betalen voor of op"), sort_key="due"),
        Column("total", label=_("Totaal"), accessor=lambda one: euro(one.total), sort_key="total"),
        Column("balance", label=_("Saldo"), accessor=lambda one: euro(one.balance), sort_key="balance"),
        Column("standing", label=_("Stand"), accessor=lambda one: OrderStanding(one.standing).label),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """One page per verb."""
        return [
            path(f"<int:pk>/{one.path}/", self.construct_view(one.view), name=one.name) for one in order_verbs.VERBS
        ]


class PaymentViewSet(BooksViewSet):
    """Payments, looked up."""

    model = Payment
    name = "payment_payment"
    url_prefix = "betalingen/ontvangsten"
    icon = "download"
    menu_label = _("Ontvangsten")
    menu_order = 200
    index_view_class = PaymentIndexView
    inspect_view_class = PaymentView
    list_display = (
        TitleColumn("external_ref", label=_("Kenmerk"), url_name="payment_payment:inspect"),
        Column("amount", label=_("Bedrag"), accessor=lambda one: money(one.amount, one.currency), sort_key="amount"),
        Column("received_on", label=_("Ontvangen op"), sort_key="received_on"),
        Column("way", label=_("Hoe"), accessor=lambda one: ways.name_of(one.provider)),
        Column("order_code", label=_("Bestelling"), accessor=lambda one: one.order_code or "-"),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """One page per verb."""
        return [
            path("<int:pk>/plaatsen/", self.construct_view(payment_verbs.PlaceView), name="place"),
            path("<int:pk>/terugsturen/", self.construct_view(payment_verbs.SendBackView), name="send_back"),
        ]
