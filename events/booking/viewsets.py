"""The office's lists: occasions with their places, attendees with an export that is safe to open, bookings with their story."""

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup

from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import availability, capacity
from .models import Booking, Occasion, Place

EXPORTED = (
    "occasion.title",
    "occasion.starts",
    "name",
    "email",
    "state_now",
    "booking.code",
    "code",
    "net",
    "vat_rate",
)


class OccasionFilterSet(WagtailFilterSet):
    """What kind, and whether it is still to come."""

    coming = django_filters.BooleanFilter(label=_("Komt nog"), method="filter_coming")

    class Meta:
        model = Occasion
        fields = ("kind",)

    def filter_coming(self, found: QuerySet[Occasion], _name: str, value: bool) -> QuerySet[Occasion]:
        """Keep what has not ended, or what has."""
        ended = Q(ends__lte=timezone.now())
        return found.exclude(ended) if value else found.filter(ended)


class OccasionIndexView(FactIndexView):
    """Every occasion, the latest first, found by title or code."""

    page_title = _("Activiteiten")
    is_searchable = True
    base_filterset_class = OccasionFilterSet
    filterset_class = OccasionFilterSet
    default_ordering = ("-starts", "-pk")

    def get_base_queryset(self) -> QuerySet[Occasion]:
        """All occasions, counted at this moment."""
        return capacity.listed(timezone.now())

    def search_queryset(self, queryset: Any) -> Any:
        """Search by title and code."""
        text = self.search_query
        return queryset.filter(Q(title__icontains=text) | Q(code__icontains=text)) if self.is_searching else queryset


class OccasionView(FactView):
    """One occasion: what is free, what it costs, and who comes."""

    template_name = "booking/admin/occasion.html"
    page_title = _("Activiteit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the counts of this moment, and who comes for who may see that."""
        now = timezone.now()
        counts = capacity.counted([self.object], now)[self.object.pk]
        may_see = self.request.user.has_perm("booking.view_place")
        return {
            **super().get_context_data(**kwargs),
            "occasion": self.object,
            "counts": counts,
            "availability": availability.availability(self.object.registration, counts, now),
            "prices": self.object.prices.all(),
            "parts": self.object.parts.all(),
            "places": self.object.places.select_related("booking") if may_see else None,
        }


class OccasionViewSet(FactViewSet):
    """Occasions."""

    model = Occasion
    name = "booking_occasion"
    url_prefix = "boekingen/activiteiten"
    icon = "date"
    menu_label = _("Activiteiten")
    menu_name = "boekingen-activiteiten"
    index_view_class = OccasionIndexView
    inspect_view_class = OccasionView
    list_per_page = 50
    list_display = (
        TitleColumn("title", label=_("Titel"), get_url=lambda one: reverse("booking_occasion:inspect", args=[one.pk])),
        Column("kind", label=_("Soort"), accessor="get_kind_display"),
        Column("starts", label=_("Begin"), sort_key="starts"),
        Column("taken", label=_("Bezet"), sort_key="taken"),
        Column("capacity", label=_("Plaatsen"), accessor=lambda one: "-" if one.capacity is None else one.capacity),
        Column("waiting", label=_("Wachtlijst"), sort_key="waiting"),
    )


class PlaceFilterSet(WagtailFilterSet):
    """Of which occasion, and whether the place is confirmed."""

    occasion = django_filters.ModelChoiceFilter(label=_("Activiteit"), queryset=Occasion.objects.order_by("-starts"))
    confirmed = django_filters.BooleanFilter(label=_("Bevestigd"), method="filter_confirmed")

    class Meta:
        model = Place
        fields = ()

    def filter_confirmed(self, found: QuerySet[Place], _name: str, value: bool) -> QuerySet[Place]:
        """Keep who comes, or everybody else."""
        comes = Q(confirmed_at__isnull=False, cancelled_at=None)
        return found.filter(comes) if value else found.exclude(comes)


class PlaceIndexView(FactIndexView):
    """Attendees, found by name, address or code."""

    page_title = _("Deelnemers")
    is_searchable = True
    base_filterset_class = PlaceFilterSet
    filterset_class = PlaceFilterSet
    default_ordering = ("-pk",)
    export_headings = {
        "occasion.title": _("Activiteit"), "occasion.starts": _("Begin"), "state_now": _("Stand"),
        "booking.code": _("Boeking"), "code": _("Code van de plaats"),
    }  # fmt: skip

    def get_base_queryset(self) -> QuerySet[Place]:
        """All places."""
        return Place.objects.select_related("occasion", "booking")

    def search_queryset(self, queryset: Any) -> Any:
        """Search by who comes, and by the codes on paper."""
        if not self.is_searching:
            return queryset
        text = self.search_query
        who = Q(name__icontains=text) | Q(email__icontains=text)
        return queryset.filter(who | Q(code__iexact=text) | Q(booking__code__iexact=text))

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for who may only look."""
        return EXPORTED if self.request.user.has_perm("booking.export_attendees") else ()


class PlaceViewSet(FactViewSet):
    """Attendees; one of them is looked at with the whole booking."""

    model = Place
    name = "booking_place"
    url_prefix = "boekingen/deelnemers"
    icon = "group"
    menu_label = _("Deelnemers")
    menu_name = "boekingen-deelnemers"
    index_view_class = PlaceIndexView
    inspect_view_enabled = False
    list_per_page = 50
    list_display = (
        TitleColumn(
            "name", label=_("Naam"), accessor=lambda one: one.name or one.state_now,
            get_url=lambda one: reverse("booking_booking:inspect", args=[one.booking_id]),
        ),
        Column("email", label=_("E-mailadres")),
        Column("occasion", label=_("Activiteit")),
        Column("state_now", label=_("Stand")),
        Column("made_at", label=_("Geboekt op"), sort_key="made_at"),
    )  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        """List and its results."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]


class BookingIndexView(FactIndexView):
    """Bookings, the newest first, found by code, address or attendee."""

    page_title = _("Boekingen")
    is_searchable = True
    default_ordering = ("-made_at", "-pk")

    def get_base_queryset(self) -> QuerySet[Booking]:
        """All bookings, with how many places each has."""
        return Booking.objects.select_related("by__person").annotate(number=Count("places"))

    def search_queryset(self, queryset: Any) -> Any:
        """Search by the code, by who booked and by who comes."""
        if not self.is_searching:
            return queryset
        text = self.search_query
        comes = Place.objects.filter(Q(name__icontains=text) | Q(email__icontains=text)).values("booking")
        return queryset.filter(Q(code__iexact=text) | Q(by__email__icontains=text) | Q(pk__in=comes))


class BookingView(FactView):
    """One booking: its places, and the story of each."""

    template_name = "booking/admin/booking.html"
    page_title = _("Boeking")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the places, for who may see who comes."""
        places = self.object.places.select_related("occasion").prefetch_related("events__by__person")
        may_see = self.request.user.has_perm("booking.view_place")
        return {
            **super().get_context_data(**kwargs), "booking": self.object, "places": places if may_see else None,
        }  # fmt: skip


class BookingViewSet(FactViewSet):
    """Bookings."""

    model = Booking
    name = "booking_booking"
    url_prefix = "boekingen/boekingen"
    icon = "tag"
    menu_label = _("Boekingen")
    menu_name = "boekingen-boekingen"
    index_view_class = BookingIndexView
    inspect_view_class = BookingView
    list_per_page = 50
    list_display = (
        TitleColumn("code", label=_("Code"), get_url=lambda one: reverse("booking_booking:inspect", args=[one.pk])),
        Column("by", label=_("Geboekt door"), accessor=lambda one: one.by or "-"),
        Column("number", label=_("Plaatsen"), sort_key="number"),
        Column("made_at", label=_("Geboekt op"), sort_key="made_at"),
    )


class BookingGroup(ViewSetGroup):
    """One place in the menu."""

    menu_label = _("Boekingen")
    menu_icon = "date"
    menu_name = "boekingen"
    menu_order = 160
    items = (OccasionViewSet, PlaceViewSet, BookingViewSet)


booking_viewsets = BookingGroup()
