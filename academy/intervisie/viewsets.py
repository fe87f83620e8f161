"""The office's lists: groups with their whole story, contests that wait, and the dated rules."""

from typing import Any

import django_filters
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import Button, HeaderButton

from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.viewsets import ConditionFilter, FactIndexView, FactView, FactViewSet

from . import listing, recording, verbs
from .models import Contest, Group, Meeting, Recording, RoomRules, Ruling
from .queries import contact_of, registered_since

EXPORTED = ("name", "place", "online", "open", "size", "registered_from", "last_recorded")


class GroupFilterSet(WagtailFilterSet):
    """Registered or not, open, online, and whether anybody takes part."""

    registered = ConditionFilter(lambda: Q(registered_from__isnull=False), label=_("Geregistreerd"))
    open = django_filters.BooleanFilter(label=_("Open voor nieuwe deelnemers"))
    online = django_filters.BooleanFilter(label=_("Online"))
    empty = ConditionFilter(lambda: Q(size=0), label=_("Zonder deelnemers"))

    class Meta:
        model = Group
        fields = ()


class GroupIndexView(FactIndexView):
    """Every group, found by name, place or participant."""

    page_title = _("Intervisiegroepen")
    is_searchable = True
    base_filterset_class = GroupFilterSet
    filterset_class = GroupFilterSet
    export_headings = {
        "size": _("Deelnemers"), "registered_from": _("Geregistreerd vanaf"), "last_recorded": _("Laatst vastgelegd"),
    }  # fmt: skip

    def get_base_queryset(self) -> QuerySet[Group]:
        """All groups, with what is true today."""
        return listing.listed(civil.today())

    def search_queryset(self, queryset: Any) -> Any:
        """Search by name and place, and by who takes part."""
        if not self.is_searching:
            return queryset
        persons = list(Person.objects.search(self.search_query).values_list("pk", flat=True)[:200])
        text = self.search_query
        matches = Q(name__icontains=text) | Q(place__icontains=text)
        return queryset.filter(matches | Q(participations__person__in=persons)).distinct()

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for who may only look."""
        return EXPORTED if self.request.user.has_perm("intervisie.export_groups") else ()


class GroupView(FactView):
    """One group: who takes part from when until when, registrations, meetings with every revision."""

    template_name = "intervisie/admin/group.html"
    page_title = _("Intervisiegroep")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the story."""
        group, today, user = self.object, civil.today(), self.request.user
        return {
            **super().get_context_data(**kwargs),
            "group": group,
            "contact": contact_of(group),
            "registered_since": registered_since(group.registrations.all(), today),
            "participations": _with_people(group.participations.select_related("departure", "by")),
            "contacts": _with_people(group.contacts.select_related("by")),
            "registrations": group.registrations.select_related("by", "text").order_by("-starts", "-pk"),
            "meetings": _meetings(group),
            "may_register": user.has_perm(verbs.REGISTER),
            "may_correct": user.has_perm(verbs.CORRECT),
        }


def _with_people(rows: Any) -> list[Any]:
    found = list(rows)
    now = people.resolve_many(row.person_id for row in found)
    persons = Person.objects.in_bulk(set(now.values()))
    for row in found:
        row.person_now = persons[now[row.person_id]]
    return found


def _meetings(group: Group) -> QuerySet[Meeting]:
    recordings = (
        Recording.objects.select_related("by", "theme").annotate(number=Count("presences")).order_by("-revision")
    )
    return group.meetings.prefetch_related(Prefetch("recordings", recordings), "changes").order_by("-on", "-pk")


class GroupViewSet(FactViewSet):
    """Groups: looked up here; what the office does is a verb."""

    model = Group
    name = "intervisie_group"
    url_prefix = "intervisie/groepen"
    icon = "group"
    menu_label = _("Groepen")
    menu_name = "intervisie-groepen"
    index_view_class = GroupIndexView
    inspect_view_class = GroupView
    list_per_page = 50
    list_display = (
        TitleColumn("name", label=_("Naam"), sort_key="name", get_url=lambda one: reverse("intervisie_group:inspect", args=[one.pk])),
        Column("place", label=_("Plaats"), sort_key="place"),
        BooleanColumn("online", label=_("Online")),
        Column("size", label=_("Deelnemers"), sort_key="size"),
        Column("registered_from", label=_("Geregistreerd vanaf"), sort_key="registered_from"),
        Column("last_recorded", label=_("Laatst vastgelegd"), sort_key="last_recorded"),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        return [
            path("<int:pk>/registreren/", self.construct_view(verbs.RegisterView), name="register"),
            path("<int:pk>/uitschrijven/", self.construct_view(verbs.DeregisterView), name="deregister"),
            path("<int:pk>/contactpersoon/", self.construct_view(verbs.ContactView), name="contact"),
            path("bijeenkomst/<int:pk>/corrigeren/", self.construct_view(verbs.CorrectView), name="correct"),
            path(
                "bijeenkomst/<int:pk>/corrigeren/<int:contest>/", self.construct_view(verbs.CorrectView),
                name="correct_contested",
            ),
        ]  # fmt: skip


class ContestFilterSet(WagtailFilterSet):
    """What waits for a decision, or what was decided."""

    waiting = ConditionFilter(lambda: Q(ruling=None), label=_("Wacht op een besluit"))

    class Meta:
        model = Contest
        fields = ()


class ContestIndexView(FactIndexView):
    """Contested recordings: what waits longest stands first, then what was decided."""

    page_title = _("Gemelde fouten")
    base_filterset_class = ContestFilterSet
    filterset_class = ContestFilterSet
    default_ordering = ("decided", "at")

    def get_base_queryset(self) -> QuerySet[Contest]:
        """All contests."""
        ruled = Exists(Ruling.objects.filter(contest=OuterRef("pk")))
        return Contest.objects.select_related("recording__meeting__group", "person", "ruling").annotate(decided=ruled)


class ContestView(FactView):
    """One contest: what was recorded, what is wrong by whose word, what may be done."""

    template_name = "intervisie/admin/contest.html"
    page_title = _("Gemelde fout")

    def get_page_subtitle(self) -> str:
        """Say of which group."""
        return str(self.object.recording.meeting.group)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the recording it is about and the one that holds now."""
        contest: Contest = self.object
        last = recording.latest(contest.recording.meeting)
        assert last is not None  # noqa: S101 - a contest is about a recording
        return {
            **super().get_context_data(**kwargs),
            "contest": contest,
            "group": contest.recording.meeting.group,
            "last": last,
            "present": _with_people(last.presences.all()),
            "text": getattr(getattr(contest, "text", None), "text", ""),
            "ruling": getattr(contest, "ruling", None),
            "may_decide": self.request.user.has_perm(verbs.DECIDE),
        }


class ContestViewSet(FactViewSet):
    """Contests: decided by a verb."""

    model = Contest
    name = "intervisie_contest"
    url_prefix = "intervisie/meldingen"
    icon = "warning"
    menu_label = _("Gemelde fouten")
    menu_name = "intervisie-meldingen"
    index_view_class = ContestIndexView
    inspect_view_class = ContestView
    list_per_page = 50
    list_display = (
        TitleColumn(
            "person", label=_("Gemeld door"), get_url=lambda one: reverse("intervisie_contest:inspect", args=[one.pk])
        ),
        Column("group", label=_("Groep"), accessor="recording.meeting.group"),
        Column("on", label=_("Bijeenkomst"), accessor="recording.on"),
        Column("reason", label=_("Wat klopt er niet"), accessor="get_reason_display"),
        Column("at", label=_("Gemeld op")),
        Column(
            "decided", label=_("Besluit"), accessor=lambda one: one.ruling.get_outcome_display() if one.decided else "-"
        ),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Return the addresses of the verbs."""
        return [path("<int:pk>/laten-staan/", self.construct_view(verbs.UpholdView), name="uphold")]


class RulesIndexView(FactIndexView):
    """The dated rules, the newest first."""

    page_title = _("Regels voor intervisie")

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Offer to add rules to who may."""
        if not self.request.user.has_perm(verbs.SET_RULES):
            return []
        return [HeaderButton(_now("Nieuwe regels"), url=reverse("intervisie_rules:set"), icon_name="plus")]


class RulesViewSet(FactViewSet):
    """Dated rules: never edited, a new row follows the old one."""

    model = RoomRules
    name = "intervisie_rules"
    url_prefix = "intervisie/regels"
    icon = "cog"
    menu_label = _("Regels")
    menu_name = "intervisie-regels"
    index_view_class = RulesIndexView
    inspect_view_enabled = False
    ordering = ("-valid_from", "-pk")
    list_display = (
        Column("valid_from", label=_("Geldig vanaf")),
        Column("min_group", label=_("Kleinste groep")),
        Column("max_group", label=_("Grootste groep")),
        Column("min_minutes", label=_("Minuten")),
        Column("min_present", label=_("Minste aanwezigen")),
        Column("latest_recording_days", label=_("Dagen om vast te leggen")),
        Column("recorded_at", label=_("Vastgesteld op")),
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """List, its results, and the verb."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("nieuw/", self.construct_view(verbs.SetRulesView), name="set"),
        ]


class IntervisieGroup(ViewSetGroup):
    """One place in the menu."""

    menu_label = _("Intervisie")
    menu_icon = "group"
    menu_name = "intervisie"
    menu_order = 170
    items = (GroupViewSet, ContestViewSet, RulesViewSet)


intervisie_viewsets = IntervisieGroup()
