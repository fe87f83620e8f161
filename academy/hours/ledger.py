"""The one door through which hours enter the ledger, and the one way to take them back (domain rules 3 and 4).

An award is idempotent on its `source_ref`, which names one fact: the same fact again gives `Existing`, the same reference
with another person, kind, number of minutes or date is a `ConflictError`. A correction is a reversal, and a new award when
there is something to award. Both join the caller's transaction; the database repeats every check that must never break.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Sum

from academy.certification.dates import DAY
from academy.certification.models import Certificate
from lvv_site import civil
from lvv_site.hours_kind import UNIT, HoursKind
from lvv_site.members.models import Person, User

from . import letters
from .enums import ReversalReason, Source
from .models import Activity, Entry, EntryText
from .refusals import (
    ConflictError,
    FutureError,
    GranularityError,
    ImplausibleError,
    NotPositiveError,
    ReasonRequiredError,
    ReversalOfReversalError,
    TooMuchReversedError,
)

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Existing:
    """This award was in the ledger already: nothing was written."""

    entry: Entry


@dataclass(frozen=True)
class Award:
    """What is about to be awarded: integer minutes on the civil date of the activity's last day.

    `activity` is a code, `title` what people call it (kept once for each activity). `started_on` is the first day of an
    activity of several days.
    """

    person: Person
    kind: str
    minutes: int
    on: dt.date
    activity: str
    source: str
    source_ref: str
    certificate: Certificate | None = None
    title: str = ""
    started_on: dt.date | None = None

    @property
    def fact(self) -> tuple[int, str, int, dt.date]:
        """What must agree for the same reference to be the same award."""
        return self.person.pk, str(self.kind), self.minutes, self.on


def award(  # noqa: PLR0917 - the contract between rooms
    person: Person, kind: str, minutes: int, on: dt.date, activity: str, source: str, source_ref: str,
    certificate: Certificate | None = None, by: User | None = None, *, title: str = "",
    started_on: dt.date | None = None,
) -> Entry | Existing:  # fmt: skip
    """Write hours that were earned.

    Raises:
        LedgerError: not positive, not in half hours, in the future, more than the days hold, or in conflict with what
            stands under this reference.
    """
    wanted = Award(person, kind, minutes, on, activity, source, source_ref, certificate, title, started_on)
    return award_many([wanted], by)[0]


@transaction.atomic
def award_many(awards: Sequence[Award], by: User | None = None) -> list[Entry | Existing]:
    """Write many awards, all or none, in the order given."""
    today = civil.today()
    for one in awards:
        check_amount(one.minutes, one.on, one.started_on, today)
    try:
        with transaction.atomic():
            return _append_missing(awards, by)
    except IntegrityError:
        # Somebody wrote one of these references between our look and our write; its transaction has ended now.
        return _append_missing(awards, by)


def check_amount(minutes: int, on: dt.date, started_on: dt.date | None, today: dt.date) -> None:
    """Raise the refusal that fits, unless these minutes can have been spent in these days."""
    if minutes <= 0:
        raise NotPositiveError
    if minutes % UNIT:
        raise GranularityError
    if on > today:
        raise FutureError
    if minutes > MINUTES_A_DAY * days(started_on, on):
        raise ImplausibleError


def days(started_on: dt.date | None, on: dt.date) -> int:
    """Return how many days an activity took, both ends included."""
    return (on - (started_on or on)) // DAY + 1


def _append_missing(awards: Sequence[Award], by: User | None) -> list[Entry | Existing]:
    refs = [one.source_ref for one in awards]
    present = {entry.source_ref: entry for entry in Entry.objects.filter(source_ref__in=refs)}
    seen: dict[str, Award] = {}
    results: list[Entry | Existing] = []
    for one in awards:
        entry = present.get(one.source_ref)
        if entry is None:
            entry = _entry(one, by)
            results.append(entry)
        else:
            results.append(Existing(entry))
        if (entry.person_id, entry.kind, entry.minutes, entry.on) != one.fact:
            raise ConflictError
        present[one.source_ref] = entry
        seen.setdefault(one.activity, one)
    Entry.objects.bulk_create([one for one in results if isinstance(one, Entry)], batch_size=1000)
    named = [Activity(code=code, title=one.title[:200]) for code, one in seen.items() if code and one.title]
    Activity.objects.bulk_create(named, ignore_conflicts=True)
    return results


def _entry(one: Award, by: User | None) -> Entry:
    return Entry(
        person=one.person, kind=HoursKind(one.kind), minutes=one.minutes, on=one.on, started_on=one.started_on,
        activity=one.activity, certificate=one.certificate, source=Source(one.source), source_ref=one.source_ref,
        recorded_by=by,
    )  # fmt: skip


@transaction.atomic
def reverse(
    entry: Entry, minutes: int, reason_code: str, by: User | None, *, text: str = "", source_ref: str = ""
) -> Entry:
    """Take back minutes of an award: all of it or a part.

    With a `source_ref` of its own a reversal is idempotent: the same one again gives the one that stands there.

    Raises:
        LedgerError: nothing to take back, more than is left, a reversal of a reversal, or no reason.
    """
    # The lock makes the second of two reversals see the first; the trigger holds the same lock for whoever comes past us.
    award_ = Entry.objects.select_for_update().get(pk=entry.pk)
    if source_ref and (done := Entry.objects.filter(source_ref=source_ref, reverses=award_).first()):
        return done
    if award_.reverses_id:
        raise ReversalOfReversalError
    if reason_code not in ReversalReason.values or (reason_code == ReversalReason.OTHER and not text.strip()):
        raise ReasonRequiredError
    if minutes <= 0:
        raise NotPositiveError
    if minutes % UNIT:
        raise GranularityError
    if minutes > left(award_):
        raise TooMuchReversedError
    number = award_.reversals.count() + 1
    reversal = Entry.objects.create(
        person_id=award_.person_id, kind=award_.kind, minutes=-minutes, on=award_.on, started_on=award_.started_on,
        activity=award_.activity, certificate_id=award_.certificate_id, source=Source.CORRECTION,
        source_ref=source_ref or f"reversal:{award_.pk}:{number}", recorded_by=by, reverses=award_,
        reason_code=reason_code,
    )  # fmt: skip
    if text.strip():
        EntryText.objects.create(entry=reversal, text=text.strip())
    letters.tell_reversal(reversal)
    return reversal


@dataclass(frozen=True)
class Reversal:
    """All that is left of an award is to be taken back; the same `source_ref` again takes nothing back."""

    entry_id: int
    reason_code: str
    source_ref: str


@transaction.atomic
def reverse_many(reversals: Sequence[Reversal], by: User | None = None) -> list[Entry]:
    """Take back what is left of many awards, in a fixed number of queries; the caller tells the members.

    What was taken back already, or stands under one of these references, is left out.
    """
    ids = [one.entry_id for one in reversals]
    # Locked in one order, as `reverse` does one by one: what is left cannot change until we have written.
    awards = {one.pk: one for one in Entry.objects.select_for_update().filter(pk__in=ids, reverses=None).order_by("pk")}
    undone = dict(
        Entry.objects.filter(reverses__in=ids).order_by().values_list("reverses").annotate(undone=Sum("minutes"))
    )
    taken = [
        Entry(
            person_id=award_.person_id, kind=award_.kind, minutes=-(award_.minutes + undone.get(award_.pk, 0)),
            on=award_.on, started_on=award_.started_on, activity=award_.activity, certificate_id=award_.certificate_id,
            source=Source.CORRECTION, source_ref=one.source_ref, recorded_by=by, reverses=award_,
            reason_code=ReversalReason(one.reason_code),
        )
        for one in reversals if (award_ := awards.get(one.entry_id)) and award_.minutes + undone.get(award_.pk, 0) > 0
    ]  # fmt: skip
    return Entry.objects.bulk_create(taken, batch_size=1000)


def left(entry: Entry) -> int:
    """Return the minutes of an award that were not taken back."""
    undone = entry.reversals.aggregate(undone=Sum("minutes"))["undone"] or 0
    return int(entry.minutes + undone)
