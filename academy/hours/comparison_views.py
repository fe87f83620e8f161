"""Comparing a scheme version with what everybody has now: asking for it, reading it, taking it along."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from academy.certification.models import SchemeVersion
from lvv_site import civil
from lvv_site.members.panels import Panel
from lvv_site.members.verbs import VerbView
from lvv_site.spreadsheets import SafeExportMixin

from . import comparison, verbs
from .comparison import Outcome
from .models import ComparedPeriod
from .tasks import compare_scheme
from .viewsets import EXPORT

CHANGE = "certification.change_schemeversion"
SHOWN = 100
EXPORTED = {
    "period.certificate.number": gettext_lazy("Registernummer"),
    "period.certificate.person.full_name": gettext_lazy("Naam"),
    "period.scheme.code": gettext_lazy("Regeling nu"),
    "period.last_day": gettext_lazy("Laatste dag"),
    "hours_now": gettext_lazy("Nu nog nodig (uur)"),
    "hours_then": gettext_lazy("Dan nog nodig (uur)"),
    "met_now": gettext_lazy("Nu gehaald"),
    "met_then": gettext_lazy("Dan gehaald"),
    "reachable_then": gettext_lazy("Dan nog haalbaar"),
}


def panel(request: HttpRequest, scheme: SchemeVersion) -> list[Panel]:
    """Show on the page of a scheme version what is known of its comparison, to who may see hours."""
    if not request.user.has_perm(verbs.VIEW):
        return []
    found = comparison.current(scheme)
    context = {
        "scheme": scheme,
        "comparison": found,
        "counts": comparison.counts(found) if found and found.finished_at else None,
        "may_compare": request.user.has_perm(CHANGE),
    }
    return [Panel(_("Wie wordt er beter of slechter van?"), "hours/admin/comparison_panel.html", context)]


class CompareView(VerbView):
    """Compare now."""

    permission = CHANGE
    form_class: type[BaseForm] = Form
    page_title = gettext_lazy("Vergelijken")
    header_icon = "list-ul"
    button = gettext_lazy("Vergelijken")
    http_method_names = ("post",)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Do it, or leave it to a task when it is about very many."""
        scheme = get_object_or_404(SchemeVersion, pk=self.kwargs["pk"])
        begun = comparison.begin(scheme, self.by(), civil.today())
        if comparison.size(begun.as_of) <= comparison.AT_ONCE:
            comparison.compare(begun)
        else:
            compare_scheme.enqueue(begun.pk)
        return redirect("scheme:inspect", scheme.pk)


class ComparisonView(SafeExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """The list behind the counts, a page at a time, and as a file for who may export."""

    template_name = "hours/admin/comparison.html"
    page_title = gettext_lazy("Wie wordt er beter of slechter van?")
    header_icon = "list-ul"
    list_export = tuple(EXPORTED)
    export_headings = EXPORTED
    export_filename = "vergelijking"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the list.

        Raises:
            PermissionDenied: the visitor may not see hours.
        """
        if not request.user.has_perm(verbs.VIEW):
            raise PermissionDenied
        if self.is_export and not request.user.has_perm(EXPORT):
            return render(request, "403.html", status=403)
        self.scheme = get_object_or_404(SchemeVersion, pk=kwargs["pk"])
        found = comparison.current(self.scheme)
        if found is None or found.finished_at is None:
            return redirect("scheme:inspect", self.scheme.pk)
        self.found = found
        self.rows = comparison.listed(found, request.GET.get("uitkomst", ""))
        if self.is_export:
            return self.as_spreadsheet(self.rows, request.GET["export"])
        return super().get(request, *args, **kwargs)

    def to_row_dict(self, item: ComparedPeriod) -> Any:
        """Write hours, not minutes."""
        item.hours_now, item.hours_then = item.short_now / 60, item.short_then / 60  # type: ignore[attr-defined]
        return super().to_row_dict(item)

    @property
    def show_export_buttons(self) -> bool:
        """Only for who may export."""
        return bool(self.request.user.has_perm(EXPORT))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of the list."""
        page = Paginator(self.rows, SHOWN).get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "scheme": self.scheme,
            "comparison": self.found,
            "counts": comparison.counts(self.found),
            "page": page,
            "elided_page_range": page.paginator.get_elided_page_range(page.number),
            "outcomes": [(Outcome.WORSE, _("slechter")), (Outcome.BETTER, _("beter")), (Outcome.SAME, _("gelijk"))],
            "chosen": self.request.GET.get("uitkomst", ""),
            "may_export": self.show_export_buttons,
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, version, comparison."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("scheme:index"), "label": _("Regelingen")},
            {"url": reverse("scheme:inspect", args=[self.scheme.pk]), "label": str(self.scheme)},
            {"url": "", "label": self.page_title},
        ]
