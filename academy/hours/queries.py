"""From the rows of ledger and certification to the plain case that `progress.evaluate` reads, for one person or for all.

Rows are fetched as tuples: the nightly look at 100,000 members with 60 entries each may not make six million objects.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import batched

from django.db import connection

from academy.certification.enums import LISTED, Status
from academy.certification.models import Adjustment as AdjustmentRow
from academy.certification.models import Period as PeriodRow
from academy.certification.models import SchemeVersion
from lvv_site.members import people
from lvv_site.members.models import Person, PersonMerge

from .entries import PLANNED, SUBMITTED
from .period import Adjustment, as_recorded
from .planned import Planned
from .progress import Case, Decision, Entry, Progress, evaluate
from .scheme import Scheme

# The columns after the first are those of `Entry`, so that a row becomes one as it is; ids are padded as `entry_key` does.
ENTRIES = """
SELECT entry.person_id, lpad(entry.id::text, 12, '0'), entry.kind, entry.minutes, entry."on", nullif(entry.activity, ''),
  entry.certificate_id, lpad(entry.reverses_id::text, 12, '0'),
  (entry.recorded_at AT TIME ZONE 'Europe/Amsterdam')::date,
  CASE entry.source WHEN 'claim' THEN 'submitted' ELSE 'approved' END, entry.started_on
FROM unnest(%s::bigint[], %s::date[]) AS wanted(person, since)
JOIN hours_entry entry ON entry.person_id = wanted.person AND entry."on" >= wanted.since
"""
DECISIONS = """
SELECT entry_id, kind, (decided_at AT TIME ZONE 'Europe/Amsterdam')::date
FROM hours_decision WHERE entry_id = ANY(%s) ORDER BY entry_id, number
"""
RUNNING = """
SELECT period.id FROM certification_period period
JOIN certification_certificate certificate ON certificate.id = period.certificate_id
JOIN certification_statusspan span ON span.certificate_id = period.certificate_id
WHERE period.during @> %s::date AND span.during @> %s::date AND span.status = ANY(%s)
ORDER BY certificate.person_id, period.id
"""
IN_FORCE = (*LISTED, Status.SUSPENDED)


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


def running(
    today: dt.date, as_of: dt.date | None = None, batch: int = 1000, *,
    only: Callable[[PeriodRow], bool] = lambda _period: True, lean: bool = False,
) -> Iterator[Standing]:  # fmt: skip
    """Yield every period that runs today and is in force, with its progress, person by person, in constant memory.

    `only` says by its dates and rules which periods are worth evaluating; the hours of the others are not read. `lean` does
    not read hours from before a period either: they count for nothing, but are then not told as outside the period. Planned
    hours are left out: asking the rooms for each person would not do for 100,000 of them.
    """
    behind = _merged()
    for some in batched(_running_ids(today), batch):
        yield from _evaluated(some, as_of or today, behind, only, lean=lean)


def standings(period_ids: Collection[int], as_of: dt.date) -> Iterator[Standing]:
    """Yield the progress of these periods, seen from a day, in a few queries; planned hours are left out."""
    return _evaluated(period_ids, as_of, _merged())


def _evaluated(
    period_ids: Collection[int], as_of: dt.date, behind: Mapping[int, list[int]],
    only: Callable[[PeriodRow], bool] = lambda _period: True, *, lean: bool = False,
) -> Iterator[Standing]:  # fmt: skip
    families = _families([row for row in _periods(period_ids) if only(row)])
    changes = _adjustments([one.pk for family in families.values() for one in family])
    # One key for all entries of one person: two certificates of merged entries share a ledger.
    owners = {
        period: min(behind.get(one := family[-1].certificate.person_id, [one])) for period, family in families.items()
    }
    since: dict[int, dt.date] = {}
    for period, family in families.items() if lean else ():
        person = owners[period]
        since[person] = min(since.get(person, dt.date.max), family[0].start)
    ledgers = _ledgers({person: behind.get(person, [person]) for person in owners.values()}, since)
    for person, family in ((owners[one], families[one]) for one in period_ids if one in families):
        case = _case(family, changes, ledgers[person], as_of, None, ())
        yield Standing(people.resolve(person) if person in behind else person, family[-1], case, evaluate(case))


def _periods(period_ids: Collection[int]) -> Iterable[PeriodRow]:
    """Fetch periods with their certificate; each scheme once, for reading its rules takes longer than the row."""
    rows = list(PeriodRow.objects.filter(pk__in=period_ids).select_related("certificate").order_by("pk"))
    schemes = SchemeVersion.objects.in_bulk(
        {row.scheme_id for row in rows} | {row.other_scheme_id for row in rows} - {None}
    )
    for row in rows:
        row.scheme = schemes[row.scheme_id]
        row.other_scheme = schemes[row.other_scheme_id] if row.other_scheme_id else None
    return rows


def with_planned(standing: Standing, planned: Sequence[Planned], as_of: dt.date) -> Progress:
    """Return how far somebody is with what is planned, seen from another day; nothing is read again."""
    entries = (*standing.case.entries, *map(_planned, planned))
    return evaluate(replace(standing.case, entries=entries, as_of=as_of))


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


def _running_ids(today: dt.date) -> Iterator[int]:
    statuses = [str(one) for one in IN_FORCE]
    with connection.cursor() as cursor:
        cursor.execute(RUNNING, [today, today, statuses])
        yield from (period for (period,) in cursor.fetchall())


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


def _ledgers(behind: Mapping[int, Collection[int]], since: Mapping[int, dt.date] | None = None) -> dict[int, Ledger]:
    """Return the ledgers of people, given under which ids the facts of each may stand, in two queries.

    `since` leaves out what somebody did before a day.
    """
    owner = {fact: person for person, facts in behind.items() for fact in facts}
    days = [(since or {}).get(person, dt.date.min) for person in owner.values()]
    entries: dict[int, list[Entry]] = {person: [] for person in behind}
    claims: dict[int, int] = {}
    make = tuple.__new__  # six million rows: what `Entry(*row)` adds to this is most of the time
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES, [list(owner), days])
        for row in cursor.fetchall():
            entry = make(Entry, row[1:])
            entries[owner[row[0]]].append(entry)
            if entry.status == SUBMITTED:
                claims[int(entry.id)] = owner[row[0]]
    decisions = _decisions(claims)
    return {person: Ledger(tuple(some), tuple(decisions.get(person, ()))) for person, some in entries.items()}


def _decisions(claims: Mapping[int, int]) -> dict[int, list[Decision]]:
    """Return what was decided per person, given whose each claim is."""
    found: dict[int, list[Decision]] = defaultdict(list)
    if claims:
        with connection.cursor() as cursor:
            cursor.execute(DECISIONS, [list(claims)])
            for entry, kind, on in cursor.fetchall():
                found[claims[entry]].append(Decision(entry_key(entry), kind, on))
    return found
