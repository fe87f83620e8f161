"""The office's ledger of hours with its export, one entry, and one person's whole story."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from academy.certification.models import Certificate
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import ledger, story, verbs
from .claim_queue import in_people, page_of, with_last_decision
from .enums import DecisionKind, Source
from .letters import title_of
from .models import Activity, Entry
from .templatetags.hours import hours as in_figures

EXPORT = "hours.export_hours"
EXPORTED = (
    "number", "person.given_name", "person.infix", "person.family_name", "kind", "hours", "on", "started_on", "named",
    "source", "state", "source_ref", "reverses_id", "reason_code", "recorded_at",
)  # fmt: skip


def named(entry: Any) -> str:
    """Return what people call an entry of a list that fetched the names."""
    own = getattr(getattr(entry, "text", None), "title", "")
    return str(own or entry.named or entry.get_kind_display())


class EntryFilterSet(WagtailFilterSet):
    """By day, kind and source."""

    on = django_filters.DateFromToRangeFilter(label=_("Datum"), widget=DateRangePickerWidget)
    kind = django_filters.ChoiceFilter(label=_("Soort uren"), choices=HoursKind.choices)
    source = django_filters.ChoiceFilter(label=_("Herkomst"), choices=Source.choices)

    class Meta:
        model = Entry
        fields = ()


class EntryIndexView(FactIndexView):
    """Every line of the ledger, reversals too, the latest activity first."""

    page_title = _("Alle uren")
    is_searchable = True
    base_filterset_class = EntryFilterSet
    filterset_class = EntryFilterSet
    export_filename = "uren"
    export_headings = {
        "number": _("Registernummer"), "person.given_name": _("Voornaam"), "person.infix": _("Tussenvoegsel"),
        "person.family_name": _("Achternaam"), "hours": _("Uren"), "named": _("Activiteit"), "state": _("Besluit"),
        "reverses_id": _("Neemt terug van regel"),
    }  # fmt: skip

    def get_base_queryset(self) -> QuerySet[Entry]:
        """All lines, with what the list and the export show."""
        numbers = Certificate.objects.filter(person=OuterRef("person")).order_by("pk").values("number")[:1]
        titles = Activity.objects.filter(code=OuterRef("activity")).values("title")[:1]
        found = Entry.objects.select_related("person", "text").annotate(
            number=Subquery(numbers), named=Subquery(titles)
        )
        return with_last_decision(found).order_by(F("on").desc(), F("pk").desc())

    def search_queryset(self, queryset: Any) -> Any:
        """Search by person."""
        return in_people(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for who may only look."""
        return EXPORTED if self.request.user.has_perm(EXPORT) else ()

    def stream_csv(self, queryset: Any) -> Any:
        """Read the rows as they are sent: a ledger is large."""
        return super().stream_csv(_Streamed(queryset))


class _Streamed:
    """A queryset that is read in pieces and knows its model."""

    def __init__(self, rows: QuerySet[Entry]) -> None:
        self.rows, self.model = rows, rows.model

    def __iter__(self) -> Any:
        return self.rows.iterator(chunk_size=2000)


class EntryView(FactView):
    """One entry: what it says, where it came from, what was decided, what was taken back, and the evidence."""

    template_name = "hours/admin/entry.html"
    page_title = _("Uren")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add everything beside it, and what this visitor may do."""
        entry, may = self.object, self.request.user.has_perm
        decisions = entry.decisions.select_related("text", "by__person").order_by("number")
        last = decisions.last()
        is_waiting = last is not None and last.kind == DecisionKind.SUBMITTED
        left = ledger.left(entry) if entry.reverses_id is None else 0
        return {
            **super().get_context_data(**kwargs),
            "entry": entry,
            "title": title_of(entry),
            "decisions": decisions,
            "reversals": entry.reversals.select_related("text", "recorded_by__person").order_by("pk"),
            "uses": entry.evidence_uses.select_related("evidence").order_by("pk"),
            "left": left,
            "is_own": self._is_own(entry),
            "may_decide": is_waiting and may(verbs.DECIDE),
            "may_reverse": left > 0 and not is_waiting and may(verbs.REVERSE),
            "may_look": may(verbs.VIEW_EVIDENCE),
        }

    def get_page_subtitle(self) -> str:
        """Say whose."""
        return str(self.object.person)

    def _is_own(self, entry: Entry) -> bool:
        user = self.request.user
        own = user.person_id is not None and people.resolve(user.person_id) == people.resolve(entry.person_id)
        return own or entry.recorded_by_id == user.pk


class EntryViewSet(FactViewSet):
    """The ledger, looked up."""

    model = Entry
    name = "hour_entry"
    url_prefix = "uren/regels"
    icon = "list-ul"
    menu_label = _("Alle uren")
    menu_order = 200
    menu_hook = "register_hours_menu_item"
    add_to_admin_menu = True
    index_view_class = EntryIndexView
    inspect_view_class = EntryView
    list_per_page = 50
    list_display = (
        TitleColumn("person", label=_("Naam"), get_url=page_of, sort_key="person__family_name"),
        Column("title", label=_("Activiteit"), accessor=named),
        Column("kind", label=_("Soort"), accessor="get_kind_display", sort_key="kind"),
        Column("minutes", label=_("Uren"), accessor=lambda one: in_figures(one.minutes), sort_key="minutes"),
        Column("on", label=_("Datum"), sort_key="on"),
        Column("source", label=_("Herkomst"), accessor="get_source_display", sort_key="source"),
        Column("state", label=_("Besluit"), accessor=lambda one: DecisionKind(one.state).label if one.state else ""),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Taking back, and the files."""
        return [
            path("<int:pk>/terugnemen/", self.construct_view(verbs.ReverseView), name="reverse"),
            path("<int:pk>/bewijs/<int:evidence>/", verbs.EvidenceFileView.as_view(), name="evidence"),
        ]


class PersonHoursView(WagtailAdminTemplateMixin, TemplateView):
    """One person's whole story on one page."""

    template_name = "hours/admin/person.html"
    page_title = _("Uren")
    header_icon = "time"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show it, under the entry that stands for the person now.

        Raises:
            PermissionDenied: the visitor may not see hours.
        """
        if not request.user.has_perm(verbs.VIEW):
            raise PermissionDenied
        self.person = get_object_or_404(Person, pk=kwargs["pk"])
        stands = people.resolve(self.person.pk)
        if stands != self.person.pk:
            return redirect("hours_person", stands)
        return super().get(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Say whose."""
        return self.person.full_name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Person, hours."""
        items: list[dict[str, Any]] = [*self.breadcrumbs_items]
        if self.request.user.has_perm("members.view_person"):
            items.append({"url": reverse("person:inspect", args=[self.person.pk]), "label": self.person.full_name})
        return [*items, {"url": "", "label": self.page_title, "sublabel": self.person.full_name}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the story, and what this visitor may do."""
        may = self.request.user.has_perm
        return {
            **super().get_context_data(**kwargs),
            "story": story.story_of(self.person, civil.today()),
            "person": self.person,
            "may_award": may(verbs.AWARD) and self.person.erased_at is None,
            "may_reverse": may(verbs.REVERSE),
            "may_look": may(verbs.VIEW_EVIDENCE),
        }


entry_viewset = EntryViewSet()
