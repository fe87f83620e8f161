"""Preparing a file for a meeting: taking it up, sending it back, giving it to two assessors, and taking it from them.

Every verb holds the application first, so two people who act at once are one after the other, and the second is told.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lvv_site.members.models import User

from . import access, committee_files, committee_mails, conflicts, decisions, office_letters, states, steps, tracing
from .decisions import Decision, OutdatedError, RefusedError
from .enums import AssignmentEnd, StepKind
from .models import SEATS, Application, Assignment, Meeting, Step, Tie
from .steps import Act, NotAllowedError


class ConflictError(RefusedError):
    """Somebody may not judge this file; the text says why."""

    def __init__(self, user: User, reasons: Sequence[object], field: str | None = None) -> None:
        text = _("%(name)s mag deze aanvraag niet behandelen: %(reasons)s.")
        told = {"name": user.get_full_name() or user.email, "reasons": "; ".join(str(one) for one in reasons)}
        super().__init__(text % told, field)


@dataclass(frozen=True)
class Preparing:
    """Who prepares, the last step that they saw, who sat where (`seated`) if that matters, and on which day (today)."""

    by: User
    seen: int
    seated: str | None = None
    on: dt.date | None = None


def check_free(user: User, application: Application, field: str | None = None) -> None:
    """Refuse who has a conflict of interest with a file.

    Raises:
        ConflictError: says why.
    """
    reasons = conflicts.of(user, application)
    if reasons:
        raise ConflictError(user, reasons, field)


@transaction.atomic
def take_up(application: Application, meeting: Meeting, letter: str, doing: Preparing) -> Step:
    """Take a complete file up, to be decided in a meeting."""
    held = _held(application, doing)
    _check_ahead(meeting, doing)
    act = Act(StepKind.TAKEN_UP, doing.seen, doing.on, meeting=meeting, letter=letter)
    step = steps.append(held, act, doing.by)
    committee_mails.tell_taken_up(step)
    return step


@transaction.atomic
def send_back(application: Application, message: str, letter: str, doing: Preparing) -> Step:
    """Send a file back to be completed; its assessors no longer see it."""
    held = _held(application, doing)
    if not message.strip():
        raise RefusedError(_("Schrijf wat er ontbreekt."), "message")
    step = steps.append(held, Act(StepKind.INCOMPLETE, doing.seen, reason=message, letter=letter), doing.by)
    end_all(held, AssignmentEnd.RETURNED, doing.by)
    committee_mails.tell_incomplete(step)
    return step


@transaction.atomic
def assign(application: Application, meeting: Meeting, assessors: Sequence[User], doing: Preparing) -> list[Assignment]:
    """Give a file to two assessors for a meeting; who is replaced no longer sees it.

    Who has it already keeps their seat and what they wrote.

    Raises:
        ConflictError: one of them has a conflict of interest; `field` is `assessor_1` or `assessor_2`.
        RefusedError: one of them is no assessor, or both are the same.
    """
    held = _held(application, doing)
    if steps.state(held) not in states.ASSESSABLE:
        raise NotAllowedError
    if doing.seated not in {None, seated(held)}:
        raise OutdatedError
    _check_ahead(meeting, doing)
    _check_assessors(held, assessors)
    return [_seated(held, meeting, seat, one, doing.by) for seat, one in enumerate(_keeping_seats(held, assessors), 1)]


@transaction.atomic
def hand_back(application: Application, by: User) -> None:
    """Let an assessor hand a file back because of a conflict of interest."""
    held = steps.hold(application.pk)
    mine = held.assignments.filter(assessor=by, ended_at=None).first()
    if mine is None:
        raise NotAllowedError
    end(mine, AssignmentEnd.CONFLICT, by)
    office_letters.tell_conflict(mine)


@transaction.atomic
def reopen(application: Application, reason: str, doing: Preparing) -> Step:
    """Take back a decision that should not have been made; what it granted is annulled."""
    held = _held(application, doing)
    if not reason.strip():
        raise RefusedError(_("Geef een reden."), "reason")
    last = held.steps.select_related("accreditation__training", "meeting").order_by("-number").first()
    step = steps.append(
        held, Act(StepKind.REOPENED, doing.seen, reason=reason, meeting=last.meeting if last else None), doing.by
    )
    term = steps.granted_term(held)
    if last is not None and last.accreditation is not None and term is not None:
        training = last.accreditation.training
        decision = Decision(doing.by, step.decided_on, reason, decisions.last_fact(training))
        decisions.annul(training, term.ref, decision)
    return step


@transaction.atomic
def tied(tie: Tie) -> None:
    """Take the files of a provider from somebody who turns out to be tied to it, and tell who assigned them.

    Every open file is held, not only those assigned: of a tie and an assignment at the same moment the second sees the first.
    """
    files = Application.objects.filter(provider=tie.provider_id, steps__isnull=False).order_by("pk")
    for pk in dict.fromkeys(files.values_list("pk", flat=True)):
        for one in steps.hold(pk).assignments.filter(assessor=tie.user_id, ended_at=None):
            end(one, AssignmentEnd.CONFLICT, tie.declared_by)
            office_letters.tell_conflict(one)


def seated(application: Application) -> str:
    """Return who sits where now, as a page remembers it."""
    return ",".join(
        str(pk) for pk in application.assignments.filter(ended_at=None).order_by("seat").values_list("pk", flat=True)
    )


def end_all(application: Application, why: AssignmentEnd, by: User | None) -> None:
    """End every standing assignment of a file that the caller holds."""
    for one in application.assignments.filter(ended_at=None).order_by("seat"):
        end(one, why, by)


def end(assignment: Assignment, why: AssignmentEnd, by: User | None) -> None:
    """End an assignment of a file that the caller holds: its assessor no longer sees the file."""
    assignment.ended_at, assignment.ended_by, assignment.end = timezone.now(), by, why
    assignment.save(update_fields=["ended_at", "ended_by", "end"])
    about = tracing.About(assignment.application)
    name = assignment.assessor.get_full_name()
    tracing.trace(about, by, f"unassigned.{why}", field=f"seat_{assignment.seat}", old=name)


def _seated(application: Application, meeting: Meeting, seat: int, assessor: User, by: User) -> Assignment:
    """Put an assessor in a seat; who sits there already keeps what was written, also when the meeting changes."""
    sits = (
        application.assignments.filter(seat=seat, ended_at=None).select_related("assessor__person", "meeting").first()
    )
    about = tracing.About(application)
    if sits is not None and sits.assessor_id == assessor.pk:
        if sits.meeting_id != meeting.pk:
            tracing.trace(about, by, "meeting.moved", field=f"seat_{seat}", old=str(sits.meeting), new=str(meeting))
            sits.meeting = meeting
            sits.save(update_fields=["meeting"])
            committee_mails.tell_assigned(sits)
        return sits
    if sits is not None:
        end(sits, AssignmentEnd.CONFLICT if conflicts.of(sits.assessor, application) else AssignmentEnd.REPLACED, by)
    made = Assignment.objects.create(application=application, meeting=meeting, assessor=assessor, seat=seat, by=by)
    new = f"{assessor.get_full_name()}, {meeting}"
    tracing.trace(about, by, "assigned", field=f"seat_{seat}", new=new)
    committee_mails.tell_assigned(made)
    return made


def _keeping_seats(application: Application, assessors: Sequence[User]) -> list[User]:
    """Return the two in the order in which who sits already stays where they sit."""
    sits = dict(application.assignments.filter(ended_at=None).values_list("seat", "assessor"))
    first, second = assessors
    return [second, first] if sits.get(2) == first.pk or sits.get(1) == second.pk else [first, second]


def _held(application: Application, doing: Preparing) -> Application:
    held = steps.hold(application.pk)
    if steps.last_number(held) != doing.seen:
        raise OutdatedError
    check_free(doing.by, held)
    return held


def _check_ahead(meeting: Meeting, doing: Preparing) -> None:
    if not committee_files.coming(doing.on).filter(pk=meeting.pk).exists():
        raise RefusedError(_("Kies een vergadering die nog komt."), "meeting")


def _check_assessors(application: Application, assessors: Sequence[User]) -> None:
    if len(assessors) != SEATS or len({one.pk for one in assessors}) != SEATS:
        raise RefusedError(_("Kies twee verschillende beoordelaars."), "assessor_2")
    for seat, one in enumerate(assessors, 1):
        if not one.is_active or not one.has_perm(access.ASSESS):
            raise RefusedError(_("Kies iemand met de rol beoordelaar."), f"assessor_{seat}")
        check_free(one, application, f"assessor_{seat}")
