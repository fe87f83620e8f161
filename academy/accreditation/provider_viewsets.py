"""The office's list of requests for an account, and the page of one."""

from typing import Any

import django_filters
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import provider_verbs
from .models import Provider, ProviderRequest

WAITING, APPROVED, REFUSED = "waiting", "approved", "refused"
STATES = [(WAITING, _("wacht op het bureau")), (APPROVED, _("goedgekeurd")), (REFUSED, _("afgewezen"))]
IN_STATE = {
    WAITING: Q(decided_at=None),
    APPROVED: Q(provider__isnull=False),
    REFUSED: Q(decided_at__isnull=False, provider=None),
}


def state_of(asked: ProviderRequest) -> str | Promise:
    """Return how a request stands, in words."""
    state = WAITING if asked.decided_at is None else APPROVED if asked.provider_id else REFUSED
    return dict(STATES)[state]


class RequestFilterSet(WagtailFilterSet):
    """How a request stands."""

    state = django_filters.ChoiceFilter(label=_("Hoe het staat"), choices=STATES, method="filter_state")

    class Meta:
        model = ProviderRequest
        fields = ()

    def filter_state(self, found: QuerySet[ProviderRequest], _name: str, value: str) -> QuerySet[ProviderRequest]:
        """Keep the requests that stand like this."""
        return found.filter(IN_STATE[value])


class RequestIndexView(FactIndexView):
    """Every request whose address was proven, those that wait first."""

    page_title = _("Aanvragen voor een account")
    is_searchable = True
    base_filterset_class = RequestFilterSet
    filterset_class = RequestFilterSet
    default_ordering = ("-waits", "-confirmed_at", "-pk")
    list_export = ()

    def get_base_queryset(self) -> QuerySet[ProviderRequest]:
        """Requests that are the office's to see."""
        waits = Case(When(decided_at=None, then=Value(True)), default=Value(False), output_field=BooleanField())
        return ProviderRequest.objects.filter(confirmed_at__isnull=False).annotate(waits=waits)

    def search_queryset(self, queryset: Any) -> Any:
        """Search by organisation, place, KvK number and who asks."""
        if not self.is_searching:
            return queryset
        text = self.search_query
        return queryset.filter(
            Q(name__icontains=text) | Q(place__icontains=text) | Q(contact__icontains=text) | Q(email__iexact=text)
            | Q(kvk_number=text.replace(" ", ""))
        )  # fmt: skip


class RequestView(FactView):
    """One request, and who else has its KvK number."""

    template_name = "accreditation/admin/provider_request.html"
    page_title = _("Aanvraag voor een account")

    def get_object(self) -> ProviderRequest:
        """Return a request that is the office's to see."""
        found: ProviderRequest = super().get_object()
        if found.confirmed_at is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what helps to decide."""
        asked = self.object
        same = ProviderRequest.objects.filter(kvk_number=asked.kvk_number, confirmed_at__isnull=False)
        return {
            **super().get_context_data(**kwargs),
            "asked": asked,
            "state": state_of(asked),
            "known": Provider.objects.filter(kvk_number=asked.kvk_number).first(),
            "others": same.exclude(pk=asked.pk),
            "may_decide": self.request.user.has_perm(provider_verbs.APPROVE) and asked.decided_at is None,
        }


class RequestViewSet(FactViewSet):
    """Requests: looked up here; what the office does is a verb."""

    model = ProviderRequest
    name = "accreditation_request"
    url_prefix = "accreditatie/accounts"
    icon = "mail"
    menu_label = _("Aanvragen voor een account")
    menu_name = "accreditatie-accounts"
    index_view_class = RequestIndexView
    inspect_view_class = RequestView
    list_per_page = 50
    list_display = (
        TitleColumn("name", label=_("Organisatie"), sort_key="name", get_url=lambda one: reverse("accreditation_request:inspect", args=[one.pk])),
        Column("place", label=_("Plaats"), sort_key="place"),
        Column("kvk_number", label=_("KvK-nummer"), sort_key="kvk_number"),
        DateColumn("confirmed_at", label=_("Gevraagd"), sort_key="confirmed_at"),
        Column("state", label=_("Hoe het staat"), accessor=state_of),
    )  # fmt: skip

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb."""
        return [
            path("<int:pk>/goedkeuren/", self.construct_view(provider_verbs.ApproveView), name="approve"),
            path("<int:pk>/koppelen/", self.construct_view(provider_verbs.ConnectView), name="connect"),
            path("<int:pk>/afwijzen/", self.construct_view(provider_verbs.RefuseView), name="refuse"),
        ]
