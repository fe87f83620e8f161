"""What the database holds about a run and the numbers of a list: a fixed number of queries, however long the list."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import QuerySet, Sum
from django.db.models.functions import Upper

from academy.certification.models import Certificate, Period
from academy.certification.numbers import number_key
from academy.certification.queries import public_records
from academy.certification.status import status_in
from academy.hours.enums import DecisionKind
from academy.hours.models import Decision, Entry
from events.booking.models.occasions import civil_date
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Membership, Person, PersonMerge

from . import periods, queries
from .attendance_plan import Known, RunFacts, Standing, State
from .attendance_reading import Row
from .enums import ListSource
from .models import ListedAttendance, ProviderRun


def run_facts(run: ProviderRun) -> RunFacts:
    """Return what a list is held against, as decisions about the training say now."""
    occasion = run.occasion
    assert occasion.starts is not None  # noqa: S101 - `runs.py` gives every run its days
    assert occasion.ends is not None  # noqa: S101
    last_day = civil_date(occasion.ends)
    term = periods.begun_by(queries.facts_of(run.training), last_day)
    return RunFacts(
        run=run.pk,
        first_day=civil_date(occasion.starts),
        last_day=last_day,
        minutes=occasion.minutes,
        kind=queries.kind_of_term(term, last_day),
        accredited=term.minutes if term and term.holds_on(last_day) else None,
        called_off=occasion.cancelled,
        held=run.words.order_by("-number").values_list("held", flat=True).first() is not False,
    )


def fetch(run: ProviderRun, facts: RunFacts, rows: Sequence[Row]) -> State:
    """Return what is known of the numbers in a list."""
    owners = _owners({number_key(row.number) for row in rows if not row.problem} - {""})
    asked = {one for some in owners.values() for one in some}
    now = people.resolve_many(asked)
    aliases = entries_of(set(now.values()))
    known = _known(set(now.values()), aliases, facts.last_day)
    return State(
        people={
            key: tuple(known[one] for one in sorted({now[owner] for owner in some})) for key, some in owners.items()
        },
        standing=standing(run),
        days=_days(run, aliases, facts.last_day),
    )


def _owners(keys: Collection[str]) -> dict[str, set[int]]:
    """Return the people whose register number or membership number this is, by key."""
    found: dict[str, set[int]] = defaultdict(set)
    for key, person in Certificate.objects.filter(number_key__in=keys).values_list("number_key", "person"):
        found[key].add(person)
    # Membership numbers have no key of their own; ours are letters and digits, so upper case is enough.
    members = Membership.objects.annotate(upper=Upper("number")).filter(upper__in=keys)
    for number, person in members.values_list("number", "person"):
        found[number_key(number)].add(person)
    return found


def entries_of(person_ids: set[int]) -> dict[int, int]:
    """Return, for every entry that was ever merged into one of these people, and for themselves, who that is."""
    found = {one: one for one in person_ids}
    new = set(person_ids)
    while new:
        merged = PersonMerge.objects.filter(into__in=new).values_list("source", "into")
        new = set()
        for source, into in merged:
            if source not in found:
                found[source] = found[into]
                new.add(source)
    return found


def _known(person_ids: set[int], aliases: Mapping[int, int], on: dt.date) -> dict[int, Known]:
    persons = Person.objects.in_bulk(person_ids)
    during = Period.objects.filter(certificate__person__in=aliases, during__contains=on)
    certified = {aliases[one] for one in during.values_list("certificate__person", flat=True)}
    shown = _named_in_public(aliases)
    return {
        pk: Known(
            person=pk,
            name=person.full_name,
            public=person.full_name if pk in shown else "",
            gone=person.erased_at is not None,
            certified=pk in certified,
        )
        for pk, person in persons.items()
    }


def _named_in_public(aliases: Mapping[int, int]) -> set[int]:
    """Return whose name the register tells today to whoever asks for their number."""
    today = civil.today()
    owner = dict(Certificate.objects.filter(person__in=aliases).values_list("pk", "person"))
    records = public_records(list(owner), today)
    return {aliases[owner[one]] for one, record in records.items() if status_in(record, today).names_person}


def last_rows(run: ProviderRun) -> QuerySet[ListedAttendance]:
    """Return what the last list that named each person says of them."""
    last = ListedAttendance.objects.filter(run=run).order_by("person", "-revision").distinct("person")
    return ListedAttendance.objects.filter(pk__in=last.values("pk"))


def standing(run: ProviderRun) -> dict[int, Standing]:
    """Return what stands in the lists of a run, by person as merged since.

    Hours that the office took back in the ledger itself are its decision too.
    """
    rows = list(last_rows(run).values_list("pk", "person", "revision", "minutes", "listed__source"))
    now = people.resolve_many(person for _pk, person, *_rest in rows)
    left = _left(f"run:{run.pk}:{person}:{revision}" for _pk, person, revision, *_rest in rows)
    minutes: dict[int, int] = defaultdict(int)
    office: set[int] = set()
    for _pk, person, revision, listed, source in rows:
        minutes[now[person]] += listed
        if source == ListSource.OFFICE or left.get(f"run:{run.pk}:{person}:{revision}", 0) != listed:
            office.add(now[person])
    return {person: Standing(total, person in office) for person, total in minutes.items()}


def _left(refs: Iterable[str]) -> dict[str, int]:
    entries = Entry.objects.filter(source_ref__in=list(refs)).annotate(taken=Sum("reversals__minutes"))
    return {
        ref: minutes + (taken or 0) for ref, minutes, taken in entries.values_list("source_ref", "minutes", "taken")
    }


def _days(run: ProviderRun, aliases: Mapping[int, int], on: dt.date) -> dict[int, int]:
    """Return the minutes that stand on a day already beside this run; what was turned down does not."""
    turned_down = Decision.objects.filter(
        entry__person__in=aliases, entry__on=on, kind__in=[DecisionKind.REJECTED, DecisionKind.WITHDRAWN]
    ).values("entry")
    rows = Entry.objects.filter(person__in=aliases, on=on, started_on=None).exclude(pk__in=turned_down)
    ours = f"run:{run.pk}:"
    others = rows.exclude(source_ref__startswith=ours).exclude(reverses__source_ref__startswith=ours)
    found: dict[int, int] = defaultdict(int)
    for person, total in others.order_by().values_list("person").annotate(total=Sum("minutes")):
        found[aliases[person]] += total
    return found
