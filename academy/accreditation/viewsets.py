"""The office's lists of trainings and providers, and the one page with a training's whole story."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import Button, HeaderButton

from academy.hours.templatetags.hours import in_hours
from lvv_site import civil
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import listing, periods, provider_verbs, verbs
from .attendance_viewsets import ContestViewSet, RunViewSet
from .committee_viewsets import ApplicationViewSet
from .enums import TrainingKind
from .letter_views import LetterViewSet
from .meeting_views import MeetingViewSet
from .models import Provider, Training
from .provider_viewsets import RequestViewSet
from .queries import facts_of
from .tie_views import TieViewSet
from .wording import term_in_words

EXPORT = "accreditation.export_trainings"
EXPORTED = ("code", "title", "provider", "kind", "accredited_from", "accredited_last_day", "accredited_minutes")
EXPORTED_PROVIDERS = ("name", "place", "website", "kvk_number", "offered", "accredited")


class TrainingFilterSet(WagtailFilterSet):
    """By provider, kind, and what is true today."""

    accredited = django_filters.BooleanFilter(label=_("Vandaag geaccrediteerd"), method="filter_accredited")
    soon = django_filters.BooleanFilter(label=_("Eindigt binnen 3 maanden"), method="filter_soon")
    kind = django_filters.ChoiceFilter(label=_("Soort"), choices=TrainingKind.choices)
    provider = django_filters.ModelChoiceFilter(label=_("Opleider"), queryset=Provider.objects.all())

    class Meta:
        model = Training
        fields = ()

    def filter_accredited(self, found: QuerySet[Training], _name: str, value: bool) -> QuerySet[Training]:
        """Keep what is accredited today, or what is not."""
        return found.filter(accredited_from__isnull=not value)  # type: ignore[misc]  # annotated by `listing.listed`

    def filter_soon(self, found: QuerySet[Training], _name: str, value: bool) -> QuerySet[Training]:
        """Keep what ends soon, or everything else."""
        soon = listing.ends_soon(civil.today())
        ids = listing.listed(civil.today()).filter(soon).order_by().values("pk")
        return found.filter(pk__in=ids) if value else found.exclude(pk__in=ids)


class TrainingIndexView(FactIndexView):
    """Every training, found by title, code or provider."""

    page_title = _("Opleidingen")
    is_searchable = True
    base_filterset_class = TrainingFilterSet
    filterset_class = TrainingFilterSet
    export_headings = {
        "accredited_from": _("Geaccrediteerd vanaf"), "accredited_last_day": _("Tot en met"),
        "accredited_minutes": _("Minuten"),
    }  # fmt: skip

    def get_base_queryset(self) -> QuerySet[Training]:
        """All trainings, with what is true today."""
        return listing.listed(civil.today())

    def search_queryset(self, queryset: Any) -> Any:
        """Search by title, code and provider."""
        if not self.is_searching:
            return queryset
        text = self.search_query
        return queryset.filter(Q(title__icontains=text) | Q(code__icontains=text) | Q(provider__name__icontains=text))

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for who may only look."""
        return EXPORTED if self.request.user.has_perm(EXPORT) else ()

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Offer to add a training to who may."""
        if not self.request.user.has_perm(verbs.AddTrainingView.permission):
            return []
        return [HeaderButton(_now("Opleiding toevoegen"), url=reverse("accreditation_training:new"), icon_name="plus")]


class TrainingView(FactView):
    """One training: when it is accredited, and every decision about it."""

    template_name = "accreditation/admin/training.html"
    page_title = _("Opleiding")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the story; the reasons only for who may read them."""
        training, today, user = self.object, civil.today(), self.request.user
        facts = facts_of(training)
        term = periods.begun_by(facts, today)
        return {
            **super().get_context_data(**kwargs),
            "training": training,
            "current": term if term and term.holds_on(today) else None,
            "periods": [(one, term_in_words(one), one.holds_on(today)) for one in reversed(periods.terms(facts))],
            "decisions": training.accreditations.select_related("by", "reason", "withdraws", "replaces").order_by(
                "-pk"
            ),
            "standing": periods.standing(facts),
            "may_decide": user.has_perm(verbs.DECIDE),
            "may_read_reasons": user.has_perm("accreditation.read_accreditation_reasons"),
        }


class TrainingViewSet(FactViewSet):
    """Trainings: looked up here; what the office does is a verb."""

    model = Training
    name = "accreditation_training"
    url_prefix = "accreditatie/opleidingen"
    icon = "clipboard-list"
    menu_label = _("Opleidingen")
    menu_name = "accreditatie-opleidingen"
    index_view_class = TrainingIndexView
    inspect_view_class = TrainingView
    list_per_page = 50
    list_display = (
        TitleColumn("title", label=_("Titel"), sort_key="title", get_url=lambda one: reverse("accreditation_training:inspect", args=[one.pk])),
        Column("code", label=_("Code"), sort_key="code"),
        Column("provider", label=_("Opleider"), sort_key="provider__name"),
        Column("accredited_from", label=_("Geaccrediteerd vanaf"), sort_key="accredited_from"),
        Column("accredited_last_day", label=_("Tot en met"), sort_key="accredited_last_day"),
        Column("hours", label=_("Uren"), accessor=lambda one: in_hours(one.accredited_minutes) if one.accredited_minutes else ""),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        fact = "<int:pk>/besluit/<int:fact>/"
        return [
            path("nieuw/", self.construct_view(verbs.AddTrainingView), name="new"),
            path("<int:pk>/wijzigen/", self.construct_view(verbs.ChangeTrainingView), name="change"),
            path("<int:pk>/verlenen/", self.construct_view(verbs.GrantView), name="grant"),
            path("<int:pk>/intrekken/", self.construct_view(verbs.WithdrawView), name="withdraw"),
            path(f"{fact}corrigeren/", self.construct_view(verbs.CorrectView), name="correct"),
            path(f"{fact}vervallen/", self.construct_view(verbs.AnnulView), name="annul"),
        ]


class ProviderFilterSet(WagtailFilterSet):
    """With something accredited today, or without."""

    accredited = django_filters.BooleanFilter(
        label=_("Vandaag een geaccrediteerde opleiding"), method="filter_accredited"
    )

    class Meta:
        model = Provider
        fields = ()

    def filter_accredited(self, found: QuerySet[Provider], _name: str, value: bool) -> QuerySet[Provider]:
        """Keep who has an accredited training today, or who has none."""
        return found.filter(accredited__gt=0) if value else found.filter(accredited=0)  # type: ignore[misc]  # annotated by `listing.providers`


class ProviderIndexView(FactIndexView):
    """Every provider, found by name, place or KvK number."""

    page_title = _("Opleiders")
    is_searchable = True
    base_filterset_class = ProviderFilterSet
    filterset_class = ProviderFilterSet
    export_headings = {"offered": _("Opleidingen"), "accredited": _("Vandaag geaccrediteerd")}

    def get_base_queryset(self) -> QuerySet[Provider]:
        """All providers."""
        return listing.providers(civil.today())

    def search_queryset(self, queryset: Any) -> Any:
        """Search by name, place and KvK number."""
        if not self.is_searching:
            return queryset
        text = self.search_query
        return queryset.filter(Q(name__icontains=text) | Q(place__icontains=text) | Q(kvk_number=text.replace(" ", "")))

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for who may only look."""
        return EXPORTED_PROVIDERS if self.request.user.has_perm(EXPORT) else ()

    @cached_property
    def header_buttons(self) -> list[Button]:
        """Offer to add a provider to who may."""
        if not self.request.user.has_perm(verbs.AddProviderView.permission):
            return []
        return [HeaderButton(_now("Opleider toevoegen"), url=reverse("accreditation_provider:new"), icon_name="plus")]


class ProviderView(FactView):
    """One provider and its trainings."""

    template_name = "accreditation/admin/provider.html"
    page_title = _("Opleider")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the trainings."""
        return {
            **super().get_context_data(**kwargs),
            "provider": self.object,
            "trainings": listing.listed(civil.today()).filter(provider=self.object),
            **self.people(),
        }

    def people(self) -> dict[str, Any]:
        """Return who works there, for who may change that."""
        may = self.request.user.has_perm(provider_verbs.APPROVE)
        return {"may_approve": may, **(provider_verbs.people_of(self.object) if may else {})}


class ProviderViewSet(FactViewSet):
    """Providers: looked up here; what the office does is a verb."""

    model = Provider
    name = "accreditation_provider"
    url_prefix = "accreditatie/opleiders"
    icon = "home"
    menu_label = _("Opleiders")
    menu_name = "accreditatie-opleiders"
    index_view_class = ProviderIndexView
    inspect_view_class = ProviderView
    list_per_page = 50
    list_display = (
        TitleColumn("name", label=_("Naam"), sort_key="name", get_url=lambda one: reverse("accreditation_provider:inspect", args=[one.pk])),
        Column("place", label=_("Plaats"), sort_key="place"),
        Column("offered", label=_("Opleidingen"), sort_key="offered"),
        Column("accredited", label=_("Vandaag geaccrediteerd"), sort_key="accredited"),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        return [
            path("nieuw/", self.construct_view(verbs.AddProviderView), name="new"),
            path("<int:pk>/wijzigen/", self.construct_view(verbs.ChangeProviderView), name="change"),
            path("<int:pk>/uitnodigen/", self.construct_view(provider_verbs.InvitePersonView), name="invite"),
            path(
                "<int:pk>/uitnodiging/<int:invitation>/", self.construct_view(provider_verbs.WithdrawInvitationView),
                name="withdraw_invitation",
            ),
            path("<int:pk>/toegang/<int:place>/", self.construct_view(provider_verbs.EndPersonView), name="end_person"),
        ]  # fmt: skip


class AccreditationGroup(ViewSetGroup):
    """One place in the menu."""

    menu_label = _("Accreditatie")
    menu_icon = "clipboard-list"
    menu_name = "accreditatie"
    menu_order = 180
    items = (
        ApplicationViewSet, MeetingViewSet, TrainingViewSet, ProviderViewSet, RequestViewSet, RunViewSet, ContestViewSet,
        TieViewSet, LetterViewSet,
    )  # fmt: skip


accreditation_viewsets = AccreditationGroup()
