"""Writing `Period.during` and `StatusSpan` from the events. Rebuildable; run inside the transaction that wrote the events."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from . import status
from .dates import DAY
from .enums import EventKind
from .models import Certificate, Period, StatusEvent, StatusSpan

BATCH = 2000


def project(certificate_ids: Sequence[int]) -> None:
    """Write the periods and spans of these certificates; the caller holds their locks."""
    events: dict[int, list[StatusEvent]] = defaultdict(list)
    for event in StatusEvent.objects.filter(certificate__in=certificate_ids).order_by("id"):
        events[event.certificate_id].append(event)
    _write_periods(certificate_ids, events)
    StatusSpan.objects.filter(certificate__in=certificate_ids).delete()
    StatusSpan.objects.bulk_create(
        (span for certificate_id in certificate_ids for span in spans_of(certificate_id, events[certificate_id])),
        batch_size=BATCH,
    )


def rebuild() -> int:
    """Write every certificate's projections anew; return how many certificates there are."""
    ids = list(Certificate.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with transaction.atomic():
            list(Certificate.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))
            project(batch)
    return len(ids)


def spans_of(certificate_id: int, events: Iterable[StatusEvent]) -> list[StatusSpan]:
    """Return the spans that these events make; not saved."""
    record = status.read([event.as_fact() for event in events])
    return [
        StatusSpan(certificate_id=certificate_id, status=span.status, during=DateRange(span.starts, span.ends))
        for span in status.spans(record)
    ]


def periods_of(certificate_id: int, events: Sequence[StatusEvent]) -> list[Period]:
    """Return the periods that these events make; not saved."""
    record = status.read([event.as_fact() for event in events])
    grants = {event.starts: event for event in events if event.kind == EventKind.GRANTED and event.scheme_id}
    return [
        Period(
            certificate_id=certificate_id,
            during=DateRange(starts, until + DAY),
            scheme_id=grants[starts].scheme_id or 0,
            other_scheme_id=grants[starts].other_scheme_id,
            mode=grants[starts].mode,
        )
        for starts, until in status.periods(record)
    ]


def _write_periods(certificate_ids: Sequence[int], events: dict[int, list[StatusEvent]]) -> None:
    """Update periods in place, known by their first day: adjustments and hours point at them."""
    kept = {(one.certificate_id, one.start): one for one in Period.objects.filter(certificate__in=certificate_ids)}
    new: list[Period] = []
    shrunk: list[Period] = []
    grown: list[Period] = []
    for certificate_id in certificate_ids:
        for period in periods_of(certificate_id, events[certificate_id]):
            old = kept.get((certificate_id, period.start))
            if old is None:
                new.append(period)
            elif old.during != period.during:
                (shrunk if period.during.upper < old.during.upper else grown).append(old)
                old.during = period.during
    # Shrink first: the exclusion constraint looks at every moment in between.
    Period.objects.bulk_update(shrunk, ["during"], batch_size=BATCH)
    Period.objects.bulk_update(grown, ["during"], batch_size=BATCH)
    Period.objects.bulk_create(new, batch_size=BATCH)
