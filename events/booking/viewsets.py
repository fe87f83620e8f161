"""The office's lists: occasions with their places, attendees with an export that is safe to open, bookings with their story."""

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import Button, HeaderButton

from lvv_site.viewsets import ConditionFilter, FactIndexView, FactViewSet

from . import capacity, verbs, verbs_occasions, verbs_parts, verbs_running, verbs_sales
from .enums import Bookable
from .models import Booking, Occasion, Place
from .office_occasions import named
from .office_pages import BookingView, OccasionView, PresenceListView
from .office_sales import DiscountViewSet, TermsViewSet

OCCASION_VERBS: tuple[tuple[str, str, type[View]], ...] = (
    ("new", "nieuw/", verbs_occasions.AddOccasionView),
    ("change", "<int:pk>/wijzigen/", verbs_occasions.ChangeOccasionView),
    ("copy", "<int:pk>/uitvoering/", verbs_occasions.CopyView),
    ("parts", "<int:pk>/onderdelen/", verbs_parts.PartsView),
    ("online", "<int:pk>/online/", verbs_running.OnlineView),
    ("on_site", "<int:pk>/op-locatie/", verbs_running.OnSiteView),
    ("call_off", "<int:pk>/afgelasten/", verbs_running.CallOffView),
    ("set_aside", "<int:pk>/reserveren/", verbs_running.SetAsideView),
    ("wait", "<int:pk>/wachtlijst/", verbs_running.WaitView),
    ("presence", "<int:pk>/presentielijst/", PresenceListView),
    ("price_new", "<int:pk>/prijs/", verbs_sales.AddPriceView),
    ("price_change", "<int:pk>/prijs/<int:price>/wijzigen/", verbs_sales.ChangePriceView),
    ("price_end", "<int:pk>/prijs/<int:price>/beeindigen/", verbs_sales.EndPriceView),
)
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


def state_of(occasion: Occasion) -> str | Promise:
    """Return whether an occasion is called off, over or still to come."""
    if occasion.cancelled:
        return Bookable.CANCELLED.label
    if occasion.ends is None:
        return "-"
    return _("geweest") if occasion.ends <= timezone.now() else _("komt nog")


class OccasionFilterSet(WagtailFilterSet):
    """What kind, and whether it is still to come."""

    coming = ConditionFilter(lambda: ~Q(ends__lte=timezone.now()), label=_("Komt nog"))

    class Meta:
        model = Occasion
        fields = ("kind",)


class OccasionIndexView(FactIndexView):
    """Every occasion, the latest first, found by title or code."""

    page_title = _("Activiteiten")
    is_searchable = True
    base_filterset_class = OccasionFilterSet
    filterset_class = OccasionFilterSet
    default_ordering = ("-starts", "-pk")

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Return the buttons above the list."""
        if not self.request.user.has_perm(verbs_occasions.CHANGE):
            return []
        return [HeaderButton(_("Activiteit toevoegen"), url=reverse("booking_occasion:new"), icon_name="plus")]

    def get_base_queryset(self) -> QuerySet[Occasion]:
        """All occasions, counted at this moment."""
        return capacity.listed(timezone.now()).select_related("called_off")

    def search_queryset(self, queryset: Any) -> Any:
        """Search by title and code."""
        text = self.search_query
        return queryset.filter(Q(title__icontains=text) | Q(code__icontains=text)) if self.is_searching else queryset


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
        Column("state", label=_("Stand"), accessor=state_of),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        made = ((name, address, self.construct_view(view)) for name, address, view in OCCASION_VERBS)
        return [path(address, view, name=name) for name, address, view in made]


class OccasionFilter(django_filters.ModelChoiceFilter):
    """One occasion, told from other runs by its day."""

    class field_class(django_filters.fields.ModelChoiceField):  # noqa: N801 - the name that django-filter asks for
        """Titles with days."""

        def label_from_instance(self, obj: Occasion) -> str:
            """Return what the office reads."""
            return named(obj)


class PlaceFilterSet(WagtailFilterSet):
    """Of which occasion, and whether the place is confirmed."""

    occasion = OccasionFilter(label=_("Activiteit"), queryset=Occasion.objects.order_by("-starts"))
    confirmed = ConditionFilter(lambda: Q(confirmed_at__isnull=False, cancelled_at=None), label=_("Bevestigd"))

    class Meta:
        model = Place
        fields = ()


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
        Column("occasion", label=_("Activiteit"), accessor=lambda one: named(one.occasion)),
        Column("state_now", label=_("Stand")),
        Column("made_at", label=_("Geboekt op"), sort_key="made_at"),
    )  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        """List, its results, and the verbs."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            *(
                path(f"<int:pk>/{address}/", self.construct_view(view), name=name)
                for name, address, _label, view in verbs.VERBS
            ),
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
    items = (OccasionViewSet, PlaceViewSet, BookingViewSet, DiscountViewSet, TermsViewSet)


booking_viewsets = BookingGroup()
