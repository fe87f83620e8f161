"""The office's queue: claims that wait for a decision, the longest waiting first."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import Person
from lvv_site.viewsets import FactIndexView, FactViewSet

from . import verbs
from .enums import DecisionKind, Source
from .letters import title_of
from .models import Decision, Entry
from .templatetags.hours import hours as in_figures

WAITS = [("7", _("minstens een week")), ("14", _("minstens twee weken")), ("28", _("minstens vier weken"))]


def with_last_decision(found: QuerySet[Entry]) -> QuerySet[Entry]:
    """Add what was decided last, its number and when."""
    last = Decision.objects.filter(entry=OuterRef("pk")).order_by("-number")
    return found.annotate(
        state=Subquery(last.values("kind")[:1]),
        seen=Subquery(last.values("number")[:1]),
        since=Subquery(last.values("decided_at")[:1]),
    )


def waiting() -> QuerySet[Entry]:
    """Return the claims that wait for a decision, the longest waiting first."""
    answered = Decision.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    last = Decision.objects.filter(~Exists(answered), kind=DecisionKind.SUBMITTED)
    pieces = Count("evidence_uses", output_field=IntegerField())
    claims = Entry.objects.filter(source=Source.CLAIM, pk__in=last.values("entry"))
    found = with_last_decision(claims).annotate(pieces=pieces).select_related("person", "text")
    return found.order_by(F("since"), "pk")


def page_of(entry: Entry) -> str:
    """Return the address of an entry's page."""
    return reverse("hour_entry:inspect", args=[entry.pk])


def in_people(found: QuerySet[Entry], asked: str) -> QuerySet[Entry]:
    """Keep the entries of people whom a search finds, by name, e-mail address or membership number."""
    return found.filter(person__in=Person.objects.search(asked))


class ClaimFilterSet(WagtailFilterSet):
    """By kind of hours, and by how long they wait."""

    kind = django_filters.ChoiceFilter(label=_("Soort uren"), choices=HoursKind.choices)
    waits = django_filters.ChoiceFilter(label=_("Wacht al"), choices=WAITS, method="filter_waits")

    class Meta:
        model = Entry
        fields = ()

    def filter_waits(self, found: QuerySet[Entry], _name: str, days: str) -> QuerySet[Entry]:
        """Keep what waits at least so many days."""
        before = timezone.now() - dt.timedelta(days=int(days))
        return found.filter(since__lte=before)  # type: ignore[misc]  # `since` is annotated by `waiting`


class TickColumn(Column):
    """A box to choose a claim, for who may decide about it."""

    cell_template_name = "hours/admin/tick_cell.html"

    def get_cell_context_data(self, instance: Entry, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Nobody chooses their own hours."""
        user = parent_context["request"].user
        own = user.person_id is not None and user.person_id == instance.person_id
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "own": own or instance.recorded_by_id == user.pk}


class ClaimIndexView(FactIndexView):
    """The queue: what waits for a decision, oldest first, with boxes to approve several at once."""

    page_title = _("Opgaven te beoordelen")
    template_name = "hours/admin/claims.html"
    is_searchable = True
    base_filterset_class = ClaimFilterSet
    filterset_class = ClaimFilterSet
    no_results_message = _("Er wacht niets.")

    def get_base_queryset(self) -> QuerySet[Entry]:
        """Only what waits."""
        return waiting()

    def search_queryset(self, queryset: Any) -> Any:
        """Search by person."""
        return in_people(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns; the boxes only for who may decide."""
        found: list[Column] = super().columns
        return found if self.request.user.has_perm(verbs.DECIDE) else found[1:]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Say whether this visitor may decide."""
        may_decide = self.request.user.has_perm(verbs.DECIDE)
        return {**super().get_context_data(*args, **kwargs), "may_decide": may_decide}


class ClaimViewSet(FactViewSet):
    """Claims that wait for a decision."""

    model = Entry
    name = "hour_claim"
    url_prefix = "uren/opgaven"
    icon = "time"
    menu_label = _("Te beoordelen")
    menu_order = 100
    menu_hook = "register_hours_menu_item"
    add_to_admin_menu = True
    index_view_class = ClaimIndexView
    inspect_view_enabled = False
    list_per_page = 50
    list_display = (
        TickColumn("tick", label=_("Kies"), width="5%"),
        TitleColumn("person", label=_("Naam"), get_url=page_of, sort_key="person__family_name"),
        Column("title", label=_("Activiteit"), accessor=title_of),
        Column("kind", label=_("Soort"), accessor="get_kind_display", sort_key="kind"),
        Column("minutes", label=_("Uren"), accessor=lambda one: in_figures(one.minutes), sort_key="minutes"),
        Column("on", label=_("Datum"), sort_key="on"),
        Column("pieces", label=_("Bewijzen")),
        Column("since", label=_("Wacht sinds"), accessor=lambda one: one.since.date(), sort_key="since"),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """List, its results, and the verbs; the page of one claim is that of its entry."""
        inspecting = f"inspect/<{self.pk_path_converter}:pk>/"
        return [one for one in super().get_urlpatterns() if str(one.pattern) != inspecting]

    def verb_patterns(self) -> list[URLPattern]:
        """Deciding, about one or about several."""
        return [
            path("goedkeuren/", self.construct_view(verbs.ApproveManyView), name="approve_many"),
            path("<int:pk>/goedkeuren/", self.construct_view(verbs.ApproveView), name="approve"),
            path("<int:pk>/afwijzen/", self.construct_view(verbs.RejectView), name="reject"),
        ]


claim_viewset = ClaimViewSet()
