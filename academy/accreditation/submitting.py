"""What a provider does with an application beside writing it: sends it in, takes it back, objects.

Sending in is one transaction: the row is held, nothing may be missing, a frozen copy of words and files is made with a digest of
both, the step is appended and, the first time, the fee is ordered. The same post again gives the submission that the first one made.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site import civil
from lvv_site.members.models import User

from . import (
    application_attaching,
    application_fee,
    application_progress,
    application_tasks,
    content,
    states,
    steps,
    tracing,
)
from .content import Gap
from .decisions import OutdatedError, RefusedError
from .enums import AssignmentEnd, StepKind
from .models import AccreditationSettings, Application, ApplicationFile, Step, Submission, SubmittedContent
from .steps import Act


class IncompleteError(RefusedError):
    """Something is missing."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__(_("Er ontbreekt nog iets."))
        self.gaps = gaps


class ChangedError(RefusedError):
    """Somebody saved something since the last page was opened: what would be sent in is not what was read."""

    def __init__(self) -> None:
        super().__init__(
            _("De aanvraag is gewijzigd nadat u deze pagina opende. Kijk haar nog een keer na en dien dan in.")
        )


class FeeChangedError(RefusedError):
    """The fee is not what the page said."""

    def __init__(self) -> None:
        super().__init__(
            _("Het tarief is gewijzigd nadat u deze pagina opende. Kijk naar de nieuwe prijs en dien dan in.")
        )


class LateError(RefusedError):
    """An objection that is not possible (any more)."""

    def __init__(self) -> None:
        super().__init__(_("Bezwaar maken kan bij deze aanvraag niet (meer)."))


@dataclass(frozen=True)
class Seen:
    """What the page showed: the number of the last step, the version of the words, and what it would cost in all."""

    step: int
    version: int
    total: Decimal


@transaction.atomic
def submit(application: Application, by: User, seen: Seen) -> Submission:
    """Send an application in; the one that is there when this very post came before.

    Raises:
        OutdatedError: something else was done with it.
        ChangedError, FeeChangedError: the page showed other words, or another price.
        IncompleteError: something is missing.
        NotAllowedError: the procedure does not allow it.
        RefusedError: the provider's VAT id cannot be one.
    """
    held = steps.hold(application.pk)
    last = held.steps.order_by("-number").select_related("submission").first()
    if last and last.number == seen.step + 1 and last.submission:
        return last.submission
    if (last.number if last else 0) != seen.step:
        raise OutdatedError
    if last and last.kind != StepKind.INCOMPLETE:
        raise steps.NotAllowedError
    fee = application_fee.of(held, AccreditationSettings.load())
    files = _check(held, seen, fee)
    submission = _freeze(held, files, by)
    steps.append(held, Act(StepKind.SUBMITTED, seen.step, submission=submission), by)
    try:
        application_fee.ask(held, fee, by, civil.today())
    except ValidationError as refusal:
        raise RefusedError(_("Het btw-nummer bij uw gegevens klopt niet. Pas het eerst aan.")) from refusal
    application_tasks.tell_submitted.enqueue(submission.pk)
    return submission


def _check(held: Application, seen: Seen, fee: application_fee.Fee) -> list[ApplicationFile]:
    if held.version != seen.version:
        raise ChangedError
    files = application_attaching.standing(held)
    told = content.read(held.content)
    if gaps := content.gaps(told, application_progress.attached(files), held.kind):
        raise IncompleteError(gaps)
    if fee.total != seen.total:
        raise FeeChangedError
    return files


def _freeze(held: Application, files: Sequence[ApplicationFile], by: User) -> Submission:
    frozen = Submission.objects.create(
        application=held, number=held.submissions.count() + 1, by=by, digest=digest(held, files)
    )
    kept = SubmittedContent.objects.create(submission=frozen, content=held.content)
    kept.files.set(files)
    return frozen


def digest(application: Application, files: Sequence[ApplicationFile]) -> str:
    """Return the fingerprint of what is sent in: the words, and each file with what it is for."""
    told = [
        application.kind,
        application.content,
        sorted([one.purpose, one.teacher, one.name, one.sha256] for one in files),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def withdraw(application: Application, by: User, seen: int, reason: str = "") -> Step:
    """Take an application back: its assessors no longer see it. Before it was taken up, the fee is given back.

    Raises:
        OutdatedError, NotAllowedError: as every step.
    """
    step = steps.append(application, Act(StepKind.WITHDRAWN, seen, reason=reason), by)
    application_fee.give_back(application, by)
    standing, end = application.assignments.filter(ended_at=None), AssignmentEnd.RETURNED
    for one in standing.order_by("pk"):
        tracing.trace(tracing.About(application), by, "assignment.ended", field=str(one.assessor_id), new=end.value)
    standing.update(ended_at=timezone.now(), ended_by=by, end=end)
    return step


@transaction.atomic
def object_to_refusal(application: Application, by: User, seen: int, reason: str) -> Step:
    """Object to a refusal, with a reason; the committee decides in its next meeting.

    Raises:
        LateError: it was not refused, it was objected to before, or the term is over.
        OutdatedError: something else was done with it.
        RefusedError: no reason.
    """
    steps.hold(application.pk)
    if not reason.strip():
        raise RefusedError(_("Schrijf op waarom u bezwaar maakt."), "reason")
    if steps.last_number(application) != seen:
        raise OutdatedError
    weeks = AccreditationSettings.load().objection_weeks
    if not states.objection_open(steps.done(application), civil.today(), weeks):
        raise LateError
    return steps.append(application, Act(StepKind.OBJECTED, seen, reason=reason), by)
