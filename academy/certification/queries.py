"""What the rooms above ask of certification."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.conf import settings
from django.db import connection

from . import status
from .enums import EventKind
from .models import Certificate
from .status import PublicStatus

# Months that a measure stays public after its end; a strike-off after its first day. None is always, and a measure in
# force is always public. The association decides: `settings.MEASURE_PUBLIC_MONTHS` changes any of them.
DEFAULT_PUBLIC_MONTHS: Mapping[str, int | None] = {
    EventKind.CONDITIONAL.value: 12,
    EventKind.SUSPENDED.value: 60,
    EventKind.STRUCK_OFF.value: 120,
}


EVENTS = """
SELECT id, certificate_id, kind, "from", until, lifts_id FROM certification_statusevent
WHERE certificate_id = ANY(%s) ORDER BY id
"""


def public_months() -> dict[str, int | None]:
    """Return the public term of each measure, in months."""
    return {**DEFAULT_PUBLIC_MONTHS, **getattr(settings, "MEASURE_PUBLIC_MONTHS", {})}


def public_status_on(certificate: Certificate | int, date: dt.date, asked_on: dt.date) -> PublicStatus:
    """Return what the public may read about `date` when it asks on `asked_on`; measures past their term are left out."""
    certificate_id = certificate if isinstance(certificate, int) else certificate.pk
    return status.status_in(public_records([certificate_id], asked_on)[certificate_id], date)


def public_statuses_on(certificate_ids: Collection[int], date: dt.date, asked_on: dt.date) -> dict[int, PublicStatus]:
    """Return `public_status_on` of many certificates in one query."""
    records = public_records(certificate_ids, asked_on)
    return {certificate_id: status.status_in(record, date) for certificate_id, record in records.items()}


def public_records(certificate_ids: Collection[int], asked_on: dt.date) -> dict[int, status.Record]:
    """Return the readings of these certificates without what is past its public term, in one query."""
    facts: dict[int, list[status.Event]] = defaultdict(list)
    if certificate_ids:
        with (
            connection.cursor() as cursor
        ):  # asked on every public page: making the statement would cost more than running it
            cursor.execute(EVENTS, [list(certificate_ids)])
            for ref, certificate_id, kind, starts, until, lifts in cursor.fetchall():
                facts[certificate_id].append(status.Event(ref, kind, starts, until, lifts))
    months = public_months()
    return {one: status.public(status.read(facts[one]), asked_on, months) for one in certificate_ids}
