"""Assessing a file: a draft that saves itself, then an assessment that stays as it was given.

A draft belongs to an assignment and counts its saves, so of two tabs the second is told. An assessment is given once; who gives it
holds the application, so nobody decides or takes the file away at the same moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site.members.models import User

from . import access, checklist, states, steps, tracing
from .checklist import Checklist
from .decisions import RefusedError
from .enums import Advice
from .models import Application, Assessment, AssessmentDraft, AssessmentText, Assignment


class NotYoursError(RefusedError):
    """The file is not assigned to you (any more)."""

    def __init__(self) -> None:
        super().__init__(_("Deze aanvraag is niet meer aan je toegewezen."))


class GivenError(RefusedError):
    """This assessment was given already."""

    def __init__(self) -> None:
        super().__init__(_("Je hebt deze beoordeling al gegeven, misschien in een ander venster."))


class OutdatedDraftError(RefusedError):
    """The draft was saved elsewhere since."""

    def __init__(self) -> None:
        text = _("Deze beoordeling is intussen in een ander venster bewaard. Wat je hier schreef, staat hieronder nog.")
        super().__init__(text)


@dataclass(frozen=True)
class Answers:
    """What an assessor fills in: per item of the checklist a score and a remark, then an advice with its reason."""

    scores: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    advice: str = ""
    remark: str = ""
    version: str = checklist.NOW.version

    @property
    def list_used(self) -> Checklist:
        """The checklist with which it is made."""
        return checklist.BY_VERSION.get(self.version, checklist.NOW)


def read(stored: Mapping[str, Any]) -> Answers:
    """Return stored answers as values; what is of another type is left out."""
    return Answers(
        _texts(stored.get("scores")), _texts(stored.get("remarks")), str(stored.get("advice") or ""),
        str(stored.get("remark") or ""), str(stored.get("checklist") or checklist.NOW.version),
    )  # fmt: skip


def write(answers: Answers) -> dict[str, Any]:
    """Return what is to be stored."""
    return {
        "checklist": answers.version, "scores": dict(answers.scores), "remarks": dict(answers.remarks),
        "advice": answers.advice, "remark": answers.remark,
    }  # fmt: skip


def draft_of(assignment: Assignment) -> AssessmentDraft | None:
    """Return what is being written, if anything."""
    return AssessmentDraft.objects.filter(assignment=assignment).first()


@transaction.atomic
def save(assignment: Assignment, answers: Answers, seen: int, by: User) -> AssessmentDraft:
    """Save a draft over version `seen` (0: the first) and return it.

    Raises:
        NotYoursError, GivenError: it can no longer be written.
        OutdatedDraftError: it was saved elsewhere since.
    """
    _hold(assignment, by)
    draft = draft_of(assignment) or AssessmentDraft(assignment=assignment)
    if draft.version != seen:
        raise OutdatedDraftError
    draft.answers, draft.version, draft.saved_at = write(answers), seen + 1, timezone.now()
    draft.save()
    return draft


@transaction.atomic
def give(assignment: Assignment, answers: Answers, by: User, seen: int | None = None) -> Assessment:
    """Give the assessment: from now on it stays as it is. `seen` is the version of the draft that its writer saw.

    Raises:
        NotYoursError, GivenError: it can no longer be given.
        OutdatedDraftError: it was saved elsewhere since.
        RefusedError: something is not filled in; `field` says what.
    """
    held = _hold(assignment, by)
    if seen is not None and getattr(draft_of(assignment), "version", 0) != seen:
        raise OutdatedDraftError
    percents = _complete(held, answers)
    made = Assessment.objects.create(assignment=assignment, advice=answers.advice, score=percents)
    AssessmentText.objects.create(assessment=made, answers=write(answers), remark=answers.remark.strip())
    AssessmentDraft.objects.filter(assignment=assignment).delete()
    tracing.trace(tracing.About(held), by, "assessment.given", field=str(assignment.seat))
    return made


def _hold(assignment: Assignment, by: User) -> Application:
    """Lock the file, and check that its assessor may still write."""
    held = lock(assignment.application_id)
    mine = access.assignment_of(by, held)
    if mine is None or mine.pk != assignment.pk or steps.state(held) not in states.ASSESSABLE:
        raise NotYoursError
    if Assessment.objects.filter(assignment=assignment).exists():
        raise GivenError
    return held


def lock(application_id: int) -> Application:
    """Keep a file until the transaction ends: without it two windows could both find an assessment not given yet."""
    return steps.hold(application_id)


def _complete(application: Application, answers: Answers) -> int:
    items = answers.list_used.of(application.kind)
    missing = checklist.unscored(items, answers.scores)
    if missing:
        raise RefusedError(_("Geef bij elk punt een score."), f"score-{missing[0].key}")
    scored = {one.key: answers.scores[one.key] for one in items}
    percents = checklist.score(scored)
    if percents is None:
        raise RefusedError(_("Geef bij minstens één punt een cijfer."), f"score-{items[0].key}")
    if answers.advice not in Advice.values:
        raise RefusedError(_("Kies een advies."), "advice")
    if not answers.remark.strip():
        raise RefusedError(_("Licht je advies toe."), "remark")
    return percents


def _texts(stored: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in stored.items()} if isinstance(stored, Mapping) else {}
