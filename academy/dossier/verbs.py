"""What the office records about a dossier, and what it takes out: one page per verb."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from wagtail.log_actions import log

from lvv_site import civil
from lvv_site.members.verbs import VerbView

from . import forms, outcomes, overview, requirements, responses
from .models import Dossier, Handover
from .outcomes import Verdict
from .refusals import DossierError, OutdatedError

REQUIREMENT = "dossier.record_requirement"
OUTCOME = "dossier.record_outcome"
EXPORT = "dossier.export_dossier"


class DossierVerbView(VerbView, ABC):
    """Something about one dossier. A refusal is told beside its field and keeps what was typed."""

    template_name = "dossier/admin/verb.html"
    header_icon = "folder-open-1"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the dossier, as it is today."""
        super().setup(request, *args, **kwargs)
        period = get_object_or_404(
            Dossier.objects.select_related("certificate", "scheme", "other_scheme"), pk=kwargs["pk"]
        )
        self.dossier = overview.of(overview.owner_of(period), period, civil.today())

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Do it, or say why not."""
        try:
            said = self.act(form)
        except DossierError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect(self.get_success_url())

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it and return the sentence that says so."""

    def get_success_url(self) -> str:
        """Go back to the dossier."""
        return reverse("dossier_office:inspect", args=[self.dossier.period.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, dossier, verb."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("dossier_office:index"), "label": _("Dossiers")},
            {"url": self.get_success_url(), "label": str(self.dossier.period)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the dossier."""
        return {**super().get_context_data(**kwargs), "dossier": self.dossier}


class VogView(DossierVerbView):
    """Record that a VOG was seen; it is not kept."""

    permission = REQUIREMENT
    form_class = forms.VogForm
    page_title = gettext_lazy("VOG gezien")
    button = gettext_lazy("Vastleggen")

    def act(self, form: Any) -> str:
        """Record it."""
        answers = form.cleaned_data
        requirements.record_vog(self.dossier.person, answers["issued_on"], answers["on"], self.by())
        return _("Vastgelegd dat de VOG is gezien.")


class OutcomeView(DossierVerbView):
    """Record what the certifier decided."""

    permission = OUTCOME
    form_class = forms.OutcomeForm
    page_title = gettext_lazy("Uitkomst vastleggen")
    button = gettext_lazy("Vastleggen")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which dossier it is about."""
        return {**super().get_form_kwargs(), "dossier": self.dossier}

    def act(self, form: Any) -> str:
        """Record it; a granted certificate gets its next period."""
        answers = form.cleaned_data
        if self.dossier.last is None:
            raise OutdatedError(_("Dit dossier is nog niet overgedragen."))
        verdict = Verdict(
            answers["kind"], answers["decided_on"], answers["reason"], answers["scheme"], answers["seen"],
            answers["seen_event"],
        )  # fmt: skip
        outcome = outcomes.record(self.dossier.last.handover, verdict, self.by())
        if outcome.event is None:
            return _("De uitkomst is vastgelegd.")
        return _("De uitkomst is vastgelegd. De nieuwe periode begint op %(day)s.") % {
            "day": f"{outcome.event.starts:%d-%m-%Y}"
        }


@require_GET
def export_pdf(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Give the office the overview."""
    return _export(request, pk, number, responses.pdf)


@require_GET
def export_zip(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Give the office everything."""
    return _export(request, pk, number, responses.zipped)


@require_GET
def export_csv(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Give the office the lines."""
    return _export(request, pk, number, responses.csv)


def _export(request: HttpRequest, pk: int, number: int, make: responses.Response) -> HttpResponseBase:
    """Note who took it out: it holds somebody's evidence.

    Raises:
        PermissionDenied: before anything is looked up, so that nobody learns what there is.
    """
    if not request.user.has_perm(EXPORT):
        raise PermissionDenied
    handovers = Handover.objects.select_related("period__certificate", "scheme")
    handover = get_object_or_404(handovers, period=pk, number=number)
    person = overview.owner_of(handover.period)
    log(instance=person, action="dossier.export", user=request.user)
    return make(handover, person)
