"""An assessor at work: the form that saves itself, giving the assessment, and handing a file back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site.members.verbs import VerbView

from . import access, assessing, assigning, checklist, committee_files, submitted
from .assessing import Answers, OutdatedDraftError
from .assessment_form import AssessmentForm
from .committee_verbs import Above
from .decisions import RefusedError
from .models import Application, AssessmentDraft, Assignment

AUTOSAVE = "X-Autosave"


class MineView(VerbView):
    """Something that an assessor does with a file that is assigned to them; any other does not exist."""

    permission = access.ASSESS
    header_icon = "clipboard-list"
    template_name = "accreditation/admin/committee/verb.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the assignment."""
        super().setup(request, *args, **kwargs)
        found = committee_files.sent_in().filter(pk=kwargs["pk"]).first()
        mine = access.assignment_of(self.by(), found) if found else None
        if found is None or mine is None:
            raise Http404
        self.application: Application = found
        self.mine: Assignment = mine
        self.title = submitted.title_of(found)

    def get_page_subtitle(self) -> str:
        """Say about which file it is."""
        return f"{self.application.code} {self.title}"

    def file_url(self) -> str:
        """Where the file is."""
        return reverse("accreditation_application:inspect", args=[self.application.pk])

    def above(self) -> Above:
        """List, file."""
        return [(reverse("accreditation_application:index"), _("Aanvragen")), (self.file_url(), self.application.code)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the file."""
        return {
            **super().get_context_data(**kwargs), "application": self.application, "title": self.title,
            "mine": self.mine, "file_url": self.file_url(),
        }  # fmt: skip


class AssessView(MineView):
    """Fill in the checklist. Saves without asking much; giving needs everything."""

    form_class = AssessmentForm
    template_name = "accreditation/admin/committee/assess.html"
    page_title = gettext_lazy("Beoordelen")
    button = gettext_lazy("Beoordeling geven")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Send back from an assessment that was given."""
        if hasattr(self.mine, "assessment") and request.method != "POST":
            messages.info(request, _("Je hebt deze beoordeling al gegeven."))
            return redirect(self.file_url())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from the draft, if there is one."""
        draft = assessing.draft_of(self.mine)
        answers = assessing.read(draft.answers) if draft else self._before()
        if version := self.request.POST.get("checklist"):
            answers = Answers(version=version) if version in checklist.BY_VERSION else Answers()
        kwargs = super().get_form_kwargs()
        return {
            **kwargs, "initial": {"version": draft.version if draft else 0}, "answers": answers,
            "kind": self.application.kind,
        }  # fmt: skip

    def form_valid(self, form: AssessmentForm) -> HttpResponse:
        """Save, or give."""
        answers = form.answers()
        giving = "give" in self.request.POST
        try:
            if giving:
                assessing.give(self.mine, answers, self.by(), form.cleaned_data["version"])
            else:
                draft = assessing.save(self.mine, answers, form.cleaned_data["version"], self.by())
        except RefusedError as refusal:
            return self._refused(form, refusal)
        if self.quietly:
            return JsonResponse({"version": draft.version})
        messages.success(self.request, _("Je beoordeling is gegeven.") if giving else _("Bewaard."))
        return redirect(self.file_url() if giving else self.request.path)

    def form_invalid(self, form: AssessmentForm) -> HttpResponse:
        """Show what is wrong; what saves itself says so in a sentence."""
        if self.quietly:
            return JsonResponse({"message": _("Nog niet bewaard: er staat iets te veel.")}, status=400)
        return super().form_invalid(form)

    @property
    def quietly(self) -> bool:
        """Whether the page saves itself."""
        return AUTOSAVE in self.request.headers and "give" not in self.request.POST

    def _refused(self, form: AssessmentForm, refusal: RefusedError) -> HttpResponse:
        if self.quietly:
            return JsonResponse({"message": str(refusal)}, status=409)
        if isinstance(refusal, OutdatedDraftError):  # who saves once more, wants this one
            data = self.request.POST.copy()
            data["version"] = str(getattr(assessing.draft_of(self.mine), "version", 0))
            form.data = data
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return self.form_invalid(form)

    def _before(self) -> Answers:
        """Return what this assessor wrote about the file earlier: it came back completed, or in objection."""
        found = AssessmentDraft.objects.filter(
            assignment__application=self.application, assignment__assessor=self.by()
        ).exclude(assignment=self.mine)
        earlier = found.order_by("-saved_at").first()
        return assessing.read(earlier.answers) if earlier else Answers()


class HandBackView(MineView):
    """Hand a file back because of a tie with its provider."""

    page_title = gettext_lazy("Teruggeven wegens belangenverstrengeling")
    button = gettext_lazy("Teruggeven")
    serious = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Hand back."""
        try:
            assigning.hand_back(self.application, self.by())
        except RefusedError as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, _("De aanvraag is teruggegeven. Je ziet haar niet meer."))
        return redirect("accreditation_application:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it means."""
        text = _(
            "Geef een aanvraag terug als je een band hebt met de opleider of een docent. Je ziet de aanvraag dan niet meer, en iemand "
            "anders beoordeelt haar. Geef de band ook op bij Mijn banden, dan krijg je geen aanvragen meer van deze opleider."
        )
        return {**super().get_context_data(**kwargs), "explained": text}
