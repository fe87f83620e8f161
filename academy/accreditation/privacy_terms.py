"""How long this room keeps what it knows about people: one task for each term (rows in `privacy.py`).

Facts stay (who did what, when, what was decided); words, files, addresses and names go. The words of an application hold teachers;
they go five years after the last decision, but never while the accreditation that they led to still holds.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from academy.certification.dates import months_later
from lvv_site import storage
from lvv_site.operations.append_only import retention

from . import steps
from .enums import FilePurpose
from .models import (
    Application,
    ApplicationFile,
    AssessmentDraft,
    AssessmentText,
    AttendanceContestText,
    AttendanceRuling,
    AttendanceRulingText,
    ProviderInvitation,
    ProviderPerson,
    ProviderRequest,
    Step,
    StepText,
    SubmittedContent,
    Tie,
    TraceText,
)

FOLDER, GRACE = "accreditation", dt.timedelta(days=1)
UNPROVEN_DAYS, INVITATION_DAYS, GIVEN_UP_DAYS = 30, 44, 90
REQUEST_MONTHS, DRAFT_MONTHS, CONTEST_MONTHS = 12, 24, 24
FILE_MONTHS, LETTER_MONTHS = 60, 84
TIE_MONTHS = 120  # as long as an ended tie can be set to count


def _before(today: dt.date, *, months: int = 0, days: int = 0) -> dt.date:
    return months_later(today, -months) - dt.timedelta(days=days)


def _end(rows: QuerySet[Any], dry_run: bool) -> int:
    return rows.count() if dry_run else rows.delete()[1].get(rows.model._meta.label, 0)


def end_requests(today: dt.date, dry_run: bool) -> int:
    """Delete requests of which the address was not proven in a month, and those decided a year ago."""
    unproven = Q(confirmed_at=None, asked_at__date__lt=_before(today, days=UNPROVEN_DAYS))
    decided = Q(decided_at__date__lt=_before(today, months=REQUEST_MONTHS))
    return _end(ProviderRequest.objects.filter(unproven | decided), dry_run)


def end_invitations(today: dt.date, dry_run: bool) -> int:
    """Delete invitations, with the addresses in them, a month after their link stopped working."""
    return _end(ProviderInvitation.objects.filter(sent_at__date__lt=_before(today, days=INVITATION_DAYS)), dry_run)


def end_places(today: dt.date, dry_run: bool) -> int:
    """Delete who worked for a provider ten years after it ended: until then it can keep somebody from assessing."""
    return _end(ProviderPerson.objects.filter(ended_at__date__lt=_before(today, months=TIE_MONTHS)), dry_run)


def end_ties(today: dt.date, dry_run: bool) -> int:
    """Delete ties of assessors ten years after they ended."""
    return _end(Tie.objects.filter(ended_on__lt=_before(today, months=TIE_MONTHS)), dry_run)


def end_drafts(today: dt.date, dry_run: bool) -> int:
    """Empty drafts that were never sent in and that nobody touched for two years, and delete their files."""
    old = Application.objects.filter(steps=None, saved_at__date__lt=_before(today, months=DRAFT_MONTHS))
    found = list(old.filter(~Q(content={}) | Q(files__isnull=False)).distinct())
    if not dry_run:
        for one in found:
            _empty(one)
    return len(found)


def end_orphans(_today: dt.date, dry_run: bool) -> int:
    """Delete files older than a day that no row names: what a crash between a file and its row left behind."""
    old = storage.private_files(FOLDER, timezone.now() - GRACE)
    named = set(ApplicationFile.objects.filter(file__in=old).values_list("file", flat=True))
    orphans = [name for name in old if name not in named]
    if not dry_run:
        _files_away(orphans)
    return len(orphans)


def end_teachers(today: dt.date, dry_run: bool) -> int:
    """Take teachers and their proof from applications five years after the last decision, unless what it led to still holds."""
    found = [one for one in _with_teachers(_before(today, months=FILE_MONTHS)) if not _holds(one, today)]
    if not dry_run:
        for one in found:
            _without_teachers(one)
    return len(found)


def end_assessments(today: dt.date, dry_run: bool) -> int:
    """Delete checklists and remarks of assessors five years later, and what was never handed in three months after."""
    before = _before(today, months=FILE_MONTHS)
    given_up = AssessmentDraft.objects.filter(assignment__ended_at__date__lt=_before(today, days=GIVEN_UP_DAYS))
    return _end(AssessmentText.objects.filter(assessment__at__date__lt=before), dry_run) + _end(given_up, dry_run)


def end_letters(today: dt.date, dry_run: bool) -> int:
    """Delete the words of steps, letters among them, seven years later."""
    return _end(StepText.objects.filter(step__decided_on__lt=_before(today, months=LETTER_MONTHS)), dry_run)


def end_traces(today: dt.date, dry_run: bool) -> int:
    """Delete old and new texts of changes five years later; who did what and when stays."""
    return _end(TraceText.objects.filter(trace__at__date__lt=_before(today, months=FILE_MONTHS)), dry_run)


def end_contests(today: dt.date, dry_run: bool) -> int:
    """Delete what was written about contested attendance two years after the decision."""
    decided = AttendanceRuling.objects.filter(at__date__lt=_before(today, months=CONTEST_MONTHS))
    words = AttendanceContestText.objects.filter(Exists(decided.filter(contest=OuterRef("contest"))))
    return _end(words, dry_run) + _end(AttendanceRulingText.objects.filter(ruling__in=decided), dry_run)


def _with_teachers(before: dt.date) -> Iterable[Application]:
    """Return applications that were sent in, of which nothing was decided since, and that still hold teachers."""
    since = Step.objects.filter(application=OuterRef("pk"), decided_on__gte=before)
    holds = SubmittedContent.objects.filter(submission__application=OuterRef("pk"), content__teachers__0__isnull=False)
    proof = ApplicationFile.objects.filter(application=OuterRef("pk"), purpose=FilePurpose.TEACHER)
    found = Application.objects.filter(~Exists(since), steps__isnull=False)
    return found.filter(Q(content__teachers__0__isnull=False) | Exists(holds) | Exists(proof)).distinct()


def _holds(application: Application, today: dt.date) -> bool:
    term = steps.granted_term(application)
    return term is not None and (term.ends is None or term.ends > today)


def _without_teachers(application: Application) -> None:
    with transaction.atomic(), retention():
        Application.objects.filter(pk=application.pk).update(content={**application.content, "teachers": []})
        for one in SubmittedContent.objects.filter(submission__application=application):
            SubmittedContent.objects.filter(pk=one.pk).update(content={**one.content, "teachers": []})
        names = _rows_away(application.files.filter(purpose=FilePurpose.TEACHER))
    _files_away(names)


def _empty(application: Application) -> None:
    with transaction.atomic():
        Application.objects.filter(pk=application.pk).update(content={})
        names = _rows_away(application.files.all())
    _files_away(names)


def _rows_away(files: QuerySet[ApplicationFile]) -> list[str]:
    names = list(files.values_list("file", flat=True))
    files.delete()
    return names


def _files_away(names: Iterable[str]) -> None:
    """Delete files after their rows: a row without its file would be worse than a file without its row."""
    for name in names:
        storage.private().delete(name)
