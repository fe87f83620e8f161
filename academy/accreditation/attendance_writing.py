"""From an attendance list to hours: look, confirm, write. The one door for form, file and API, and for the office.

Everything is written in one transaction under a lock on the run, or nothing: the list, what it says of each person as a new
revision, and the ledger, where what stood before is reversed and what stands now is awarded (`run:<run>:<person>:<revision>`).
Of two lists at once the second sees what the first wrote, so the same list twice writes once. Members are told by a task.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from academy.hours import ledger
from academy.hours.enums import ReversalReason, Source
from academy.hours.ledger import Award, Reversal
from academy.hours.models import Entry
from lvv_site import civil
from lvv_site.hours_kind import whole_units
from lvv_site.members import people
from lvv_site.members.models import Person, User

from . import attendance_tasks as tasks
from .attendance_plan import Plan, RunFacts, make_plan
from .attendance_reading import Row
from .attendance_refusals import (
    CalledOffError,
    NotHeldError,
    NothingChangedError,
    NotOverError,
    OutdatedError,
    TooMuchError,
)
from .attendance_state import entries_of, fetch, last_rows, run_facts
from .enums import ListSource
from .models import AttendanceList, ListedAttendance, ProviderKey, ProviderRun

BATCH = 1000


class ChangedError(Exception):
    """What would be written is no longer what was shown; nothing was written. `plan` is what it would be now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("changed")
        self.plan = plan


@dataclass(frozen=True)
class Sender:
    """Who sends a list, and how."""

    source: ListSource
    by: User | None = None
    key: ProviderKey | None = None


def lock(run_id: int) -> ProviderRun:
    """Hold a run until the transaction ends. Without the lock two senders would both find nothing there."""
    return ProviderRun.objects.select_for_update(of=("self",)).select_related("occasion__called_off", "training").get(
        pk=run_id
    )  # fmt: skip


def look(run: ProviderRun, rows: Sequence[Row]) -> Plan:
    """Return what a list would do; writes nothing."""
    facts = run_facts(run)
    return make_plan(rows, facts, fetch(run, facts, rows), civil.today())


@transaction.atomic
def send(run_id: int, rows: Sequence[Row], sender: Sender, shown: str | None = None, *, tells: bool = True) -> Plan:
    """Write what is clear of a list and return what was done. `shown` is the fingerprint that somebody agreed to.

    Raises:
        ChangedError: it would do something else than was shown.
        LedgerError: the ledger refuses the hours.
    """
    run = lock(run_id)
    plan = look(run, rows)
    if shown is not None and shown != plan.fingerprint:
        raise ChangedError(plan)
    if plan.writes:
        listed = _write(run, plan.facts, {one.known.person: one.minutes for one in plan.writes}, sender)
        _after(listed, tells=tells)
    return plan


@transaction.atomic
def correct(run_id: int, person_id: int, minutes: int, by: User, seen: int, *, tells: bool = True) -> ListedAttendance:
    """Say as the office what is right of somebody, by `seen`, the last row that it saw. 0 minutes: was not there.

    The hours count as what the training is accredited for now, so this also puts a wrong kind right.

    Raises:
        AttendanceError: somebody was first, nothing changes, or more than the run has.
        LedgerError: the ledger refuses the hours.
    """
    run = lock(run_id)
    facts, person = run_facts(run), people.resolve(person_id)
    wanted = whole_units(minutes)
    rows = list(last_rows(run).filter(person__in=entries_of({person})))
    _check_correction(facts, rows, wanted, seen)
    listed = _write(run, facts, {person: wanted}, Sender(ListSource.OFFICE, by))
    _after(listed, tells=tells)
    return listed.rows.get()


def _check_correction(facts: RunFacts, rows: Sequence[ListedAttendance], minutes: int, seen: int) -> None:
    if facts.called_off:
        raise CalledOffError
    if not facts.held:
        raise NotHeldError
    if facts.last_day >= civil.today():
        raise NotOverError
    if not rows or max(one.pk for one in rows) != seen:
        raise OutdatedError
    if minutes > facts.minutes:
        raise TooMuchError
    kinds = {one.kind for one in rows if one.minutes}
    if minutes == sum(one.minutes for one in rows) and (not minutes or kinds == {facts.kind.value}):
        raise NothingChangedError


def _write(run: ProviderRun, facts: RunFacts, minutes: dict[int, int], sender: Sender) -> AttendanceList:
    """Append a list that says this of these people, and make the ledger agree."""
    number = AttendanceList.objects.filter(run=run).aggregate(last=Max("number"))["last"] or 0
    listed = AttendanceList.objects.create(
        run=run, number=number + 1, source=sender.source, by=sender.by, key=sender.key
    )
    before = list(ListedAttendance.objects.filter(run=run, person__in=entries_of(set(minutes))))
    revisions = dict.fromkeys(minutes, 0)
    for one in before:
        if one.person_id in revisions:
            revisions[one.person_id] = max(revisions[one.person_id], one.revision)
    rows = [
        ListedAttendance(
            run=run, listed=listed, person_id=person, revision=revisions[person] + 1, minutes=some, on=facts.last_day,
            kind=facts.kind,
        )
        for person, some in minutes.items()
    ]  # fmt: skip
    ListedAttendance.objects.bulk_create(rows, batch_size=BATCH)
    _take_back(before, sender.by)
    _award(run, facts, rows, sender.by)
    return listed


def _take_back(rows: Sequence[ListedAttendance], by: User | None) -> None:
    entries = Entry.objects.filter(source_ref__in=[one.source_ref for one in rows if one.minutes], reverses=None)
    reason = ReversalReason.ATTENDANCE_CORRECTED.value
    ledger.reverse_many(
        [Reversal(pk, reason, f"{ref}:corrected") for pk, ref in entries.values_list("pk", "source_ref")], by
    )


def _award(run: ProviderRun, facts: RunFacts, rows: Sequence[ListedAttendance], by: User | None) -> None:
    training, present = run.training, [one for one in rows if one.minutes]
    persons = Person.objects.in_bulk([one.person_id for one in present])
    ledger.award_many(
        [
            Award(
                persons[one.person_id], one.kind, one.minutes, one.on, training.code, Source.PROVIDER, one.source_ref,
                title=training.title, started_on=facts.started_on,
            )
            for one in present
        ],
        by,
    )  # fmt: skip


def _after(listed: AttendanceList, *, tells: bool) -> None:
    """Leave proofs and letters to a task, in this transaction."""
    if tells:
        tasks.tell_list.enqueue(listed.pk)
    else:
        tasks.prove_list.enqueue(listed.pk)
