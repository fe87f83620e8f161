"""What the office can decide about a certificate: one page per verb, all through the one door of `decisions.py`."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site.members.verbs import VerbView

from . import decisions, forms, proposals
from .decisions import Decision, OutdatedError, RefusedError
from .enums import EventKind
from .models import Certificate, Proposal
from .proposal_mails import CONFIRM

DECIDE = "certification.decide_status"


class CertificateVerbView(VerbView, ABC):
    """A decision about one certificate. A refusal is told beside its field and keeps what was typed."""

    permission = DECIDE
    template_name = "certification/admin/verb.html"
    header_icon = "clipboard-list"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the certificate."""
        super().setup(request, *args, **kwargs)
        self.certificate = get_object_or_404(Certificate.objects.select_related("person"), pk=kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which certificate it is about."""
        return {**super().get_form_kwargs(), "certificate": self.certificate}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Decide, or say why not."""
        try:
            self.act(form, self._decision(form))
        except RefusedError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, self.said())
        return redirect(self.get_success_url())

    @abstractmethod
    def act(self, form: Any, decision: Decision) -> None:
        """Decide."""

    def said(self) -> str:
        """Return the sentence that says that it was done."""
        return _("Vastgelegd. Het register toont het meteen.")

    def _decision(self, form: Any) -> Decision:
        answers = form.cleaned_data
        return Decision(self.by(), answers["decided_on"], answers["reason"], answers["seen"])

    def get_page_subtitle(self) -> str:
        """Say about whom it is."""
        return str(self.certificate.person)

    def get_success_url(self) -> str:
        """Go back to the certificate."""
        return reverse("certificate:inspect", args=[self.certificate.pk])

    def above(self) -> list[tuple[str, str | Promise]]:
        """List, certificate."""
        return [(reverse("certificate:index"), _("Certificaten")), (self.get_success_url(), str(self.certificate))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the certificate."""
        return {**super().get_context_data(**kwargs), "certificate": self.certificate}


class GrantView(CertificateVerbView):
    """Grant a period."""

    form_class = forms.GrantForm
    page_title = gettext_lazy("Periode verlenen")
    button = gettext_lazy("Verlenen")

    def act(self, form: Any, decision: Decision) -> None:
        """Grant."""
        answers = form.cleaned_data
        decisions.grant(
            self.certificate, answers["starts"], answers["until"], answers["scheme"], decision,
            other_scheme=answers["other_scheme"],
        )  # fmt: skip


class EndView(CertificateVerbView):
    """Correct the last day of a period."""

    form_class = forms.EndForm
    page_title = gettext_lazy("Einddatum corrigeren")
    button = gettext_lazy("Corrigeren")

    def act(self, form: Any, decision: Decision) -> None:
        """Correct."""
        decisions.change_end(self.certificate, form.cleaned_data["starts"], form.cleaned_data["until"], decision)


class MeasureView(CertificateVerbView):
    """Propose a measure; a second person decides."""

    kind: ClassVar[EventKind]
    button = gettext_lazy("Voorleggen aan een tweede persoon")
    template_name = "certification/admin/measure.html"

    def act(self, form: Any, decision: Decision) -> None:
        """Propose."""
        answers = form.cleaned_data
        proposals.propose(self.certificate, self.kind, answers["starts"], decision, answers.get("until"))

    def said(self) -> str:
        """Say that nothing happened yet."""
        return _("Voorgelegd. Het geldt pas als een tweede persoon het bevestigt.")


class ConditionView(MeasureView):
    """Make the registration conditional."""

    kind = EventKind.CONDITIONAL
    form_class = forms.ConditionForm
    page_title = gettext_lazy("Voorwaarde stellen")


class SuspendView(MeasureView):
    """Suspend up to and including a day."""

    kind = EventKind.SUSPENDED
    form_class = forms.SuspensionForm
    page_title = gettext_lazy("Schorsen")


class LiftView(CertificateVerbView):
    """End a measure before its last day."""

    form_class = forms.LiftForm
    page_title = gettext_lazy("Maatregel opheffen")
    button = gettext_lazy("Opheffen")

    def act(self, form: Any, decision: Decision) -> None:
        """Lift."""
        decisions.lift(self.certificate, form.cleaned_data["measure"], form.cleaned_data["starts"], decision)


class ResignView(CertificateVerbView):
    """Take somebody out at their own request."""

    form_class = forms.FromForm
    page_title = gettext_lazy("Uitschrijven op eigen verzoek")
    button = gettext_lazy("Uitschrijven")

    def act(self, form: Any, decision: Decision) -> None:
        """Resign."""
        decisions.resign(self.certificate, form.cleaned_data["starts"], decision)


class StrikeOffView(MeasureView):
    """Strike off from a day on."""

    kind = EventKind.STRUCK_OFF
    form_class = forms.FromForm
    page_title = gettext_lazy("Doorhalen")


class ProposalView(CertificateVerbView):
    """Something to do with a proposal that waits for its second person."""

    form_class: type[BaseForm] = Form
    template_name = "certification/admin/proposal.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the proposal; None when somebody was first."""
        super().setup(request, *args, **kwargs)
        self.proposal = Proposal.objects.filter(certificate=self.certificate, pk=kwargs["proposal"]).first()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Tell who comes too late."""
        if self.proposal is None:
            messages.error(request, str(OutdatedError()))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is nothing to fill in."""
        return super(CertificateVerbView, self).get_form_kwargs()

    def _decision(self, form: Any) -> Any:
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the proposal, and what was decided since."""
        assert self.proposal is not None  # noqa: S101 - `dispatch` sent everybody else away
        return {
            **super().get_context_data(**kwargs),
            "proposal": self.proposal,
            "since": self.certificate.events.filter(recorded_at__gt=self.proposal.made_at),
            "may_read_reasons": self.request.user.has_perm("certification.read_reasons"),
        }


class ConfirmView(ProposalView):
    """Decide as the second person."""

    permission = CONFIRM
    form_class = forms.ConfirmForm
    page_title = gettext_lazy("Voorstel bevestigen")
    button = gettext_lazy("Bevestigen")

    def act(self, form: Any, decision: Decision) -> None:
        """Confirm."""
        proposals.confirm(self.kwargs["proposal"], self.by(), form.cleaned_data["seen"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which certificate it is about: it remembers what the page showed."""
        return {**super().get_form_kwargs(), "certificate": self.certificate}


class WithdrawView(ProposalView):
    """Take a proposal back."""

    page_title = gettext_lazy("Voorstel intrekken")
    button = gettext_lazy("Intrekken")

    def act(self, form: Any, decision: Decision) -> None:
        """Withdraw."""
        proposals.withdraw(self.kwargs["proposal"], self.by())

    def said(self) -> str:
        """Say that nothing was decided."""
        return _("Ingetrokken. Er is niets besloten.")


@dataclass(frozen=True)
class Verb:
    """One verb: its address, view and the word on its button."""

    name: str
    path: str
    view: Callable[..., Any]
    label: str | Promise
    icon: str


VERBS = (
    Verb("grant", "verlenen", GrantView, gettext_lazy("Periode verlenen"), "plus"),
    Verb("change_end", "einddatum", EndView, gettext_lazy("Einddatum corrigeren"), "date"),
    Verb("condition", "voorwaarde", ConditionView, gettext_lazy("Voorwaarde stellen"), "list-ul"),
    Verb("suspend", "schorsen", SuspendView, gettext_lazy("Schorsen"), "lock"),
    Verb("lift", "opheffen", LiftView, gettext_lazy("Maatregel opheffen"), "lock-open"),
    Verb("resign", "uitschrijven", ResignView, gettext_lazy("Uitschrijven"), "logout"),
    Verb("strike_off", "doorhalen", StrikeOffView, gettext_lazy("Doorhalen"), "cross"),
)
