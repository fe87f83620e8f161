"""Between a plan and the database: fetching what is known, and writing all of it or nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db import connection, transaction
from django.db.models import Sum

from academy.certification.models import Certificate
from academy.certification.numbers import number_key
from academy.hours import ledger
from academy.hours.enums import DecisionKind, Source
from academy.hours.ledger import Award
from academy.hours.models import Decision, Entry
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person, PersonMerge, User

from .parse import Parsed, parse
from .plan import Change, Known, Plan, State, make_plan

LOCK = 7_203_115  # of all imports of hours: the second waits, then sees what the first wrote


class BadRowsError(Exception):
    """There are bad rows, so nothing was written; `plan.bad` tells them."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"{len(plan.bad)} bad rows")
        self.plan = plan


class ChangedError(Exception):
    """The database changed since the preview: what would be written is no longer what was shown."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("changed")
        self.plan = plan


def run(content: bytes, by: User | None, *, dry_run: bool = False, shown: str | None = None) -> Plan:
    """Read a list and write its new hours, or nothing when a row is bad. A dry run writes nothing.

    `shown` is the fingerprint of the plan that somebody agreed to.

    Raises:
        SpreadsheetError: the file cannot be read.
        BadRowsError: at least one row is bad.
        ChangedError: the plan is another one than was shown.
    """
    parsed = parse(content)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        plan = make_plan(parsed, fetch(parsed), civil.today())
        if plan.bad:
            raise BadRowsError(plan)
        if shown is not None and shown != plan.fingerprint:
            raise ChangedError(plan)
        if not dry_run:
            ledger.award_many([_award(one) for one in plan.new], by)
    return plan


def _award(change: Change) -> Award:
    row = change.row
    return Award(
        change.person, row.kind, row.minutes, row.on, row.code, Source.IMPORT, row.source_ref, title=row.activity,
        started_on=row.started_on,
    )  # fmt: skip


def fetch(parsed: Parsed) -> State:
    """Return what the database holds, in a handful of queries."""
    keys = {number_key(row.number) for row in parsed.rows}
    owners = dict(Certificate.objects.filter(number_key__in=keys).values_list("number_key", "person"))
    refs = [row.source_ref for row in parsed.rows]
    entries = list(Entry.objects.filter(source_ref__in=refs).annotate(taken=Sum("reversals__minutes")))
    now = people.resolve_many({*owners.values(), *(one.person_id for one in entries)})
    persons = Person.objects.in_bulk({now[one] for one in owners.values()})
    known = {
        one.source_ref: Known(now[one.person_id], one.kind, one.minutes, one.on, -(one.taken or 0)) for one in entries
    }
    found = {key: persons[now[owner]] for key, owner in owners.items()}
    return State(found, known, _days(found, {row.on for row in parsed.rows}))


def _days(persons: Mapping[str, Person], days: set[dt.date]) -> dict[tuple[int, dt.date], int]:
    """Return the minutes that stand on these days already, of these people; what was turned down does not."""
    ids = _entries({one.pk for one in persons.values()})
    turned_down = Decision.objects.filter(
        entry__person__in=ids, entry__on__in=days, kind__in=[DecisionKind.REJECTED, DecisionKind.WITHDRAWN]
    ).values("entry")
    rows = Entry.objects.filter(person__in=ids, on__in=days, started_on=None).exclude(pk__in=turned_down)
    now = people.resolve_many(ids)
    found: dict[tuple[int, dt.date], int] = defaultdict(int)
    for person, on, total in rows.order_by().values_list("person", "on").annotate(total=Sum("minutes")):
        found[now[person], on] += total
    return found


def _entries(person_ids: set[int]) -> set[int]:
    """Return these people and every entry that was merged into one of them."""
    found, new = set(person_ids), set(person_ids)
    while new:
        new = set(PersonMerge.objects.filter(into__in=new).values_list("source", flat=True)) - found
        found |= new
    return found
