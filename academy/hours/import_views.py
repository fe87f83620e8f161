"""The office imports a list of hours: upload, look, confirm. The same code as `manage.py import_hours`."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site.members.verbs import VerbView
from lvv_site.spreadsheets import SpreadsheetError

from .admin_forms import ListForm
from .importing import COLUMNS, STARTED, BadRowsError, ChangedError, Plan, run
from .models import PendingImport

PERMISSION = "hours.import_hours"
SHOWN = 200  # rows on one page


class ImportView(VerbView):
    """Upload a list; nothing is written yet."""

    permission = PERMISSION
    form_class = ListForm
    page_title = gettext_lazy("Uren importeren")
    header_icon = "upload"
    button = gettext_lazy("Bekijk wat er verandert")
    template_name = "hours/admin/import.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Compare the list with the ledger and show the differences, or everything that is wrong with it."""
        content: bytes = form.cleaned_data["file"].read(settings.MAX_IMPORT_BYTES + 1)
        try:
            plan = run(content, None, dry_run=True)
        except SpreadsheetError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        except BadRowsError as error:
            return self.render_to_response(self.get_context_data(form=form, plan=error.plan))
        PendingImport.objects.filter(by=self.by()).delete()
        pending = PendingImport.objects.create(content=content, fingerprint=plan.fingerprint, by=self.by())
        return redirect("hours_import_confirm", pending.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what a list looks like, and the bad rows."""
        plan: Plan | None = kwargs.get("plan")
        return {
            **super().get_context_data(**kwargs),
            "columns": COLUMNS,
            "started": STARTED,
            "megabytes": settings.MAX_IMPORT_BYTES // 1024**2,
            "bad": plan.bad[:SHOWN] if plan else [],
            "number": len(plan.bad) if plan else 0,
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Only this."""
        return [*self.breadcrumbs_items, {"url": reverse("hours_import"), "label": self.page_title}]


class ConfirmImportView(VerbView):
    """Show what would be written, and write it."""

    permission = PERMISSION
    form_class = forms.Form
    page_title = gettext_lazy("Wat er verandert")
    header_icon = "upload"
    button = gettext_lazy("Vastleggen")
    template_name = "hours/admin/import_confirm.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the list; only who uploaded it sees it."""
        super().setup(request, *args, **kwargs)
        self.pending = get_object_or_404(PendingImport, pk=kwargs["pk"], by=self.by())

    def form_valid(self, form: Any) -> HttpResponse:
        """Write what was shown, all of it or nothing."""
        try:
            plan = run(bytes(self.pending.content), self.by(), shown=self.pending.fingerprint)
        except (ChangedError, BadRowsError) as error:
            return self._changed(form, error.plan)
        self.pending.delete()
        messages.success(self.request, _("Vastgelegd: %(told)s.") % {"told": told(plan)})
        return redirect("hours_import")

    def _changed(self, form: Any, plan: Plan) -> HttpResponse:
        """Show what would be written now; agreeing to that is a new decision."""
        PendingImport.objects.filter(pk=self.pending.pk).update(fingerprint=plan.fingerprint)
        form.add_error(None, _("Intussen is er iets veranderd. Er is niets geschreven. Dit zou er nu gebeuren."))
        return self.render_to_response(self.get_context_data(form=form, plan=plan))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the differences of now."""
        plan = kwargs.pop("plan", None) or self._plan()
        return {
            **super().get_context_data(**kwargs),
            "told": told(plan),
            "new": plan.new[:SHOWN],
            "more": max(0, len(plan.new) - SHOWN),
            "taken": [one for one in plan.present if one.taken][:SHOWN],
            "bad": plan.bad[:SHOWN],
        }

    def _plan(self) -> Plan:
        try:
            return run(bytes(self.pending.content), None, dry_run=True)
        except BadRowsError as error:
            return error.plan

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Import, differences."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("hours_import"), "label": _("Uren importeren")},
            {"url": "", "label": self.page_title},
        ]


def told(plan: Plan) -> str:
    """Return the counts of a plan as a sentence."""
    counts = {"new": len(plan.new), "present": len(plan.present)}
    return _("%(new)d nieuw, %(present)d stond er al") % counts
