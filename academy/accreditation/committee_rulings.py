"""Deciding about a file on screen: accrediting, refusing, and taking a mistaken decision back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.certification.dates import DAY
from lvv_site import civil

from . import access, assigning, committee_files, committee_forms, deciding
from .assigning import Preparing
from .committee_letters import Told
from .committee_verbs import FileVerbView, LetterVerbView
from .deciding import Ruling
from .enums import LetterKind, StepKind

DECIDE = access.READ_ALL[1]


class RulingView(LetterVerbView):
    """A decision of the committee, in the meeting for which the file was."""

    permission = DECIDE
    template_name = "accreditation/admin/committee/decide.html"
    step: StepKind

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Let nobody see what another assessor found before their own assessment is given."""
        mine = access.assignment_of(self.by(), self.application)
        if mine is not None and not hasattr(mine, "assessment"):
            messages.error(request, _("Geef eerst je eigen beoordeling van deze aanvraag."))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask why only if an assessment lacks."""
        return {**super().get_form_kwargs(), "complete": not deciding.lacking(self.application)}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {**super().get_initial(), "decided_on": civil.today()}

    @property
    def kind(self) -> LetterKind:  # type: ignore[override]  # it depends on the file
        """Which letter."""
        return deciding.letter_kind(self.application, self.step)

    def ruling(self, form: Any) -> Ruling:
        """Return what is decided."""
        answers = form.cleaned_data
        because = answers.get("incomplete_because", "")
        return Ruling(self.by(), answers["decided_on"], answers["seen"], answers["reason"], answers["letter"], because)

    def told(self, form: Any) -> Told:
        """Name day, meeting and reason."""
        answers = form.cleaned_data
        return Told(answers["decided_on"], committee_files.meeting_of(self.application), answers["reason"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what the assessors found."""
        return {
            **super().get_context_data(**kwargs),
            "meeting": committee_files.meeting_of(self.application),
            "considered": committee_files.considered(self.application),
            "lacking": deciding.lacking(self.application),
            "objection": deciding.objected(self.application),
        }


class AccreditView(RulingView):
    """Accredit."""

    page_title = gettext_lazy("Accrediteren")
    form_class = committee_forms.AccreditForm
    step = StepKind.ACCREDITED

    def get_initial(self) -> dict[str, Any]:
        """Propose what was asked, for the usual term."""
        found = deciding.proposed(self.application, civil.today())
        return {
            **super().get_initial(), "starts": found.starts, "last_day": found.until - DAY if found.until else None,
            "minutes": found.minutes, "hours_kind": found.hours_kind,
        }  # fmt: skip

    def told(self, form: Any) -> Told:
        """Name what is granted too."""
        told = super().told(form)
        return Told(told.on, told.meeting, told.reason, form.granting())

    def act(self, form: Any) -> None:
        """Accredit."""
        deciding.accredit(self.application, form.granting(), self.ruling(form))


class RefuseView(RulingView):
    """Refuse."""

    page_title = gettext_lazy("Afwijzen")
    form_class = committee_forms.RefuseForm
    step = StepKind.REFUSED
    serious = True

    def act(self, form: Any) -> None:
        """Refuse."""
        deciding.refuse(self.application, self.ruling(form))


class ReopenView(FileVerbView):
    """Take a mistaken decision back."""

    permission = DECIDE
    page_title = gettext_lazy("Besluit heropenen")
    button = gettext_lazy("Heropenen")
    form_class = committee_forms.ReopenForm
    serious = True

    def act(self, form: Any) -> None:
        """Reopen."""
        answers = form.cleaned_data
        assigning.reopen(self.application, answers["reason"], Preparing(self.by(), answers["seen"]))
