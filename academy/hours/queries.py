"""From the rows of ledger and certification to the plain case that `progress.evaluate` reads, for one person or for all.

Rows are fetched as tuples: the nightly look at 100,000 members with 60 entries each may not make six million objects.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import batched
from typing import Any

from django.db import connection

from academy.certification.enums import LISTED, Status
from academy.certification.models import Adjustment as AdjustmentRow
from academy.certification.models import Period as PeriodRow
from academy.certification.models import SchemeVersion
from lvv_site.members import people
from lvv_site.members.models import Person, PersonMerge

from .entries import APPROVED, PLANNED, SUBMITTED
from .enums import Source
from .period import Adjustment, as_recorded
from .planned import Planned
from .progress import Case, Decision, Entry, Progress, evaluate
from .scheme import Scheme

ENTRIES = """
SELECT person_id, id, kind, minutes, "on", activity, certificate_id, reverses_id,
  (recorded_at AT TIME ZONE 'Europe/Amsterdam')::date, source, started_on
FROM hours_entry WHERE person_id = ANY(%s)
"""
DECISIONS = """
SELECT entry.person_id, decision.entry_id, decision.kind, (decision.decided_at AT TIME ZONE 'Europe/Amsterdam')::date
FROM hours_decision decision JOIN hours_entry entry ON entry.id = decision.entry_id
WHERE entry.person_id = ANY(%s) AND entry.source = 'claim' ORDER BY decision.entry_id, decision.number
"""
RUNNING = """
SELECT certificate.person_id, period.id FROM certification_period period
JOIN certification_certificate certificate ON certificate.id = period.certificate_id
JOIN certification_statusspan span ON span.certificate_id = period.certificate_id
WHERE period.during @> %s::date AND span.during @> %s::date AND span.status = ANY(%s)
ORDER BY certificate.person_id, period.id
"""
IN_FORCE = (*LISTED, Status.SUSPENDED)
CLAIM = Source.CLAIM.value


@dataclass(frozen=True)
class Ledger:
    """Everything that the ledger holds of one person, plain."""

    entries: tuple[Entry, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Standing:
    """One certificate period and how far its holder is. `person_id` is the entry that stands for the holder now."""

    person_id: int
    period: PeriodRow
    case: Case
    progress: Progress


def entry_key(pk: int) -> str:
    """Return an entry's id as the evaluation sorts it: as text, so with zeros in front."""
    return f"{pk:012d}"


def entry_pk(key: str) -> int | None:
    """Return the id behind a key of the evaluation; None for what is only planned."""
    return int(key) if key.isdigit() else None


def ledger_of(person: Person | int) -> Ledger:
    """Return the ledger of a person, merged entries included."""
    return _ledgers({0: people.ids_of(person)})[0]


def periods_of(person: Person) -> list[PeriodRow]:
    """Return a person's certificate periods, the latest first."""
    mine = PeriodRow.objects.filter(certificate__person__in=people.ids_of(person))
    return list(mine.select_related("certificate", "scheme", "other_scheme").order_by("-during", "-pk"))


def running_period(person: Person, on: dt.date) -> PeriodRow | None:
    """Return the period that runs on a day; of several certificates the one that ends first: it asks for attention."""
    running = [one for one in periods_of(person) if one.start <= on <= one.last_day]
    return min(running, key=lambda one: (one.last_day, one.pk), default=None)


def standing_of(
    person: Person, period: PeriodRow, as_of: dt.date, *, known_on: dt.date | None = None,
    planned: Sequence[Planned] = (), ledger: Ledger | None = None,
) -> Standing:  # fmt: skip
    """Return how far a person is in a period, seen from a day, with what was known on another (None: everything)."""
    ledger = ledger or ledger_of(person)
    before = PeriodRow.objects.filter(certificate=period.certificate_id, during__startswith__lt=period.start)
    family = [*before.select_related("certificate", "scheme", "other_scheme").order_by("during"), period]
    changes = _adjustments([one.pk for one in family])
    case = _case(family, changes, ledger, as_of, known_on, planned)
    return Standing(person.pk, period, case, evaluate(case))


def running(today: dt.date, as_of: dt.date | None = None, batch: int = 1000) -> Iterator[Standing]:
    """Yield every period that runs today and is in force, with its progress, person by person, in constant memory.

    Planned hours are left out: asking the rooms for each person would not do for 100,000 of them.
    """
    behind = _merged()
    for some in batched(_running_ids(today), batch):
        rows = PeriodRow.objects.filter(pk__in=[period for _person, period in some])
        families = _families(list(rows.select_related("certificate", "scheme", "other_scheme")))
        changes = _adjustments([one.pk for family in families.values() for one in family])
        ledgers = _ledgers({person: behind.get(person, [person]) for person, _period in some})
        for person, period in some:
            family = families[period]
            case = _case(family, changes, ledgers[person], as_of or today, None, ())
            yield Standing(people.resolve(person) if person in behind else person, family[-1], case, evaluate(case))


def under(standing: Standing, scheme: SchemeVersion) -> Progress:
    """Return what the same hours would be worth under another scheme alone."""
    return evaluate(replace(standing.case, scheme=scheme_of(scheme), transition="pinned", other_scheme=None))


def scheme_of(version: SchemeVersion) -> Scheme:
    """Return the plain rules of a version. A published one never changes, so it is read once."""
    if version.published_at is None:
        return Scheme.from_rules(version.code, version.rules)
    return _published(version.content_hash, version)


@lru_cache(maxsize=64)
def _published(_content_hash: str, version: SchemeVersion) -> Scheme:
    return Scheme.from_rules(version.code, version.rules)


def _running_ids(today: dt.date) -> Iterator[tuple[int, int]]:
    statuses = [str(one) for one in IN_FORCE]
    with connection.cursor() as cursor:
        cursor.execute(RUNNING, [today, today, statuses])
        yield from cursor.fetchall()


def _merged() -> dict[int, list[int]]:
    """Return for every entry that takes part in a merge all entries of the same person; merges are few."""
    involved = {one for pair in PersonMerge.objects.values_list("source_id", "into_id") for one in pair}
    return {one: people.ids_of(one) for one in involved}


def _families(rows: Sequence[PeriodRow]) -> dict[int, list[PeriodRow]]:
    """Return for each period itself and, where its scheme lets hours carry over, the ones before it."""
    families = {row.pk: [row] for row in rows}
    carrying = [row for row in rows if scheme_of(row.scheme).carry_over]
    before: dict[int, list[PeriodRow]] = defaultdict(list)
    if carrying:
        earlier = PeriodRow.objects.filter(certificate__in=[row.certificate_id for row in carrying])
        for one in earlier.select_related("certificate", "scheme", "other_scheme").order_by("during"):
            before[one.certificate_id].append(one)
    for row in carrying:
        families[row.pk] = [one for one in before[row.certificate_id] if one.start < row.start] + [row]
    return families


def _adjustments(period_ids: Sequence[int]) -> dict[int, tuple[Adjustment, ...]]:
    """Return for each period what changes it; a replaced adjustment does not count any more."""
    found: dict[int, list[Adjustment]] = defaultdict(list)
    rows = AdjustmentRow.objects.filter(period__in=period_ids, replaced_by=None).order_by("pk")
    for row in rows:
        change = Adjustment(row.kind, row.months, row.starts, row.until, row.hours_kind or None, row.minutes)
        found[row.period_id].append(change)
    return {period: tuple(changes) for period, changes in found.items()}


def _case(  # noqa: PLR0917 - inner to this module
    family: Sequence[PeriodRow], changes: Mapping[int, tuple[Adjustment, ...]], ledger: Ledger, as_of: dt.date,
    known_on: dt.date | None, planned: Sequence[Planned],
) -> Case:  # fmt: skip
    """Build the case of the last period of a family; the ones before it only say what is carried in."""
    *earlier, row = family
    scheme = scheme_of(row.scheme)
    period, fitting = as_recorded(row.start, row.during.upper, scheme.years, changes.get(row.pk, ()))
    carried = {}
    if scheme.carry_over and earlier and earlier[-1].during.upper == row.start:
        carried = _left_over(evaluate(_case(earlier, changes, ledger, as_of, known_on, ())))
    return Case(
        scheme=scheme, period=period, adjustments=fitting, entries=(*ledger.entries, *map(_planned, planned)),
        decisions=ledger.decisions, as_of=as_of, known_on=known_on, transition=row.mode,
        other_scheme=scheme_of(row.other_scheme) if row.other_scheme else None, carry_in=carried,
        certificate=row.certificate_id,
    )  # fmt: skip


def _left_over(progress: Progress) -> dict[str, int]:
    """Return what a period had beyond its minimum, per kind; the next scheme says how much of it may come along."""
    return {kind: max(0, minutes - progress.minimum[kind]) for kind, minutes in progress.credited.items()}


def _planned(one: Planned) -> Entry:
    return Entry(id=f"planned:{one.ref}", kind=one.kind, minutes=one.minutes, on=one.on, status=PLANNED)


def _ledgers(behind: Mapping[int, Collection[int]]) -> dict[int, Ledger]:
    """Return the ledgers of people, given under which ids the facts of each may stand, in two queries."""
    owner = {fact: person for person, facts in behind.items() for fact in facts}
    entries: dict[int, list[Entry]] = defaultdict(list)
    decisions: dict[int, list[Decision]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [list(owner)])
        for row in cursor.fetchall():
            entries[owner[row[0]]].append(_entry(row))
        cursor.execute(DECISIONS, [list(owner)])
        for person, entry, kind, on in cursor.fetchall():
            decisions[owner[person]].append(Decision(entry_key(entry), kind, on))
    return {person: Ledger(tuple(entries[person]), tuple(decisions[person])) for person in behind}


def _entry(row: tuple[Any, ...]) -> Entry:
    _person, pk, kind, minutes, on, activity, certificate, reverses, recorded_on, source, started_on = row
    return Entry(
        entry_key(pk), kind, minutes, on, activity or None, certificate,
        entry_key(reverses) if reverses else None, recorded_on,
        SUBMITTED if source == CLAIM else APPROVED, started_on,
    )  # fmt: skip
