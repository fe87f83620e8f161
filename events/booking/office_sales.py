"""The office's lists of discount codes and of versions of the terms."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from lvv_site.payments.wording import euros
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import verbs_sales
from .enums import DiscountKind
from .models import Booking, DiscountCode, TermsVersion


def value_of(code: DiscountCode) -> str:
    """Return what goes off."""
    return euros(code.value) if code.kind == DiscountKind.AMOUNT else f"{code.value:.2f}".rstrip("0").rstrip(".") + " %"


class DiscountIndexView(FactIndexView):
    """Every discount code, with how often it was used; the newest first."""

    page_title = _("Kortingscodes")
    is_searchable = True
    default_ordering = ("-pk",)

    def get_base_queryset(self) -> QuerySet[DiscountCode]:
        """All of them."""
        return DiscountCode.objects.select_related("occasion").annotate(number=Count("used"))

    def search_queryset(self, queryset: Any) -> Any:
        """Search by the code, and by what it is for."""
        text = self.search_query
        return (
            queryset.filter(Q(code__icontains=text) | Q(occasion__title__icontains=text))
            if self.is_searching
            else queryset
        )

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Return the buttons above the list."""
        if not self.request.user.has_perm(verbs_sales.SET):
            return []
        return [HeaderButton(_("Kortingscode toevoegen"), url=reverse("booking_discount:new"), icon_name="plus")]


class DiscountViewSet(FactViewSet):
    """Discount codes; looking at one is changing it."""

    model = DiscountCode
    name = "booking_discount"
    url_prefix = "boekingen/kortingscodes"
    icon = "tag"
    menu_label = _("Kortingscodes")
    menu_name = "boekingen-kortingscodes"
    index_view_class = DiscountIndexView
    inspect_view_enabled = False
    list_per_page = 50
    list_display = (
        TitleColumn("code", label=_("Code"), get_url=lambda one: reverse("booking_discount:change", args=[one.pk])),
        Column("value", label=_("Korting"), accessor=value_of),
        Column("occasion", label=_("Voor"), accessor=lambda one: one.occasion or _("alle activiteiten")),
        Column("number", label=_("Gebruikt"), sort_key="number"),
        Column("uses", label=_("Hoogstens"), accessor=lambda one: "-" if one.uses is None else one.uses),
        Column("since", label=_("Vanaf"), sort_key="since"),
        Column("until", label=_("Tot en met"), sort_key="until"),
        BooleanColumn("members_only", label=_("Alleen leden")),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """List, its results, and the verbs."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("nieuw/", self.construct_view(verbs_sales.AddDiscountView), name="new"),
            path("<int:pk>/wijzigen/", self.construct_view(verbs_sales.ChangeDiscountView), name="change"),
            path("<int:pk>/beeindigen/", self.construct_view(verbs_sales.EndDiscountView), name="end"),
        ]


class TermsIndexView(FactIndexView):
    """Every version of the terms, the newest first: that one is offered."""

    page_title = _("Annuleringsvoorwaarden")
    default_ordering = ("-pk",)

    def get_base_queryset(self) -> QuerySet[TermsVersion]:
        """All of them."""
        return TermsVersion.objects.select_related("by__person")

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Return the buttons above the list."""
        if not self.request.user.has_perm(verbs_sales.SET):
            return []
        return [HeaderButton(_("Nieuwe versie"), url=reverse("booking_terms:new"), icon_name="plus")]


class TermsView(FactView):
    """One version: its text, its steps, and how many bookings were made with it."""

    template_name = "booking/admin/terms.html"
    page_title = _("Annuleringsvoorwaarden")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the steps in order."""
        return {
            **super().get_context_data(**kwargs), "version": self.object,
            "steps": sorted(self.object.terms.steps, reverse=True),
            "number": Booking.objects.filter(terms=self.object).count(),
        }  # fmt: skip


class TermsViewSet(FactViewSet):
    """Versions of the terms: made once, never changed."""

    model = TermsVersion
    name = "booking_terms"
    url_prefix = "boekingen/voorwaarden"
    icon = "doc-full"
    menu_label = _("Voorwaarden")
    menu_name = "boekingen-voorwaarden"
    index_view_class = TermsIndexView
    inspect_view_class = TermsView
    list_per_page = 50
    list_display = (
        TitleColumn("code", label=_("Versie"), get_url=lambda one: reverse("booking_terms:inspect", args=[one.pk])),
        Column("made_at", label=_("Vastgesteld op"), sort_key="made_at"),
        Column("by", label=_("Door"), accessor=lambda one: one.by or "-"),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Return the address of a new version."""
        return [path("nieuw/", self.construct_view(verbs_sales.AddTermsView), name="new")]
