"""The list of applications, and everything that has an address under one of them."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from lvv_site.viewsets import FactIndexView, FactViewSet

from . import (
    access,
    assess_views,
    committee_files,
    committee_files_page,
    committee_rulings,
    committee_verbs,
)
from .enums import ApplicationState, TrainingKind
from .models import Application, Assignment, Meeting, Provider

EXPORTED = ("code", "name", "provider", "kind", "shown_state", "first_sent", "since")
SHOWN_STATES = [one for one in ApplicationState.choices if one[0] != ApplicationState.DRAFT]


def shown_state(file: Application) -> str:
    """Return the state of a row of the list, in words."""
    return str(file.shown_state.label)  # type: ignore[attr-defined]  # given by the list


class FileFilterSet(WagtailFilterSet):
    """By state, kind, provider, meeting, and whether it is one's own to assess."""

    state = django_filters.ChoiceFilter(label=_("Stand"), choices=SHOWN_STATES, method="filter_state")
    kind = django_filters.ChoiceFilter(label=_("Soort"), choices=TrainingKind.choices)
    provider = django_filters.ModelChoiceFilter(label=_("Opleider"), queryset=Provider.objects.order_by("name"))
    meeting = django_filters.ModelChoiceFilter(
        label=_("Vergadering"), queryset=Meeting.objects.order_by("-on"), method="filter_meeting"
    )
    mine = django_filters.BooleanFilter(label=_("Aan mij toegewezen"), method="filter_mine")

    class Meta:
        model = Application
        fields = ()

    def filter_state(self, found: QuerySet[Application], _name: str, state: str) -> QuerySet[Application]:
        """Keep what stands so today."""
        return committee_files.in_state(found, state)

    def filter_meeting(self, found: QuerySet[Application], _name: str, meeting: Meeting) -> QuerySet[Application]:
        """Keep what is on the agenda of a meeting or was decided in it."""
        return committee_files.on_agenda(found, meeting)

    def filter_mine(self, found: QuerySet[Application], _name: str, value: bool) -> QuerySet[Application]:
        """Keep what is one's own to assess, or everything else."""
        user: Any = self.request.user
        own = Exists(Assignment.objects.filter(application=OuterRef("pk"), assessor=user, ended_at=None))
        return found.filter(own if value else ~own)


class FileIndexView(FactIndexView):
    """Every application that was sent in; an assessor sees only those to assess now."""

    page_title = _("Aanvragen")
    is_searchable = True
    base_filterset_class = FileFilterSet
    filterset_class = FileFilterSet
    export_headings = {
        "name": _("Titel"), "shown_state": _("Stand"), "first_sent": _("Ingediend op"), "since": _("Laatste stap"),
    }  # fmt: skip
    no_results_message = _("Er zijn geen aanvragen.")

    def get_base_queryset(self) -> QuerySet[Application]:
        """What this visitor may read."""
        found = committee_files.sent_in()
        if access.reads_all(self.request.user):
            return found
        return found.filter(pk__in=access.assigned_to(self.request.user))

    def search_queryset(self, queryset: Any) -> Any:
        """Search by code, title and provider."""
        if not self.is_searching:
            return queryset
        text = self.search_query
        return queryset.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(provider__name__icontains=text))

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Work out the states of one page at once."""
        paginator, page, found, more = super().paginate_queryset(queryset, page_size)
        rows = committee_files.with_states(list(found))
        page.object_list = rows
        return paginator, page, rows, more

    def to_row_dict(self, item: Application) -> Any:
        """Add the state in words to a row of the export."""
        item.shown_state = self.exported_states[item.pk].label  # type: ignore[attr-defined]
        return super().to_row_dict(item)

    @cached_property
    def exported_states(self) -> dict[int, ApplicationState]:
        """The states of everything, once for the whole export."""
        return committee_files.states_of(list(self.get_base_queryset().values_list("pk", flat=True)))

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for an assessor."""
        return EXPORTED if access.reads_all(self.request.user) else ()

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Lead to one's own ties."""
        return [HeaderButton(_now("Mijn banden"), url=reverse("accreditation_tie:mine"), icon_name="user")]


class ApplicationViewSet(FactViewSet):
    """Applications: looked up here; what is done with one is a verb."""

    model = Application
    name = "accreditation_application"
    url_prefix = "accreditatie/aanvragen"
    icon = "form"
    menu_label = _("Aanvragen")
    menu_name = "accreditatie-aanvragen"
    index_view_class = FileIndexView
    inspect_view_class = committee_files_page.FileView
    list_per_page = 50
    list_display = (
        TitleColumn("code", label=_("Kenmerk"), sort_key="code", get_url=lambda one: reverse("accreditation_application:inspect", args=[one.pk])),
        Column("name", label=_("Titel"), sort_key="name"),
        Column("provider", label=_("Opleider"), sort_key="provider__name"),
        Column("kind", label=_("Soort"), accessor="get_kind_display", sort_key="kind"),
        Column("state", label=_("Stand"), accessor=shown_state),
        Column("first_sent", label=_("Ingediend op"), sort_key="first_sent"),
        Column("since", label=_("Laatste stap"), sort_key="since"),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        verbs = (
            ("in-behandeling", "take_up", committee_verbs.TakeUpView),
            ("terugsturen", "send_back", committee_verbs.SendBackView),
            ("toewijzen", "assign", committee_verbs.AssignView),
            ("accrediteren", "accredit", committee_rulings.AccreditView),
            ("afwijzen", "refuse", committee_rulings.RefuseView),
            ("heropenen", "reopen", committee_rulings.ReopenView),
            ("beoordelen", "assess", assess_views.AssessView),
            ("teruggeven", "hand_back", assess_views.HandBackView),
            ("logboek", "log", committee_files_page.LogView),
        )
        return [
            *(path(f"<int:pk>/{address}/", self.construct_view(view), name=name) for address, name, view in verbs),
            path("<int:pk>/brief/<int:number>/", committee_files_page.letter, name="letter"),
        ]
