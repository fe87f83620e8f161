"""Saying that a recording is right, or that it is not; and the office's decision.

A contest waits for the office, which corrects the meeting or lets it stand; either way the member is told. Nobody decides about
what they contested or recorded themselves.
"""

from django.db import IntegrityError, transaction

from lvv_site.members import people
from lvv_site.members.models import Person, User

from . import letters, recording
from .enums import ContestReason, Outcome
from .models import Confirmation, Contest, ContestText, Meeting, Recording, Ruling, RulingText
from .queries import took_part
from .refusals import (
    AlreadyContestedError,
    AlreadyRuledError,
    NotConcernedError,
    OutdatedError,
    OwnContestError,
)


def confirm(meeting: Meeting, person: Person, seen: int) -> Confirmation:
    """Say that the recording one saw is right about oneself; saying it twice is saying it once.

    Raises:
        NotConcernedError: the recording does not say that this person was present.
        OutdatedError: it was corrected in the meantime.
    """
    last = _seen(meeting, seen)
    mine = people.ids_of(person)
    if not last.presences.filter(person__in=mine).exists():
        raise NotConcernedError
    stands = last.confirmations.filter(person__in=mine).first()
    if stands is None:
        Confirmation.objects.bulk_create([Confirmation(recording=last, person=person)], ignore_conflicts=True)
        stands = last.confirmations.get(person=person)
    return stands


@transaction.atomic
def contest(meeting: Meeting, person: Person, reason: str, text: str, seen: int) -> Contest:
    """Say that the recording one saw is wrong. `text` is for the office.

    Raises:
        NotConcernedError: this person neither took part in the group on that day nor was recorded as present.
        AlreadyContestedError: said before about this recording.
        OutdatedError: it was corrected in the meantime.
    """
    last = _seen(meeting, seen)
    mine = people.ids_of(person)
    if not (took_part(meeting.group, person, last.on) or last.presences.filter(person__in=mine).exists()):
        raise NotConcernedError
    if last.contests.filter(person__in=mine).exists():
        raise AlreadyContestedError
    try:
        with transaction.atomic():
            made = Contest.objects.create(recording=last, person=person, reason=ContestReason(reason))
    except IntegrityError as broken:  # the same button, pressed twice
        raise AlreadyContestedError from broken
    if text.strip():
        ContestText.objects.create(contest=made, text=text.strip())
    return made


def _seen(meeting: Meeting, seen: int) -> Recording:
    last = recording.latest(meeting)
    if last is None or last.revision != seen:
        raise OutdatedError
    return last


@transaction.atomic
def uphold(contest_id: int, text: str, by: User) -> Ruling:
    """Let the recording stand, and tell the member why.

    Raises:
        IntervisieError: decided already, or about one's own.
    """
    return _rule(contest_id, Outcome.UPHELD, text, by)


@transaction.atomic
def correct(contest_id: int, wanted: recording.Wanted, text: str, by: User, seen: int) -> Ruling:
    """Record the meeting anew, and tell the member.

    Raises:
        IntervisieError: decided already, about one's own, or what `recording.record` refuses.
        LedgerError: the ledger refuses the hours.
    """
    ruling = _rule(contest_id, Outcome.CORRECTED, text, by)
    recording.record(ruling.contest.recording.meeting_id, wanted, by, seen, office=True)
    return ruling


def _rule(contest_id: int, outcome: Outcome, text: str, by: User) -> Ruling:
    # Locked: of two deciders the second finds the ruling.
    found = Contest.objects.select_for_update(of=["self"]).select_related("recording__meeting").get(pk=contest_id)
    check_who(found, by)
    if Ruling.objects.filter(contest=found).exists():
        raise AlreadyRuledError
    ruling = Ruling.objects.create(contest=found, outcome=outcome, by=by)
    if text.strip():
        RulingText.objects.create(ruling=ruling, text=text.strip())
    letters.tell_ruling(ruling)
    return ruling


def check_who(found: Contest, by: User) -> None:
    """Raise OwnContestError when somebody would decide about what they contested or recorded themselves."""
    own = by.person_id is not None and people.resolve(by.person_id) == people.resolve(found.person_id)
    if own or found.recording.by_id == by.pk:
        raise OwnContestError
