"""The office imports a list: upload, look at the differences, confirm. The same code as `manage.py import_register`."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site import civil
from lvv_site.members.verbs import VerbView

from .importing import BadFileError, BadRowsError, ChangedError, Plan, around, run
from .models import PendingImport

PERMISSION = "register.import_register"
SHOWN = 200  # differences on one page
ABSENT_SHOWN = 50  # people who are not in the list


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(label=gettext_lazy("CSV-bestand"), allow_empty_file=True)


class ImportView(VerbView):
    """Upload a list; nothing is written yet."""

    permission = PERMISSION
    form_class = UploadForm
    page_title = gettext_lazy("Register importeren")
    header_icon = "upload"
    button = gettext_lazy("Bekijk wat er verandert")
    template_name = "register/admin/import.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Compare the list with the register and show the differences, or everything that is wrong with it."""
        content = self._content(form)
        try:
            plan = run(content, None, dry_run=True)
        except BadFileError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        except BadRowsError as error:
            return self.render_to_response(self.get_context_data(form=form, bad=error.plan.bad))
        PendingImport.objects.filter(by=self.by()).delete()
        pending = PendingImport.objects.create(content=content, fingerprint=plan.fingerprint, by=self.by())
        return redirect("register_import_confirm", pending.pk)

    def _content(self, form: Any) -> bytes:
        """Read no more than is needed to know that it is too much."""
        content: bytes = form.cleaned_data["file"].read(settings.MAX_IMPORT_BYTES + 1)
        return content

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the limit."""
        return {**super().get_context_data(**kwargs), "megabytes": settings.MAX_IMPORT_BYTES // 1_000_000}


class ConfirmImportView(VerbView):
    """Show the differences and write them."""

    permission = PERMISSION
    form_class = forms.Form
    page_title = gettext_lazy("Wat er verandert")
    header_icon = "upload"
    button = gettext_lazy("Vastleggen")
    template_name = "register/admin/import_confirm.html"

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
        messages.success(self.request, _("Vastgelegd: %(told)s.") % {"told": plan.told})
        return redirect("register_import")

    def _changed(self, form: Any, plan: Plan) -> HttpResponse:
        """Show what would be written now; agreeing to that is a new decision."""
        PendingImport.objects.filter(pk=self.pending.pk).update(fingerprint=plan.fingerprint)
        form.add_error(None, _("Intussen is er iets veranderd. Er is niets geschreven. Dit zou er nu gebeuren."))
        return self.render_to_response(self.get_context_data(form=form, plan=plan))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the differences of now."""
        plan = kwargs.pop("plan", None) or self._plan()
        changes = [change for change in plan.changes if change.changes]
        return {
            **super().get_context_data(**kwargs),
            "told": plan.told,
            "changes": changes[:SHOWN],
            "more": max(0, len(changes) - SHOWN),
            "nothing": not changes,
            "bad": plan.bad,
            "around": around(plan, civil.today(), ABSENT_SHOWN),
        }

    def _plan(self) -> Plan:
        try:
            return run(bytes(self.pending.content), None, dry_run=True)
        except BadRowsError as error:
            return error.plan

    def above(self) -> list[tuple[str, str | Promise]]:
        """Import."""
        return [(reverse("register_import"), _("Register importeren"))]
