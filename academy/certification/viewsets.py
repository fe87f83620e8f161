"""The office's list of certificates and the one page with a certificate's whole history."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import DateField, F, Func, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from lvv_site import civil
from lvv_site.members.models import Person
from lvv_site.viewsets import FactIndexView, FactView, FactViewSet

from . import adjustment_verbs, status, verbs
from .decisions import held_record
from .enums import Status
from .models import Adjustment, Certificate, Period, SchemeVersion, StatusSpan
from .numbers import number_key
from .proposal_mails import CONFIRM

VERBS = (*verbs.VERBS, *adjustment_verbs.VERBS)
EXPORTED = ("number", "person", "status_today", "valid_from", "valid_until")


def listed(on: dt.date) -> QuerySet[Certificate]:
    """Return certificates with the status on a date and the period that it belongs to (or the last one)."""
    span = StatusSpan.objects.filter(certificate=OuterRef("pk"), during__contains=on).values("status")[:1]
    periods = Period.objects.filter(certificate=OuterRef("pk"), during__startswith__lte=on).order_by("-during")
    last_day = Func(F("during__endswith"), template="(%(expressions)s - 1)", output_field=DateField())
    return (
        Certificate.objects.select_related("person")
        .annotate(
            status_today=Subquery(span),
            valid_from=Subquery(periods.values("during__startswith")[:1]),
            valid_until=Subquery(periods.annotate(last=last_day).values("last")[:1]),
        )
        .order_by("person__family_name", "person__given_name", "pk")
    )


class CertificateFilterSet(WagtailFilterSet):
    """By status today and by scheme."""

    status_today = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices, method="filter_status")
    scheme = django_filters.ModelChoiceFilter(
        label=_("Regeling"), queryset=SchemeVersion.objects.all(), field_name="periods__scheme", distinct=True
    )

    class Meta:
        model = Certificate
        fields = ()

    def filter_status(self, found: QuerySet[Certificate], _name: str, value: str) -> QuerySet[Certificate]:
        """Keep one status; not registered is having none."""
        if value == Status.NOT_REGISTERED:
            return found.filter(status_today=None)  # type: ignore[misc]  # annotated by `listed`
        return found.filter(status_today=value)  # type: ignore[misc]  # annotated by `listed`


class CertificateIndexView(FactIndexView):
    """Everybody, found by number, name or e-mail address."""

    is_searchable = True
    base_filterset_class = CertificateFilterSet
    filterset_class = CertificateFilterSet

    def get_base_queryset(self) -> QuerySet[Certificate]:
        """All certificates, with their status today."""
        return listed(civil.today())

    def search_queryset(self, queryset: Any) -> Any:
        """Search by number in any form, else by person."""
        if not self.is_searching:
            return queryset
        numbers = queryset.filter(number_key=number_key(self.search_query))
        return numbers if numbers.exists() else queryset.filter(person__in=Person.objects.search(self.search_query))

    @cached_property
    def list_export(self) -> tuple[str, ...]:
        """Return the columns of the export: none for who may only look."""
        return EXPORTED if self.request.user.has_perm("certification.export_certificates") else ()


class CertificateView(FactView):
    """One certificate: what holds today, its periods, every decision, what waits for a second person."""

    template_name = "certification/admin/certificate.html"
    page_title = _("Certificaat")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the story; the reasons only for who may read them."""
        return {
            **super().get_context_data(**kwargs),
            "certificate": self.object,
            "story": story(self.request, self.object),
            "verbs": VERBS,
        }


def story(request: HttpRequest, certificate: Certificate) -> dict[str, Any]:
    """Return everything about a certificate that this visitor may see."""
    held = held_record(certificate)
    events = certificate.events.select_related("scheme", "by__person", "second_by__person", "lifts", "reason").order_by(
        "-pk"
    )
    changes = Adjustment.objects.select_related("by__person", "reason", "collective__reason", "replaced_by").order_by(
        "pk"
    )
    return {
        "certificate": certificate,
        "status": status.status_in(held, civil.today()),
        "periods": certificate.periods.select_related("scheme", "other_scheme")
        .prefetch_related(Prefetch("adjustments", changes))
        .order_by("-during"),
        "events": events.prefetch_related(Prefetch("adjustments", changes)),
        "proposals": certificate.proposals.select_related("by__person"),
        "withdrawn": certificate.withdrawn_proposals.select_related(
            "by__person", "withdrawn_by__person", "reason"
        ).order_by("-pk"),
        "may_read_reasons": request.user.has_perm("certification.read_reasons"),
        "may_decide": request.user.has_perm(verbs.DECIDE),
        "may_confirm": request.user.has_perm(CONFIRM),
    }


class CertificateViewSet(FactViewSet):
    """Certificates: looked up, never added or deleted here; what may be decided is a verb."""

    model = Certificate
    name = "certificate"
    url_prefix = "certificaten"
    icon = "clipboard-list"
    menu_label = _("Certificaten")
    menu_order = 160
    add_to_admin_menu = True
    index_view_class = CertificateIndexView
    inspect_view_class = CertificateView
    list_per_page = 50
    list_display = (
        "number",
        Column("person", label=_("Naam"), sort_key="person__family_name"),
        Column(
            "status_today",
            label=_("Status vandaag"),
            accessor=lambda one: Status(one.status_today or "not_registered").label,
        ),
        Column("valid_until", label=_("Tot en met"), sort_key="valid_until"),
    )

    def verb_patterns(self) -> list[URLPattern]:
        """Return one address for each verb, and those of a proposal."""
        proposal = "<int:pk>/voorstel/<int:proposal>/"
        return [
            *(path(f"<int:pk>/{verb.path}/", self.construct_view(verb.view), name=verb.name) for verb in VERBS),
            path(f"{proposal}bevestigen/", self.construct_view(verbs.ConfirmView), name="confirm"),
            path(f"{proposal}intrekken/", self.construct_view(verbs.WithdrawView), name="withdraw"),
        ]


certificate_viewset = CertificateViewSet()
