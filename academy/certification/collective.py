"""One decision for many: everybody whose period runs on a day gets the same extension or exemption.

    preview -> decide (the decision and its targets, one transaction) -> carry_out (batches, each its own transaction)

Who is meant is fixed when it is decided. Carrying out goes batch by batch and never adjusts a period twice, so it can be
stopped and started again; the database refuses a second adjustment of one decision to one period. An extension that would
run into the next period is left out and told: before deciding in the preview, afterwards as a target without adjustment.
"""

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from lvv_site.members.models import User

from . import decisions, status
from .adjustments import extended_end
from .dates import DAY
from .decisions import RefusedError, check_end
from .enums import AdjustmentKind, EventKind, Source
from .models import (
    Adjustment,
    CollectiveDecision,
    CollectiveReason,
    CollectiveTarget,
    Period,
    SchemeVersion,
    StatusEvent,
)

BATCH = 1000
AT_ONCE = 2000  # so many are carried out while the office waits; more are left to a task


@dataclass(frozen=True)
class Selection:
    """Whose period runs on a day; narrowed down by scheme and by the period's last day, both days included."""

    runs_on: dt.date
    scheme: SchemeVersion | None = None
    ends_from: dt.date | None = None
    ends_until: dt.date | None = None


@dataclass(frozen=True)
class Measure:
    """What they get: months of extension, or an exemption of minutes of one kind of hours."""

    kind: str
    months: int | None = None
    hours_kind: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class Preview:
    """Whom a decision would be about (`targets`, ids of periods), and who is left out: period id and why."""

    targets: tuple[int, ...]
    refused: Mapping[int, str]
    _told: str = field(default="", repr=False)

    @property
    def fingerprint(self) -> str:
        """What two previews of the same periods and the same measure have in common."""
        return hashlib.sha256(f"{self._told}{self.targets}{sorted(self.refused)}".encode()).hexdigest()


class ChangedError(RefusedError):
    """Somebody came or went since the preview."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(_("Intussen is er iets veranderd. Er is niets vastgelegd. Dit zou er nu gebeuren."))
        self.preview = preview


def periods(selection: Selection) -> QuerySet[Period]:
    """Return the periods that a selection means."""
    found = Period.objects.filter(during__contains=selection.runs_on)
    if selection.scheme:
        found = found.filter(scheme=selection.scheme)
    if selection.ends_from:
        found = found.filter(during__endswith__gt=selection.ends_from)
    if selection.ends_until:
        found = found.filter(during__endswith__lte=selection.ends_until + DAY)
    return found


def preview(selection: Selection, measure: Measure) -> Preview:
    """Return whom a decision would be about; nothing is written."""
    found = periods(selection)
    refused = _refused(found, measure)
    targets = sorted(set(found.values_list("pk", flat=True)) - refused.keys())
    return Preview(tuple(targets), refused, repr(measure))


def _refused(found: QuerySet[Period], measure: Measure) -> dict[int, str]:
    """Only who has a later period already can be in the way of an extension; those are few."""
    if measure.kind != AdjustmentKind.EXTENSION:
        return {}
    later = Period.objects.filter(
        certificate=OuterRef("certificate"), during__startswith__gt=OuterRef("during__startswith")
    )
    rows = list(found.filter(Exists(later)).select_related("scheme"))
    return {one.pk: str(end) for one, end in ends(rows, measure.months or 0) if isinstance(end, RefusedError)}


@transaction.atomic
def decide(
    selection: Selection, measure: Measure, by: User, decided_on: dt.date, reason: str, *, shown: str, key: uuid.UUID
) -> CollectiveDecision:
    """Record the decision and whom it is about; the same `key` again gives the decision that was recorded.

    Raises:
        ChangedError: it is about others than were `shown` (a preview's fingerprint).
        RefusedError: it is about nobody, or there is no reason.
    """
    if done := CollectiveDecision.objects.filter(key=key).first():
        return done
    if not reason.strip():
        raise RefusedError(_("Geef een reden."), "reason")
    seen = preview(selection, measure)
    if seen.fingerprint != shown:
        raise ChangedError(seen)
    if not seen.targets:
        raise RefusedError(_("Dit besluit gaat over niemand."))
    try:
        with transaction.atomic():
            made = CollectiveDecision.objects.create(
                key=key, **_columns(measure), **_columns(selection), decided_on=decided_on, by=by
            )
    except IntegrityError:  # the other of two clicks was first
        return CollectiveDecision.objects.get(key=key)
    CollectiveReason.objects.create(decision=made, text=reason.strip())
    targets = (CollectiveTarget(decision=made, period_id=one) for one in seen.targets)
    CollectiveTarget.objects.bulk_create(targets, batch_size=BATCH)
    return made


def _columns(part: Selection | Measure) -> dict[str, object]:
    return {name: getattr(part, name) for name in part.__dataclass_fields__}


def carry_out(decision: CollectiveDecision) -> int:
    """Adjust every target that is not adjusted yet, batch by batch; return how many that were."""
    waiting = list(open_targets(decision).values_list("period", flat=True))
    return sum(_carry_out(decision, some) for some in batched(waiting, BATCH))


def open_targets(decision: CollectiveDecision) -> QuerySet[CollectiveTarget]:
    """Return the targets without adjustment: not carried out yet, or refused."""
    done = Adjustment.objects.filter(collective=decision, period=OuterRef("period"))
    return decision.targets.filter(~Exists(done)).order_by("period__certificate", "period")


@transaction.atomic
def _carry_out(decision: CollectiveDecision, period_ids: Sequence[int]) -> int:
    rows = list(Period.objects.filter(pk__in=period_ids).select_related("scheme").order_by("certificate", "pk"))
    # The lock comes before reading what stands there: a decision about one of them waits, or is seen by us.
    decisions.lock([one.certificate_id for one in rows])
    done = set(Adjustment.objects.filter(collective=decision, period__in=rows).values_list("period", flat=True))
    rows = [one for one in rows if one.pk not in done]
    made = _extensions(decision, rows) if decision.kind == AdjustmentKind.EXTENSION else _exemptions(decision, rows)
    Adjustment.objects.bulk_create(made, batch_size=BATCH)
    return len(made)


def _exemptions(decision: CollectiveDecision, rows: Iterable[Period]) -> list[Adjustment]:
    return [
        Adjustment(**_adjustment(decision, one), hours_kind=decision.hours_kind, minutes=decision.minutes)
        for one in rows
    ]


def _extensions(decision: CollectiveDecision, rows: Sequence[Period]) -> list[Adjustment]:
    months = decision.months or 0
    fitting = [(one, end) for one, end in ends(rows, months) if not isinstance(end, RefusedError)]
    events = [
        StatusEvent(
            certificate_id=one.certificate_id, kind=EventKind.END_CHANGED, starts=one.start, until=end,
            decided_on=decision.decided_on, source=Source.OFFICE, by_id=decision.by_id,
        )
        for one, end in fitting
    ]  # fmt: skip
    decisions.record(events)
    return [
        Adjustment(**_adjustment(decision, one), months=months, event=event)
        for (one, _end), event in zip(fitting, events, strict=True)
    ]


def _adjustment(decision: CollectiveDecision, period: Period) -> dict[str, object]:
    return {
        "period": period, "kind": decision.kind, "collective": decision, "decided_on": decision.decided_on,
        "by_id": decision.by_id,
    }  # fmt: skip


def ends(rows: Sequence[Period], months: int) -> list[tuple[Period, dt.date | RefusedError]]:
    """Return for each period its last day after an extension by so many months more, or why that cannot be."""
    events: dict[int, list[StatusEvent]] = defaultdict(list)
    for event in StatusEvent.objects.filter(certificate__in=[one.certificate_id for one in rows]).order_by("pk"):
        events[event.certificate_id].append(event)
    before: dict[int, int] = defaultdict(int)
    extended = Adjustment.objects.filter(period__in=rows, kind=AdjustmentKind.EXTENSION, replaced_by=None)
    for period, more in extended.values_list("period", F("months")):
        before[period] += more or 0
    return [(one, _end(one, before[one.pk] + months, events[one.certificate_id])) for one in rows]


def _end(period: Period, months: int, events: Sequence[StatusEvent]) -> dt.date | RefusedError:
    granted = [one.until for one in events if one.kind == EventKind.GRANTED and one.starts == period.start]
    until = extended_end(period, granted[-1], months)
    try:
        check_end(status.read([one.as_fact() for one in events]), period.start, until)
    except RefusedError as refusal:
        return refusal
    return until
