"""Writing `AccreditationSpan` from the decisions. Rebuildable; run inside the transaction that wrote the decisions."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from . import periods
from .models import Accreditation, AccreditationSpan, Training
from .periods import Fact

BATCH = 2000


def project(training_ids: Collection[int]) -> None:
    """Write the spans of these trainings anew; the caller holds their locks."""
    facts: dict[int, list[Fact]] = defaultdict(list)
    for fact in Accreditation.objects.filter(training__in=training_ids).order_by("pk"):
        facts[fact.training_id].append(fact.as_fact())
    AccreditationSpan.objects.filter(training__in=training_ids).delete()
    AccreditationSpan.objects.bulk_create(
        (span for training_id in sorted(facts) for span in spans_of(training_id, facts[training_id])), batch_size=BATCH
    )


def spans_of(training_id: int, facts: Sequence[Fact]) -> list[AccreditationSpan]:
    """Return the spans that these decisions make; not saved."""
    return [
        AccreditationSpan(
            training_id=training_id, accreditation_id=term.ref, during=DateRange(term.starts, term.ends),
            minutes=term.minutes, hours_kind=term.hours_kind,
        )
        for term in periods.holding(facts)
    ]  # fmt: skip


def rebuild() -> int:
    """Write every training's spans anew; return how many trainings there are."""
    ids = list(Training.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with transaction.atomic():
            list(Training.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))
            project(batch)
    return len(ids)
