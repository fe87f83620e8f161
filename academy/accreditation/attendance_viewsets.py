"""The office's lists of runs by providers, and of what members contested."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn

from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import attendance_contests as contests
from . import attendance_verbs as verbs
from .attendance_listing import lists_of, present_of
from .attendance_state import run_facts
from .models import AttendanceContest, AttendanceList, AttendanceRuling, ListedAttendance, Provider, ProviderRun
from .taking_place import with_held

EXPORTED = (
    "occasion.code",
    "training.title",
    "training.provider",
    "occasion.starts",
    "occasion.ends",
    "held",
    "listed",
)


class RunFilterSet(WagtailFilterSet):
    """By provider, and whether a list came."""

    listed = django_filters.BooleanFilter(label=_("Lijst ontvangen"))
    held = django_filters.BooleanFilter(label=_("Heeft plaatsgevonden"))
    over = django_filters.BooleanFilter(label=_("Voorbij"), method="filter_over")
    provider = django_filters.ModelChoiceFilter(
        label=_("Opleider"), queryset=Provider.objects.all(), field_name="training__provider"
    )

    class Meta:
        model = ProviderRun
        fields = ()

    def filter_over(self, found: QuerySet[ProviderRun], _name: str, value: bool) -> QuerySet[ProviderRun]:
        """Keep what has ended, or what has not."""
        ended = Q(occasion__ends__lte=timezone.now())
        return found.filter(ended if value else ~ended)


class RunIndexView(FactIndexView):
    """Every run, found by title, code or provider."""

    page_title = _("Uitvoeringen")
    is_searchable = True
    base_filterset_class = RunFilterSet
    filterset_class = RunFilterSet

    def get_base_queryset(self) -> QuerySet[ProviderRun]:
        """All runs, the last first."""
        sent = AttendanceList.objects.filter(run=OuterRef("pk"))
        waiting = AttendanceContest.objects.filter(attendance__run=OuterRef("pk"), ruling=None)
        found = ProviderRun.objects.select_related("occasion__called_off", "training__provider")
        return (
            with_held(found)
            .annotate(listed=Exists(sent), contested=Exists(waiting))
            .order_by("-occasion__starts", "-pk")
        )

    def search_queryset(self, queryset: Any) -> Any:
        """Search by title, code and provider."""
        if not self.is_searching:
            return queryset
        text = self.search_query
        return queryset.filter(
            Q(training__title__icontains=text) | Q(occasion__code__icontains=text)
            | Q(training__provider__name__icontains=text)
        )  # fmt: skip

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for who may only look."""
        return EXPORTED if self.request.user.has_perm(verbs.CORRECT) else ()


class RunView(FactView):
    """One run: its plan, everybody on its lists, the lists, what is contested."""

    template_name = "accreditation/attendance/admin/run.html"
    page_title = _("Uitvoering")

    def get_page_subtitle(self) -> str:
        """Say of which training."""
        return str(self.object.training)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the story; who was there only for who may correct it."""
        run, facts = self.object, run_facts(self.object)
        may_correct = self.request.user.has_perm(verbs.CORRECT)
        return {
            **super().get_context_data(**kwargs),
            "run": run,
            "facts": facts,
            "present": present_of(run) if may_correct else [],
            "lists": lists_of(run),
            "may_correct": may_correct,
            "over": facts.last_day < civil.today(),
        }


class RunViewSet(FactViewSet):
    """Runs: looked up here; correcting is a verb."""

    model = ProviderRun
    name = "accreditation_run"
    url_prefix = "accreditatie/uitvoeringen"
    icon = "date"
    menu_label = _("Uitvoeringen")
    menu_name = "accreditatie-uitvoeringen"
    index_view_class = RunIndexView
    inspect_view_class = RunView
    list_per_page = 50
    list_display = (
        TitleColumn("training", label=_("Opleiding"), sort_key="training__title", get_url=lambda one: reverse("accreditation_run:inspect", args=[one.pk])),
        Column("provider", label=_("Opleider"), accessor="training.provider", sort_key="training__provider__name"),
        Column("starts", label=_("Begint"), accessor=lambda one: timezone.localtime(one.occasion.starts).strftime("%d-%m-%Y %H:%M"), sort_key="occasion__starts"),
        BooleanColumn("cancelled", label=_("Afgelast"), accessor="occasion.cancelled"),
        BooleanColumn("not_held", label=_("Niet plaatsgevonden"), accessor=lambda one: not one.held, sort_key="held"),
        BooleanColumn("listed", label=_("Lijst ontvangen"), sort_key="listed"),
        BooleanColumn("contested", label=_("Melding wacht"), sort_key="contested"),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        view = self.construct_view(verbs.CorrectView)
        return [
            path("<int:pk>/niet-plaatsgevonden/", self.construct_view(verbs.NotHeldView), name="not_held"),
            path("<int:pk>/toch-plaatsgevonden/", self.construct_view(verbs.HeldView), name="held"),
            path("aanwezigheid/<int:pk>/corrigeren/", view, name="correct"),
            path("aanwezigheid/<int:pk>/corrigeren/<int:contest>/", view, name="correct_contested"),
        ]


class ContestFilterSet(WagtailFilterSet):
    """What waits for a decision, or what was decided."""

    waiting = django_filters.BooleanFilter(label=_("Wacht op een besluit"), method="filter_waiting")

    class Meta:
        model = AttendanceContest
        fields = ()

    def filter_waiting(
        self, found: QuerySet[AttendanceContest], _name: str, value: bool
    ) -> QuerySet[AttendanceContest]:
        """Keep what waits, or what does not."""
        return found.filter(ruling__isnull=value)


class ContestIndexView(FactIndexView):
    """Contested attendance: what waits longest stands first, then what was decided."""

    page_title = _("Betwiste aanwezigheid")
    base_filterset_class = ContestFilterSet
    filterset_class = ContestFilterSet
    default_ordering = ("decided", "at")

    def get_base_queryset(self) -> QuerySet[AttendanceContest]:
        """All contests."""
        ruled = Exists(AttendanceRuling.objects.filter(contest=OuterRef("pk")))
        related = ("attendance__run__training__provider", "attendance__person", "ruling")
        return AttendanceContest.objects.select_related(*related).annotate(decided=ruled)


class ContestView(FactView):
    """One contest: what the list said, what is wrong by whose word, what holds now, what may be done."""

    template_name = "accreditation/attendance/admin/contest.html"
    page_title = _("Betwiste aanwezigheid")

    def get_page_subtitle(self) -> str:
        """Say of which training."""
        return str(self.object.attendance.run.training)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what stands beside it."""
        contest: AttendanceContest = self.object
        row: ListedAttendance = contest.attendance
        ruling = getattr(contest, "ruling", None)
        return {
            **super().get_context_data(**kwargs),
            "contest": contest,
            "row": row,
            "last": contests.last_of(row),
            "person": Person.objects.get(pk=people.resolve(row.person_id)),
            "text": getattr(getattr(contest, "text", None), "text", ""),
            "ruling": ruling,
            "may_decide": ruling is None and self.request.user.has_perm(verbs.CORRECT),
        }


class ContestViewSet(FactViewSet):
    """Contests: decided by a verb."""

    model = AttendanceContest
    name = "accreditation_contest"
    url_prefix = "accreditatie/meldingen"
    icon = "warning"
    menu_label = _("Betwiste aanwezigheid")
    menu_name = "accreditatie-meldingen"
    index_view_class = ContestIndexView
    inspect_view_class = ContestView
    list_per_page = 50
    list_display = (
        TitleColumn("person", label=_("Gemeld door"), accessor="attendance.person", get_url=lambda one: reverse("accreditation_contest:inspect", args=[one.pk])),
        Column("training", label=_("Opleiding"), accessor="attendance.run.training"),
        Column("provider", label=_("Opleider"), accessor="attendance.run.training.provider"),
        Column("reason", label=_("Wat klopt er niet"), accessor="get_reason_display"),
        Column("at", label=_("Gemeld op"), sort_key="at"),
        Column("decided", label=_("Besluit"), accessor=lambda one: one.ruling.get_outcome_display() if one.decided else "-"),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Return the addresses of the verbs."""
        return [path("<int:pk>/laten-staan/", self.construct_view(verbs.UpholdView), name="uphold")]
