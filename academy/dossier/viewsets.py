"""The office's list of dossiers and the one page of a dossier."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from academy.certification.dates import months_later
from academy.certification.enums import Status
from academy.certification.models import Period, StatusSpan
from academy.certification.numbers import number_key
from academy.hours.period import WINDOW_MONTHS
from lvv_site import civil
from lvv_site.members.models import Person
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import overview, verbs
from .enums import OutcomeKind, State
from .models import Dossier, Handover, Outcome

EXPORTED = ("certificate.number", "certificate.person", "start", "last_day", "scheme.code")
SHOWN_STATES = [one for one in State if one not in {State.EARLY, State.CLOSED}]


def listed(today: dt.date) -> QuerySet[Dossier]:
    """Return the periods whose dossier is open or was handed over, with the last outcome; those that end first go first.

    A period that ended without being handed over stays as long as nothing follows it: its holder may still apply.
    """
    handed = Handover.objects.filter(period=OuterRef("pk"))
    last = Outcome.objects.filter(handover__period=OuterRef("pk"), handover__number=Subquery(
        Handover.objects.filter(period=OuterRef("handover__period")).order_by("-number").values("number")[:1]
    )).order_by("-number")  # fmt: skip
    after = Period.objects.filter(
        certificate=OuterRef("certificate"), during__startswith__gt=OuterRef("during__startswith")
    )
    gone = StatusSpan.objects.filter(
        certificate=OuterRef("certificate"), during__contains=today, status__in=[Status.RESIGNED, Status.STRUCK_OFF]
    )
    open_now = Q(during__startswith__lte=today, during__endswith__lte=months_later(today, WINDOW_MONTHS))
    return (
        Dossier.objects.select_related("certificate__person", "scheme")
        .annotate(is_handed=Exists(handed), outcome=Subquery(last.values("kind")[:1], output_field=CharField()))
        .filter(Q(is_handed=True) | (open_now & ~Exists(after) & ~Exists(gone)))
        .order_by("during__endswith", "pk")
    )


def with_state(found: QuerySet[Dossier], state: str, today: dt.date) -> QuerySet[Dossier]:
    """Keep the dossiers in one state. Whether one is complete the hours say: those of every open dossier are evaluated."""
    outcomes = {State.HELD: OutcomeKind.HELD, State.GRANTED: OutcomeKind.GRANTED, State.REFUSED: OutcomeKind.REFUSED}
    if state == State.HANDED_OVER:
        return found.filter(is_handed=True, outcome=None)  # type: ignore[misc]  # annotated by `listed`
    if state in outcomes:
        return found.filter(outcome=outcomes[State(state)])  # type: ignore[misc]  # annotated by `listed`
    waiting = list(found.filter(is_handed=False).values_list("pk", flat=True))  # type: ignore[misc]
    fitting = [pk for pk, one in overview.of_many(waiting, today).items() if one.state == state]
    return found.filter(pk__in=fitting)


class DossierFilterSet(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(
        label=_("Stand"), choices=[(one.value, one.label) for one in SHOWN_STATES], method="filter_state"
    )

    class Meta:
        model = Dossier
        fields = ()

    def filter_state(self, found: QuerySet[Dossier], _name: str, value: str) -> QuerySet[Dossier]:
        """Keep one state."""
        return with_state(found, value, civil.today())


class DossierIndexView(FactIndexView):
    """Every dossier that is open or was handed over."""

    is_searchable = True
    base_filterset_class = DossierFilterSet
    filterset_class = DossierFilterSet

    def get_base_queryset(self) -> QuerySet[Dossier]:
        """All of them."""
        return listed(civil.today())

    def search_queryset(self, queryset: Any) -> Any:
        """Search by number in any form, else by person."""
        if not self.is_searching:
            return queryset
        numbers = queryset.filter(certificate__number_key=number_key(self.search_query))
        people = Person.objects.search(self.search_query)
        return numbers if numbers.exists() else queryset.filter(certificate__person__in=people)

    def get_table(self, object_list: Any) -> Any:
        """Work out the states of the page that is shown, all at once."""
        shown = list(object_list)
        states = overview.of_many([one.pk for one in shown], civil.today())
        for one in shown:
            one.shown_state = states[one.pk].state.label
        return super().get_table(shown)

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for who may only look."""
        return EXPORTED if self.request.user.has_perm(verbs.EXPORT) else ()


class DossierView(FactView):
    """One dossier: how it stands, what is missing, what was handed over and decided."""

    template_name = "dossier/admin/dossier.html"
    page_title = _("Dossier")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the dossier as it is today."""
        return {
            **super().get_context_data(**kwargs),
            "dossier": overview.of(overview.owner_of(self.object), self.object, civil.today()),
        }


class DossierViewSet(FactViewSet):
    """Dossiers: looked up, never added or deleted here; what may be recorded is a verb."""

    model = Dossier
    name = "dossier_office"
    url_prefix = "dossiers"
    icon = "folder-open-1"
    menu_label = _("Dossiers")
    menu_order = 165
    add_to_admin_menu = True
    index_view_class = DossierIndexView
    inspect_view_class = DossierView
    list_per_page = 50
    list_display = (
        TitleColumn(
            "number",
            label=_("Nummer"),
            accessor="certificate.number",
            get_url=lambda one: reverse("dossier_office:inspect", args=[one.pk]),
        ),
        Column("person", label=_("Naam"), accessor="certificate.person"),
        Column("last_day", label=_("Tot en met"), accessor="last_day", sort_key="during__endswith"),
        Column("state", label=_("Stand"), accessor="shown_state"),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Return the addresses of the verbs and the downloads."""
        return [
            path("<int:pk>/vog/", self.construct_view(verbs.VogView), name="vog"),
            path("<int:pk>/uitkomst/", self.construct_view(verbs.OutcomeView), name="outcome"),
            path("<int:pk>/<int:number>/overzicht.pdf", verbs.export_pdf, name="pdf"),
            path("<int:pk>/<int:number>/dossier.zip", verbs.export_zip, name="zip"),
            path("<int:pk>/<int:number>/uren.csv", verbs.export_csv, name="csv"),
        ]


dossier_viewset = DossierViewSet()
