"""The office's lists: runs of courses, and attendance that the ledger refused."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import Button, HeaderButton

from lvv_site.viewsets import ConditionFilter, FactIndexView, FactView, FactViewSet

from . import runs, verbs
from .models import CoursePage, Doubt, Run
from .wording import refusal_in_words


class RunFilterSet(WagtailFilterSet):
    """Of which course, still to come, with or without a training."""

    coming = ConditionFilter(lambda: ~Q(occasion__ends__lte=timezone.now()), label=_("Komt nog"))
    page = django_filters.ModelChoiceFilter(label=_("Opleiding"), queryset=CoursePage.objects.order_by("title"))
    with_training = ConditionFilter(lambda: Q(training__isnull=False), label=_("Met geaccrediteerde opleiding"))

    class Meta:
        model = Run
        fields = ()


class RunIndexView(FactIndexView):
    """Every run, the latest first, found by title, code or training."""

    page_title = _("Uitvoeringen")
    is_searchable = True
    base_filterset_class = RunFilterSet
    filterset_class = RunFilterSet
    default_ordering = ("-occasion__starts", "-pk")

    def get_base_queryset(self) -> QuerySet[Run]:
        """All runs."""
        return Run.objects.select_related("occasion", "page", "training")

    def search_queryset(self, queryset: Any) -> Any:
        """Search by title, code and training."""
        if not self.is_searching:
            return queryset
        text = self.search_query
        titles = Q(occasion__title__icontains=text) | Q(training__title__icontains=text)
        return queryset.filter(titles | Q(occasion__code__icontains=text) | Q(training__code__icontains=text))

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Offer to add a run to who may."""
        if not self.request.user.has_perm(verbs.CHANGE):
            return []
        return [
            HeaderButton(_now("Uitvoering toevoegen"), url=reverse("courses_run:new"), icon_name="plus"),
            HeaderButton(_now("Activiteit koppelen"), url=reverse("courses_run:link"), icon_name="link"),
        ]


class RunView(FactView):
    """One run: what it offers now, and as which hours it counts."""

    template_name = "courses/admin/run.html"
    page_title = _("Uitvoering")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the offer of this moment."""
        (offered,) = runs.offered([self.object], timezone.now())
        return {
            **super().get_context_data(**kwargs),
            "run": self.object,
            "offered": offered,
            "parts": self.object.occasion.parts.all(),
            "prices": self.object.occasion.prices.all(),
            "may_change": self.request.user.has_perm(verbs.CHANGE),
        }


class RunViewSet(FactViewSet):
    """Runs: looked up here; what the office does is a verb."""

    model = Run
    name = "courses_run"
    url_prefix = "academie/uitvoeringen"
    icon = "clipboard-list"
    menu_label = _("Uitvoeringen")
    menu_name = "academie-uitvoeringen"
    index_view_class = RunIndexView
    inspect_view_class = RunView
    list_per_page = 50
    list_display = (
        TitleColumn("occasion__title", label=_("Titel"), accessor="occasion.title", get_url=lambda one: reverse("courses_run:inspect", args=[one.pk])),
        Column("code", label=_("Code"), accessor="occasion.code"),
        Column("starts", label=_("Begin"), accessor="occasion.starts", sort_key="occasion__starts"),
        Column("training", label=_("Geaccrediteerde opleiding"), accessor=lambda one: one.training or "-"),
        Column("page", label=_("Pagina"), accessor=lambda one: one.page or "-"),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        return [
            path("nieuw/", self.construct_view(verbs.AddRunView), name="new"),
            path("koppelen/", self.construct_view(verbs.LinkRunView), name="link"),
            path("<int:pk>/opleiding/", self.construct_view(verbs.TrainingOfRunView), name="training"),
        ]


class DoubtFilterSet(WagtailFilterSet):
    """What still has to be looked at."""

    open = ConditionFilter(lambda: Q(handled=None), label=_("Nog niet afgehandeld"))

    class Meta:
        model = Doubt
        fields = ()


class DoubtIndexView(FactIndexView):
    """Attendance that the ledger refused, the newest first."""

    page_title = _("Geweigerde uren")
    verbose_name_plural = _("geweigerde uren")
    base_filterset_class = DoubtFilterSet
    filterset_class = DoubtFilterSet
    default_ordering = ("-pk",)

    def get_base_queryset(self) -> QuerySet[Doubt]:
        """All of them."""
        return Doubt.objects.select_related("attendance__place__occasion", "handled__by__person")


class DoubtViewSet(FactViewSet):
    """Attendance that did not become hours by itself."""

    model = Doubt
    name = "courses_doubt"
    url_prefix = "academie/geweigerd"
    icon = "warning"
    menu_label = _("Geweigerde uren")
    menu_name = "academie-geweigerd"
    index_view_class = DoubtIndexView
    inspect_view_enabled = False
    list_per_page = 50
    list_display = (
        TitleColumn("occasion", label=_("Activiteit"), accessor="attendance.place.occasion", get_url=lambda one: reverse("courses_doubt:handle", args=[one.pk])),
        Column("on", label=_("Datum"), accessor="attendance.on"),
        Column("code", label=_("Waarom"), accessor=lambda one: refusal_in_words(one.code)),
        Column("at", label=_("Sinds"), sort_key="pk"),
        Column("handled", label=_("Afgehandeld"), accessor=lambda one: one.handled.at if hasattr(one, "handled") else "-"),
    )  # fmt: skip

    def get_urlpatterns(self) -> list[URLPattern]:
        """List, its results, and the verb."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/afgehandeld/", self.construct_view(verbs.HandleDoubtView), name="handle"),
        ]


class CoursesGroup(ViewSetGroup):
    """One place in the menu."""

    menu_label = _("Academie")
    menu_icon = "clipboard-list"
    menu_name = "academie"
    menu_order = 165
    items = (RunViewSet, DoubtViewSet)


courses_viewsets = CoursesGroup()
