"""Taking hours along: the lines of the ledger between two days (the ledger's own list), and how far everybody is."""

import datetime as dt
from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import Person
from lvv_site.spreadsheets import SafeExportMixin

from . import queries
from .queries import Standing
from .viewsets import EXPORT

BATCH = 1000
GENERAL = {
    "number": gettext_lazy("Registernummer"), "name": gettext_lazy("Naam"), "email": gettext_lazy("E-mailadres"),
    "scheme": gettext_lazy("Regeling"), "start": gettext_lazy("Eerste dag"), "last_day": gettext_lazy("Laatste dag"),
    "total": gettext_lazy("Telt mee"), "needed": gettext_lazy("Nodig"), "short": gettext_lazy("Nog nodig"),
    "met": gettext_lazy("Gehaald"), "reachable": gettext_lazy("Nog haalbaar"),
}  # fmt: skip
PER_KIND = {
    "credited": gettext_lazy("telt mee"), "minimum": gettext_lazy("nodig"), "short": gettext_lazy("nog nodig"),
    "pending": gettext_lazy("wacht"),
}  # fmt: skip


def headings() -> dict[str, str]:
    """Return the columns: the whole, then each kind of hours."""
    kinds = {f"{kind.value}_{name}": f"{kind.label}: {label}" for kind in HoursKind for name, label in PER_KIND.items()}
    return {**{name: str(label) for name, label in GENERAL.items()}, **kinds}


def rows(today: dt.date) -> Iterator[dict[str, Any]]:
    """Yield how far everybody is whose period runs today, in hours, in constant memory."""
    for some in batched(queries.running(today), BATCH):
        people = Person.objects.in_bulk({one.person_id for one in some})
        for one in some:
            yield _row(one, people[one.person_id])


def _row(standing: Standing, person: Person) -> dict[str, Any]:
    seen, period = standing.progress, standing.period
    found = {
        "number": period.certificate.number, "name": person.full_name, "email": person.email or "",
        "scheme": seen.scheme_used, "start": period.start, "last_day": period.last_day, "total": seen.total / 60,
        "needed": seen.total_min / 60, "short": seen.still_short / 60, "met": _("ja") if seen.met else _("nee"),
        "reachable": _("nee") if seen.reachable is False else _("ja"),
    }  # fmt: skip
    for kind in HoursKind.values:
        found |= {f"{kind}_{name}": getattr(seen, name).get(kind, 0) / 60 for name in PER_KIND}
    return found


class ExportView(SafeExportMixin, WagtailAdminTemplateMixin, TemplateView):
    """What can be taken along; `?export=csv` or `xlsx` sends how far everybody is."""

    template_name = "hours/admin/export.html"
    page_title = gettext_lazy("Uren exporteren")
    header_icon = "download"
    export_filename = "stand-uren"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the page, or send the file.

        Raises:
            PermissionDenied: the visitor may not export.
        """
        if not request.user.has_perm(EXPORT):
            raise PermissionDenied
        if self.is_export:
            self.export_headings = headings()
            self.list_export = tuple(self.export_headings)
            return self.as_spreadsheet(rows(civil.today()), request.GET["export"])
        return super().get(request, *args, **kwargs)

    def to_row_dict(self, item: dict[str, Any]) -> Any:
        """A row is a row already."""
        return item

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Only this."""
        return [*self.breadcrumbs_items, {"url": reverse("hours_export"), "label": self.page_title}]
