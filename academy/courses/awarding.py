"""Attendance becomes hours, and withdrawn attendance takes them back: for one place at a time, as often as asked.

`settle` looks at everything that was recorded of a place and makes the ledger agree with it, under the lock that a
withdrawal takes as well: whatever the order in which tasks run, and however often, each standing attendance is awarded once
and each withdrawn one counts for nothing.

Nothing is awarded before the civil day `on` has ended in Amsterdam: until then the list at the door may change. The kind is
fixed when the award is written: that of the training that the run is on that day, else an extra activity (domain rule 3).
What the ledger refuses is kept as a `Doubt` for the office.
"""

import datetime as dt
import logging

from django.db import transaction

from academy.accreditation.queries import kind_on
from academy.hours import ledger, proofs
from academy.hours.enums import ReversalReason, Source
from academy.hours.models import Entry
from academy.hours.refusals import ConflictError, LedgerError
from events.booking.enums import WithdrawalReason
from events.booking.models import Attendance, Occasion, Place
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members import people
from lvv_site.members.models import Person

from . import letters
from .models import Doubt, Run

logger = logging.getLogger("lvv.courses")
DAY = dt.timedelta(days=1)
REASONS = {
    WithdrawalReason.WRONG_PERSON.value: ReversalReason.WRONG_PERSON,
    WithdrawalReason.WRONG_MINUTES.value: ReversalReason.WRONG_MINUTES,
}


def day_is_over(on: dt.date) -> dt.datetime:
    """Return the moment at which a civil day has ended in Amsterdam: days there last 23, 24 or 25 hours."""
    return dt.datetime.combine(on + DAY, dt.time.min, civil.AMSTERDAM).astimezone(dt.UTC)


@transaction.atomic
def settle(place_id: int) -> dt.date | None:
    """Make the ledger agree with the attendance of a place. Return the day that must end first, if something has to wait."""
    place = locked(place_id)
    facts = list(place.attendances.select_related("withdrawal").order_by("pk"))
    present = {one.source_ref: one for one in Entry.objects.filter(source_ref__in=[fact.source_ref for fact in facts])}
    standing = [fact for fact in facts if not hasattr(fact, "withdrawal")]
    for fact in facts:
        if hasattr(fact, "withdrawal") and (entry := present.get(fact.source_ref)):
            _take_back(fact, entry)
    if not _counts(place):
        return None
    due = [fact for fact in standing if fact.on < civil.today()]
    entries = [entry for fact in due if (entry := _award(place, fact, present.get(fact.source_ref)))]
    _give_proof(place, entries)
    return max((fact.on for fact in standing if fact not in due), default=None)


def locked(place_id: int) -> Place:
    """Return a place under the lock that a withdrawal takes as well: either sees what the other did."""
    return Place.objects.select_for_update(of=("self",)).select_related("occasion").get(pk=place_id)


def _counts(place: Place) -> bool:
    """Whether attendance here gives hours: the occasion does, and we know who it was."""
    return bool(place.occasion.hours_kind) and place.person_id is not None


def _award(place: Place, fact: Attendance, entry: Entry | None) -> Entry | None:
    """Return the award of an attendance, written now if it was not there; None when there is none."""
    assert place.person_id is not None  # noqa: S101 - asked before
    person = people.resolve(place.person_id)
    if not fact.minutes:
        return None
    try:
        with transaction.atomic():
            if entry:
                return _same(entry, fact, person)
            return _write(place.occasion, fact, person)
    except LedgerError as refusal:
        doubt(fact, refusal)
        return None


def _same(entry: Entry, fact: Attendance, person: int) -> Entry:
    """Return the award that is there; its kind was fixed then. ConflictError when it says something else."""
    if (people.resolve(entry.person_id), entry.minutes, entry.on) != (person, fact.minutes, fact.on):
        raise ConflictError
    return entry


def _write(occasion: Occasion, fact: Attendance, person: int) -> Entry:
    written = ledger.award(
        Person.objects.get(pk=person), awarded_kind(occasion, fact.on), fact.minutes, fact.on,
        f"occasion:{occasion.pk}", Source.ATTENDANCE, fact.source_ref, by=fact.by,
        title=occasion.title, started_on=_started_on(occasion, fact.on),
    )  # fmt: skip
    return written.entry if isinstance(written, ledger.Existing) else written


def _started_on(occasion: Occasion, on: dt.date) -> dt.date | None:
    """Return the first day of an occasion of several days."""
    return occasion.starts_on if occasion.starts_on and occasion.starts_on < on else None


def awarded_kind(occasion: Occasion, on: dt.date) -> HoursKind:
    """Return as what attendance on a day counts: an accredited training as that, everything else as an extra activity."""
    run = Run.objects.select_related("training").filter(occasion=occasion, training__isnull=False).first()
    return kind_on(run.training, on) if run and run.training else HoursKind.EXTRA


def _take_back(fact: Attendance, entry: Entry) -> None:
    """Take back what is left of the award of an attendance that was withdrawn."""
    minutes, withdrawal = ledger.left(entry), fact.withdrawal
    if not minutes:
        return
    reason = REASONS.get(withdrawal.reason_code, ReversalReason.ATTENDANCE_CORRECTED)
    try:
        with transaction.atomic():
            ledger.reverse(entry, minutes, reason, withdrawal.by, source_ref=f"withdrawal:{fact.pk}")
    except LedgerError as refusal:
        doubt(fact, refusal)


def _give_proof(place: Place, entries: list[Entry]) -> None:
    """Give every award its proof, and mail them together: once for an occasion, again when all that was mailed is gone."""
    held = [entry for entry in entries if ledger.left(entry)]
    for entry in held:
        proofs.issue(entry)
    if held:
        letters.send_proof(place, held[0])


def doubt(fact: Attendance, refusal: LedgerError) -> None:
    """Keep what the ledger refused until a person has looked at it; ids and a code only, also in the log."""
    logger.error("attendance %s did not become hours: %s", fact.pk, refusal.code)
    Doubt.objects.get_or_create(attendance=fact, code=refusal.code)
