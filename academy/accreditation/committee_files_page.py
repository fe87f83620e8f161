"""The page of one file, its log and its letters: for the office and the committee, and for an assessor while it is assigned."""

import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lvv_site import storage
from lvv_site.members.models import User
from lvv_site.viewsets import FactView

from . import (
    access,
    assessing,
    checklist,
    committee_fee,
    committee_files,
    committee_letters,
    conflicts,
    steps,
    submitted,
    trace_words,
)
from .application_shown import ShownSection, earlier, sections
from .committee_rulings import DECIDE
from .committee_verbs import HANDLE, Above
from .enums import ApplicationState
from .models import Application, Assessment, Assignment, Step, Submission, SubmittedContent

MOST_TRACES = 1000
# Which verbs a file offers in which state; each with the permission that it takes.
PREPARE: dict[str, tuple[tuple[str, str, str | Any], ...]] = {
    ApplicationState.SUBMITTED: (
        ("take_up", HANDLE, gettext_lazy("In behandeling nemen")),
        ("send_back", HANDLE, gettext_lazy("Terugsturen om aan te vullen")),
    ),
    ApplicationState.IN_ASSESSMENT: (
        ("assign", HANDLE, gettext_lazy("Beoordelaars toewijzen")),
        ("accredit", DECIDE, gettext_lazy("Accrediteren")),
        ("refuse", DECIDE, gettext_lazy("Afwijzen")),
        ("send_back", HANDLE, gettext_lazy("Terugsturen om aan te vullen")),
    ),
    ApplicationState.OBJECTION: (
        ("assign", HANDLE, gettext_lazy("Beoordelaars toewijzen")),
        ("accredit", DECIDE, gettext_lazy("Accrediteren")),
        ("refuse", DECIDE, gettext_lazy("Afwijzen")),
    ),
    ApplicationState.ACCREDITED: (("reopen", DECIDE, gettext_lazy("Besluit heropenen")),),
    ApplicationState.EXPIRED: (("reopen", DECIDE, gettext_lazy("Besluit heropenen")),),
    ApplicationState.REFUSED: (("reopen", DECIDE, gettext_lazy("Besluit heropenen")),),
}


def readable(user: User, pk: int) -> Application:
    """Return a file that somebody may read now; for others it does not exist.

    Raises:
        PermissionDenied: they may read no files at all.
        Http404: not this one.
    """
    if not (access.reads_all(user) or user.has_perm(access.ASSESS)):
        raise PermissionDenied
    found = committee_files.sent_in().filter(pk=pk).first()
    if found is None or not access.may_read(user, found):
        raise Http404
    return found


class FileView(FactView):
    """One file: as it was sent in, what was done with it, who assesses it and what they found."""

    template_name = "accreditation/admin/committee/file.html"
    page_title = gettext_lazy("Aanvraag")

    def get_queryset(self) -> QuerySet[Application]:
        """What was sent in."""
        return committee_files.sent_in()

    def get_object(self) -> Application:
        """Fetch the file for who may read it."""
        return readable(self.request.user, int(self.kwargs[self.pk_url_kwarg]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add everything there is to read."""
        file, user = self.object, self.request.user
        state = steps.state(file)
        mine = access.assignment_of(user, file)
        shown = self._submission(file)
        tied = conflicts.of(user, file)
        return {
            **super().get_context_data(**kwargs),
            "application": file,
            "title": submitted.title_of(file),
            "state": state,
            "submission": shown,
            "submissions": file.submissions.all(),
            "sections": self._sections(shown),
            "steps": file.steps.select_related("by__person", "meeting", "text").order_by("number"),
            "meeting": committee_files.meeting_of(file),
            "mine": mine,
            "assessors": self._assessors(file, user, mine),
            "fee": committee_fee.of(file),
            "tied": tied,
            "verbs": [] if tied else verbs_for(user, file, state),
            "reads_all": access.reads_all(user),
        }

    def _submission(self, file: Application) -> Submission | None:
        """Return the version that was asked for, else the last."""
        asked = self.request.GET.get("versie", "")
        if asked.isdecimal() and len(asked) < 5:
            found = file.submissions.select_related("submitted", "by__person")
            return get_object_or_404(found, number=int(asked))
        return submitted.last(file)

    def _sections(self, shown: Submission | None) -> list[ShownSection]:
        """Return what was sent in, with what changed since the version before it."""
        if shown is None or not hasattr(shown, "submitted"):
            return []
        previous = SubmittedContent.objects.filter(
            submission__application=shown.application_id, submission__number=shown.number - 1
        ).first()
        files = shown.submitted.files.select_related("application")
        return sections(submitted.content_of(shown), files, earlier(previous) if previous else None)

    def _assessors(self, file: Application, user: User, mine: Assignment | None) -> list[dict[str, Any]]:
        """Return who assesses; what another found only once one's own is given."""
        sits = committee_files.considered(file) or committee_files.standing(file)
        own_waits = mine is not None and not hasattr(mine, "assessment")
        tied = conflicts.between([one.assessor for one in sits], [file])
        return [
            {
                "assignment": one, "assessment": getattr(one, "assessment", None),
                "rows": given_rows(getattr(one, "assessment", None), file.kind),
                "hidden": own_waits and one.assessor_id != user.pk,
                "tied": tied[one.assessor_id, file.pk] if one.ended_at is None else [],
            }
            for one in sits
        ]  # fmt: skip


def given_rows(assessment: Assessment | None, kind: str) -> list[dict[str, Any]]:
    """Return a given assessment item by item, with the checklist of that time."""
    if assessment is None or not hasattr(assessment, "text"):
        return []
    answers = assessing.read(assessment.text.answers)
    words = dict(checklist.SCORES)
    return [
        {
            "text": one.text, "score": words.get(answers.scores.get(one.key, ""), ""),
            "remark": answers.remarks.get(one.key, ""),
        }
        for one in answers.list_used.of(kind)
    ]  # fmt: skip


def verbs_for(user: User, file: Application, state: str) -> list[dict[str, Any]]:
    """Return what somebody may do with a file now, each an address and a label."""
    granted = {perm for perm in (HANDLE, DECIDE) if user.has_perm(perm)}
    return [
        {"url": reverse(f"accreditation_application:{name}", args=[file.pk]), "label": label}
        for name, permission, label in PREPARE.get(state, ())
        if permission in granted
    ]


class LogView(WagtailAdminTemplateMixin, TemplateView):
    """Everything that was done with a file: who, when, what it was and what it became."""

    template_name = "accreditation/admin/committee/log.html"
    page_title = gettext_lazy("Logboek")
    header_icon = "history"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the file."""
        super().setup(request, *args, **kwargs)
        self.application = readable(request.user, kwargs["pk"])  # type: ignore[arg-type]  # the admin is for accounts

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """List, file."""
        above: Above = [
            (reverse("accreditation_application:index"), _("Aanvragen")),
            (reverse("accreditation_application:inspect", args=[self.application.pk]), self.application.code),
        ]
        items = [{"url": url, "label": label} for url, label in above]
        return [*self.breadcrumbs_items, *items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the log."""
        found = self.application.traces.select_related("by__person", "text").order_by("-pk")
        rows = [
            {"trace": one, "what": trace_words.of(one), "texts": trace_words.texts(one)} for one in found[:MOST_TRACES]
        ]
        return {**super().get_context_data(**kwargs), "application": self.application, "rows": rows}


def letter(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Give the letter of a step on paper."""
    file = readable(request.user, pk)  # type: ignore[arg-type]  # the admin is for accounts
    found = Step.objects.select_related("application__provider", "text").filter(application=file, number=number)
    step = get_object_or_404(found.exclude(text=None).exclude(text__letter=""))
    content = io.BytesIO(committee_letters.letter_pdf(step))
    return storage.private_file_response(request, content, committee_letters.filename(step))
