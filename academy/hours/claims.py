"""Own claims: a member says what was done and proves it, somebody else decides (domain rules 3 and 4).

    draft -> submitted -> approved
                       -> rejected -> submitted again
                       -> withdrawn

The entry itself never changes: what was claimed wrongly is rejected or withdrawn, and claimed anew. Each decision has a
number in its entry's sequence; it is taken under a lock on the entry, so that of two deciders one wins and the other is told.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members import people
from lvv_site.members.models import Person, User

from . import evidence, letters
from .enums import DecisionKind, RejectionReason, Source
from .ledger import MINUTES_A_DAY, Existing, award, check_amount, days
from .models import ClaimDraft, Decision, DecisionText, Entry, EntryText, Evidence
from .refusals import (
    BadTransitionError,
    EvidenceRequiredError,
    ImplausibleError,
    LedgerError,
    OwnHoursError,
    ReasonRequiredError,
)

ALLOWED: Mapping[str | None, frozenset[str]] = {
    None: frozenset({DecisionKind.SUBMITTED}),
    DecisionKind.SUBMITTED: frozenset({DecisionKind.APPROVED, DecisionKind.REJECTED, DecisionKind.WITHDRAWN}),
    DecisionKind.REJECTED: frozenset({DecisionKind.SUBMITTED}),
    DecisionKind.APPROVED: frozenset(),
    DecisionKind.WITHDRAWN: frozenset(),
}


NEEDS_EVIDENCE = frozenset(HoursKind.values)  # the kinds in which nothing is approved on somebody's word alone


class IncompleteError(LedgerError):
    """Something is not filled in; `field` says what."""

    code = "incomplete"
    message = _("Vul dit in.")


@dataclass(frozen=True)
class Outcome:
    """What became of one claim in a batch: no refusal means decided."""

    entry_id: int
    refusal: LedgerError | None = None


@transaction.atomic
def submit(draft: ClaimDraft, by: User) -> Entry:
    """Turn a draft into a claim that waits for approval. The same draft submitted twice gives the same entry.

    Raises:
        LedgerError: incomplete, in the future, more than a day holds, or without evidence; `field` says which entry.
    """
    held = ClaimDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if held is None:  # submitted by another tab a moment ago
        return Entry.objects.get(source_ref=draft.source_ref)
    minutes, on = _checked(held)
    written = award(
        held.person, held.kind, minutes, on, "", Source.CLAIM, held.source_ref, by=by, started_on=held.started_on
    )
    entry = written.entry if isinstance(written, Existing) else written
    EntryText.objects.create(entry=entry, title=held.title.strip(), text=held.text.strip())
    evidence.use(entry, list(held.evidence.order_by("pk")))
    Decision.objects.create(entry=entry, number=1, kind=DecisionKind.SUBMITTED, by=by)
    held.evidence.clear()
    held.delete()
    return entry


def _checked(draft: ClaimDraft) -> tuple[int, dt.date]:
    """Return minutes and date of a draft that may be submitted, or raise the refusal that fits."""
    minutes, on = draft.minutes, draft.on
    for field in ("kind", "title"):
        if not getattr(draft, field).strip():
            raise IncompleteError(field=field)
    if on is None:
        raise IncompleteError(field="on")
    if minutes is None:
        raise IncompleteError(field="minutes")
    if draft.started_on and draft.started_on > on:
        raise IncompleteError(_("De eerste dag ligt na de laatste dag."), field="started_on")
    check_amount(minutes, on, draft.started_on, civil.today())
    if minutes + minutes_in(draft.person, draft.started_on or on, on) > MINUTES_A_DAY * days(draft.started_on, on):
        raise ImplausibleError(_("Met wat er al staat is dit meer dan 24 uur op een dag. Kijk de duur en de datum na."))
    if draft.kind in NEEDS_EVIDENCE and not draft.evidence.exists():
        raise EvidenceRequiredError
    return minutes, on


def minutes_in(person: Person, first: dt.date, last: dt.date) -> int:
    """Return the minutes that stand on these days already: awards less reversals, without what was turned down.

    Activities of several days stand on their last day with more than that day; they are left out.
    """
    entries = Entry.objects.filter(person__in=people.ids_of(person), on__range=(first, last), started_on=None)
    turned_down = Decision.objects.filter(
        entry__in=entries, kind__in=[DecisionKind.REJECTED, DecisionKind.WITHDRAWN]
    ).values("entry")
    return int(entries.exclude(pk__in=turned_down).aggregate(total=Sum("minutes"))["total"] or 0)


@transaction.atomic
def approve(entry_id: int, by: User, seen: int | None = None, text: str = "") -> Decision:
    """Approve a submitted claim. `seen` is the number of the last decision that the decider saw, `text` for the member."""
    decision = _decide(entry_id, DecisionKind.APPROVED, by, seen)
    _tell(decision, text)
    return decision


@transaction.atomic
def reject(entry_id: int, by: User, reason_code: str, text: str = "", seen: int | None = None) -> Decision:
    """Turn a submitted claim down, with a reason; the member may mend it and submit it again."""
    other_unsaid = reason_code == RejectionReason.OTHER and not text.strip()
    if reason_code not in RejectionReason.values or other_unsaid:
        raise ReasonRequiredError
    decision = _decide(entry_id, DecisionKind.REJECTED, by, seen, reason_code)
    _tell(decision, text)
    return decision


def _tell(decision: Decision, text: str) -> None:
    """Keep what the decider wrote, and tell the member."""
    if text.strip():
        DecisionText.objects.create(decision=decision, text=text.strip())
    letters.tell_decision(decision)


@transaction.atomic
def withdraw(entry_id: int, by: User) -> Decision:
    """Take one's own claim back before anybody decided about it."""
    return _decide(entry_id, DecisionKind.WITHDRAWN, by)


@transaction.atomic
def resubmit(entry_id: int, by: User, added: Sequence[Evidence]) -> Decision:
    """Submit a rejected claim again, with the evidence that was missing."""
    decision = _decide(entry_id, DecisionKind.SUBMITTED, by)
    evidence.use(decision.entry, added)
    return decision


def approve_many(entry_ids: Sequence[int], by: User, seen: Mapping[int, int] | None = None) -> list[Outcome]:
    """Approve each claim by itself: one that cannot be approved does not hold up the others."""
    return [_outcome(entry_id, by, (seen or {}).get(entry_id)) for entry_id in entry_ids]


def _outcome(entry_id: int, by: User, seen: int | None) -> Outcome:
    try:
        approve(entry_id, by, seen)
    except LedgerError as refusal:
        return Outcome(entry_id, refusal)
    return Outcome(entry_id)


def _decide(entry_id: int, kind: DecisionKind, by: User, seen: int | None = None, reason_code: str = "") -> Decision:
    # Without this lock two deciders would both find the claim submitted; the unique number would then stop the second with
    # an error of the database's instead of a sentence.
    entry = lock(entry_id)
    if entry is None:
        raise BadTransitionError
    last = entry.decisions.order_by("-number").first()
    if kind not in ALLOWED[last.kind if last else None] or (seen is not None and (last is None or last.number != seen)):
        raise BadTransitionError
    _check_who(entry, kind, by)
    if kind == DecisionKind.APPROVED and entry.kind in NEEDS_EVIDENCE and not entry.evidence_uses.exists():
        raise EvidenceRequiredError
    number = last.number + 1 if last else 1
    return Decision.objects.create(entry=entry, number=number, kind=kind, reason_code=reason_code, by=by)


def lock(entry_id: int) -> Entry | None:
    """Hold a claim until the transaction ends; None when there is no such claim."""
    return Entry.objects.select_for_update().filter(pk=entry_id, source=Source.CLAIM).first()


def _check_who(entry: Entry, kind: DecisionKind, by: User) -> None:
    own = by.person_id is not None and people.resolve(by.person_id) == people.resolve(entry.person_id)
    if kind in {DecisionKind.SUBMITTED, DecisionKind.WITHDRAWN}:
        if not own:
            raise BadTransitionError
    elif own or entry.recorded_by_id == by.pk:
        raise OwnHoursError
