"""A member says that what a provider's list says of them is wrong; the office decides, once.

It lets the row stand with a text, or corrects it: a new revision of its own, in the same transaction. Either way the member is
told, and of a correction the provider as well. Nobody decides about their own hours or about a list that they sent.
"""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from lvv_site.members import people
from lvv_site.members.models import Person, User

from . import attendance_letters as letters
from . import attendance_writing as writing
from .attendance_refusals import AlreadyContestedError, AlreadyRuledError, OutdatedError, OwnContestError
from .enums import ContestOutcome, ContestReason
from .models import (
    AttendanceContest,
    AttendanceContestText,
    AttendanceRuling,
    AttendanceRulingText,
    ListedAttendance,
)


def rows_of(person: Person | int) -> QuerySet[ListedAttendance]:
    """Return everything that lists say of somebody."""
    return ListedAttendance.objects.filter(person__in=people.ids_of(person))


def last_of(row: ListedAttendance) -> ListedAttendance:
    """Return what the last list says of the person of a row."""
    return rows_of(row.person_id).filter(run=row.run_id).order_by("-pk")[0]


@transaction.atomic
def contest(row: ListedAttendance, reason: str, text: str) -> AttendanceContest:
    """Say that a row is wrong; the caller knows that it is about who says so. `text` is for the office.

    Raises:
        AttendanceError: said before about this row, or another list says something else meanwhile.
    """
    writing.lock(row.run_id)
    if last_of(row).pk != row.pk:
        raise OutdatedError
    try:
        with transaction.atomic():
            made = AttendanceContest.objects.create(attendance=row, reason=ContestReason(reason))
    except IntegrityError as error:  # the same button, pressed twice
        raise AlreadyContestedError from error
    if text.strip():
        AttendanceContestText.objects.create(contest=made, text=text.strip())
    return made


@transaction.atomic
def uphold(contest_id: int, text: str, by: User) -> AttendanceRuling:
    """Let the row stand, and tell the member why.

    Raises:
        AttendanceError: decided already, or about one's own.
    """
    return _rule(contest_id, ContestOutcome.UPHELD, text, by)


@transaction.atomic
def correct(contest_id: int, minutes: int, text: str, by: User, seen: int) -> AttendanceRuling:
    """Say what is right, and tell the member and the provider.

    Raises:
        AttendanceError: decided already, about one's own, or what `attendance_writing.correct` refuses.
        LedgerError: the ledger refuses the hours.
    """
    ruling = _rule(contest_id, ContestOutcome.CORRECTED, text, by)
    row = ruling.contest.attendance
    # The letter about the decision says what holds now: one letter, not two.
    made = writing.correct(row.run_id, row.person_id, minutes, by, seen, tells=False)
    letters.tell_provider(made.listed)
    return ruling


@transaction.atomic
def correct_row(row: ListedAttendance, minutes: int, by: User, seen: int) -> ListedAttendance:
    """Correct as the office what nobody contested; the member and the provider are told.

    Raises:
        AttendanceError: about one's own, or what `attendance_writing.correct` refuses.
        LedgerError: the ledger refuses the hours.
    """
    check_who([row], by)
    made = writing.correct(row.run_id, row.person_id, minutes, by, seen)
    letters.tell_provider(made.listed)
    return made


def check_who(rows: Sequence[ListedAttendance], by: User) -> None:
    """Raise OwnContestError when somebody would decide about their own hours, or about a list that they sent."""
    for row in rows:
        own = by.person_id is not None and people.resolve(by.person_id) == people.resolve(row.person_id)
        if own or (row.listed.by_id == by.pk and row.listed.source != "office"):
            raise OwnContestError


def _rule(contest_id: int, outcome: ContestOutcome, text: str, by: User) -> AttendanceRuling:
    found = _held(contest_id)
    check_who([found.attendance], by)
    _check_undecided(found)
    ruling = AttendanceRuling.objects.create(contest=found, outcome=outcome, by=by)
    if text.strip():
        AttendanceRulingText.objects.create(ruling=ruling, text=text.strip())
    letters.tell_ruling(ruling)
    return ruling


def _held(contest_id: int) -> AttendanceContest:
    """Hold a contest: the run first, as whoever sends a list does, so that nobody waits in a ring; then the contest itself."""
    writing.lock(AttendanceContest.objects.values_list("attendance__run", flat=True).get(pk=contest_id))
    held = AttendanceContest.objects.select_for_update(of=("self",)).select_related("attendance__listed")
    return held.get(pk=contest_id)


def _check_undecided(contest: AttendanceContest) -> None:
    if AttendanceRuling.objects.filter(contest=contest).exists():
        raise AlreadyRuledError
