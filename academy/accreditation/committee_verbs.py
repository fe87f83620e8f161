"""What the office and the committee do with a file: one page per verb. Who has a conflict of interest is told and gets none of them."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site.members.verbs import VerbView

from . import (
    access,
    assigning,
    committee_files,
    committee_forms,
    committee_letters,
    conflicts,
    steps,
    submitted,
)
from .assigning import ConflictError, Preparing
from .committee_letters import Told
from .decisions import OutdatedError, RefusedError
from .enums import AssignmentEnd, LetterKind
from .models import Application

HANDLE = access.READ_ALL[0]
Above = list[tuple[str, str | Promise]]


class FileVerbView(VerbView, ABC):
    """A verb about one file. A refusal is told beside its field and keeps what was typed."""

    permission = HANDLE
    template_name = "accreditation/admin/committee/verb.html"
    header_icon = "clipboard-list"
    done = gettext_lazy("Vastgelegd.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the file; a draft does not exist here."""
        super().setup(request, *args, **kwargs)
        found = committee_files.sent_in().filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.application: Application = found
        self.title = submitted.title_of(found)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Tell who has a conflict of interest, and send them back."""
        reasons = conflicts.of(self.by(), self.application)
        if reasons:
            messages.error(request, str(ConflictError(self.by(), reasons)))
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Remember what the visitor saw."""
        return {"seen": steps.last_number(self.application)}

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it, or say why not."""
        try:
            self.act(form)
        except RefusedError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, str(self.done))
        return redirect(self.get_success_url())

    @abstractmethod
    def act(self, form: Any) -> None:
        """Do it."""

    def get_page_subtitle(self) -> str:
        """Say about which file it is."""
        return f"{self.application.code} {self.title}"

    def get_success_url(self) -> str:
        """Go back to the file."""
        return reverse("accreditation_application:inspect", args=[self.application.pk])

    def above(self) -> Above:
        """List, file."""
        return [
            (reverse("accreditation_application:index"), _("Aanvragen")),
            (self.get_success_url(), self.application.code),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the file."""
        return {**super().get_context_data(**kwargs), "application": self.application, "title": self.title}


class LetterVerbView(FileVerbView, ABC):
    """A step with a letter. The first time round the letter is made; it is sent once somebody saw it as it is."""

    button = gettext_lazy("Vastleggen en versturen")
    done = gettext_lazy("Vastgelegd. De opleider krijgt een mail.")
    kind: LetterKind

    def form_valid(self, form: Any) -> HttpResponse:
        """Make the letter, or do it when the letter that was seen is of these answers."""
        if form.cleaned_data["seen"] != steps.last_number(self.application):
            form.add_error(None, str(OutdatedError()))
            return self.form_invalid(form)
        letter, digest = form.cleaned_data["letter"].strip(), form.digest()
        if "preview" in self.request.POST or not letter:
            return self._with_letter(self.compose(form), digest, "")
        if form.cleaned_data["made_from"] != digest:
            text = _(
                "Er veranderde iets nadat de brief gemaakt was. Kijk na of de brief nog klopt, of maak haar opnieuw."
            )
            return self._with_letter(letter, digest, text)
        return super().form_valid(form)

    def compose(self, form: Any) -> str:
        """Return the letter from its template."""
        return committee_letters.compose(self.kind, self.application, self.title, self.told(form))

    @abstractmethod
    def told(self, form: Any) -> Told:
        """Return what the letter tells."""

    def _with_letter(self, letter: str, digest: str, mistake: str) -> HttpResponse:
        data = self.request.POST.copy()
        data["letter"], data["made_from"] = letter, digest
        form = self.get_form_class()(**{**self.get_form_kwargs(), "data": data})
        form.is_valid()
        if mistake:
            form.add_error("letter", mistake)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether there is a letter to send."""
        context = super().get_context_data(**kwargs)
        return {**context, "with_letter": True, "letter_made": bool(context["form"]["letter"].value())}


class TakeUpView(LetterVerbView):
    """Take a complete file up, to a meeting."""

    page_title = gettext_lazy("In behandeling nemen")
    form_class = committee_forms.TakeUpForm
    kind = LetterKind.TAKEN_UP

    def get_initial(self) -> dict[str, Any]:
        """Propose the first meeting for which it is in time."""
        return {**super().get_initial(), "meeting": committee_files.next_for(self.application)}

    def told(self, form: Any) -> Told:
        """Name the meeting."""
        return Told(meeting=form.cleaned_data["meeting"])

    def act(self, form: Any) -> None:
        """Take up."""
        answers = form.cleaned_data
        doing = Preparing(self.by(), answers["seen"])
        assigning.take_up(self.application, answers["meeting"], answers["letter"], doing)


class SendBackView(LetterVerbView):
    """Send a file back to be completed."""

    page_title = gettext_lazy("Terugsturen om aan te vullen")
    form_class = committee_forms.SendBackForm
    kind = LetterKind.INCOMPLETE

    def told(self, form: Any) -> Told:
        """Say what is missing."""
        return Told(reason=form.cleaned_data["message"])

    def act(self, form: Any) -> None:
        """Send back."""
        answers = form.cleaned_data
        doing = Preparing(self.by(), answers["seen"])
        assigning.send_back(self.application, answers["message"], answers["letter"], doing)


class AssignView(FileVerbView):
    """Give the file to two assessors; who has a conflict of interest is listed, with the reason, and cannot be chosen."""

    page_title = gettext_lazy("Beoordelaars toewijzen")
    button = gettext_lazy("Toewijzen")
    template_name = "accreditation/admin/committee/assign.html"
    form_class = committee_forms.AssignForm
    done = gettext_lazy("Toegewezen. De beoordelaars krijgen een mail.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find who may assess this file and who may not."""
        super().setup(request, *args, **kwargs)
        everybody = list(committee_forms.workers("assessor"))
        found = conflicts.between(everybody, [self.application])
        self.tied = [
            (one, found[one.pk, self.application.pk]) for one in everybody if found[one.pk, self.application.pk]
        ]
        self.free = [one for one in everybody if not found[one.pk, self.application.pk]]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer who may."""
        return {**super().get_form_kwargs(), "free": self.free}

    def get_initial(self) -> dict[str, Any]:
        """Start from who assesses it now, and the meeting that it is for."""
        now = {f"assessor_{one.seat}": one.assessor_id for one in committee_files.standing(self.application)}
        meeting = committee_files.meeting_of(self.application) or committee_files.next_for(self.application)
        return {**super().get_initial(), **now, "meeting": meeting, "seated": assigning.seated(self.application)}

    def act(self, form: Any) -> None:
        """Assign."""
        answers = form.cleaned_data
        chosen = [answers["assessor_1"], answers["assessor_2"]]
        doing = Preparing(self.by(), answers["seen"], answers["seated"])
        assigning.assign(self.application, answers["meeting"], chosen, doing)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show who may not, and who judged it before an objection."""
        before = self.application.assignments.filter(end=AssignmentEnd.DECIDED).select_related("assessor__person")
        return {
            **super().get_context_data(**kwargs),
            "tied": self.tied,
            "judged_before": list(dict.fromkeys(committee_forms.shown(one.assessor) for one in before)),
        }
