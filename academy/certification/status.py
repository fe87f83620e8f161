"""What the register says of a certificate on a date. Pure: no clock, no database.

The rule (domain rule 6). In order, on a civil date:

1. struck off, from the decision until a certificate is granted anew;
2. resigned, likewise;
3. inside a granted period: suspended, else conditional, else registered;
4. after a period: expired. Nobody decides that, the dates do;
5. otherwise not registered.

A measure is conditional, suspended or struck off. A measure past its public term is left out on every date. A strike-off
past its term takes with it what it ended: the number then answers "not registered", on every date, without a name.
Events come in the order in which they were recorded; a grant recorded before somebody left does not bring them back.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from .dates import DAY, months_later
from .enums import EventKind, Status

FOREVER = dt.date.max


@dataclass(frozen=True, slots=True)
class Event:
    """One decision. `until` is a last day; for `end_changed`, `starts` names the period by its first day."""

    ref: int
    kind: str
    starts: dt.date
    until: dt.date | None = None
    lifts: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A granted period, both days included; `known` is the place of the grant among the events."""

    starts: dt.date
    until: dt.date
    known: int


@dataclass(frozen=True, slots=True)
class Measure:
    """Conditional, suspended, resigned or struck off over [starts, ends). `lifted`: its end was decided."""

    ref: int
    kind: str
    starts: dt.date
    ends: dt.date
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A certificate's events, read: its periods by date, the measures, and what ended the registration.

    `begins` is set when what came before it is no longer public.
    """

    terms: tuple[Term, ...] = ()
    measures: tuple[Measure, ...] = ()
    endings: tuple[Measure, ...] = ()
    begins: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """The answer. `valid_until` is the last valid day; `measure_*` the measure's own first and last day."""

    status: str
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    measure_from: dt.date | None = None
    measure_until: dt.date | None = None

    @property
    def names_person(self) -> bool:
        """Whether the answer may stand beside a name."""
        return self.status != Status.NOT_REGISTERED


@dataclass(frozen=True, slots=True)
class Span:
    """One status over [starts, ends); `ends` None is open."""

    status: str
    starts: dt.date
    ends: dt.date | None


NOT_REGISTERED = PublicStatus(Status.NOT_REGISTERED.value)


def read(events: Sequence[Event]) -> Record:
    """Read the events, given in the order in which they were recorded."""
    terms = _terms(events)
    lifted = _lifted(events)
    measures, endings = [], []
    for place, event in enumerate(events):
        if event.kind in {EventKind.SUSPENDED, EventKind.CONDITIONAL}:
            measures.append(_measure(event, terms, lifted))
        elif event.kind in {EventKind.RESIGNED, EventKind.STRUCK_OFF}:
            endings.append(_ending(event, place, terms, lifted))
    # An ending that a new grant undoes on its very first day still ended the period before.
    kept = [one for one in endings if one.starts < one.ends or not one.lifted]
    return Record(terms, tuple(one for one in measures if one.starts < one.ends), tuple(kept))


def status_on(
    events: Sequence[Event], on: dt.date, asked_on: dt.date, public_months: Mapping[str, int | None]
) -> PublicStatus:
    """Return what the public may read about `on` when it asks on `asked_on`.

    Args:
        events: the certificate's events in recorded order.
        on: the civil date that is asked about.
        asked_on: the civil date of asking, which decides what is still public.
        public_months: months that a measure stays public after its end (a strike-off: after its start); None is always.
    """
    return status_in(public(read(events), asked_on, public_months), on)


def status_in(record: Record, on: dt.date) -> PublicStatus:
    """Return the status of a read record on a civil date."""
    started = [term for term in record.terms if term.starts <= on]
    if ending := _in_force(record.endings, on, (EventKind.STRUCK_OFF, EventKind.RESIGNED)):
        before = [term for term in record.terms if term.starts < ending.starts]
        last = before[-1] if before else None
        return PublicStatus(
            ending.kind,
            last.starts if last else None,
            min(last.until, ending.starts - DAY) if last else None,
            ending.starts,
        )
    if not started:
        return NOT_REGISTERED
    term = started[-1]
    until = _cut_short(record, term)
    if on > term.until:
        return PublicStatus(Status.EXPIRED.value, term.starts, until)
    if measure := _in_force(record.measures, on, (EventKind.SUSPENDED, EventKind.CONDITIONAL)):
        ends = None if measure.ends == FOREVER else measure.ends - DAY
        return PublicStatus(measure.kind, term.starts, until, measure.starts, ends)
    return PublicStatus(Status.REGISTERED.value, term.starts, until)


def public(record: Record, asked_on: dt.date, public_months: Mapping[str, int | None]) -> Record:
    """Leave out what is past its public term on `asked_on`."""
    cut = None
    for ending in record.endings:
        if ending.kind == EventKind.STRUCK_OFF and _past_term(ending, asked_on, public_months):
            if not ending.lifted:
                cut = max(cut or dt.date.min, ending.ends)
            record = replace(record, endings=tuple(other for other in record.endings if other is not ending))
    measures = tuple(one for one in record.measures if not _past_term(one, asked_on, public_months))
    if cut is None:
        return replace(record, measures=measures)
    return Record(
        tuple(term for term in record.terms if term.starts >= cut),
        tuple(one for one in measures if one.starts >= cut),
        tuple(one for one in record.endings if one.starts >= cut),
        begins=cut,
    )


def periods(record: Record) -> tuple[tuple[dt.date, dt.date], ...]:
    """Return the first and last valid day of every period; leaving brings a last day forward."""
    return tuple((term.starts, _cut_short(record, term)) for term in record.terms)


def spans(record: Record) -> tuple[Span, ...]:
    """Return the whole history as statuses over days, without gaps inside; days not registered have no span."""
    cuts = sorted(_boundaries(record))
    found: list[Span] = []
    for starts, ends in zip_longest(cuts, cuts[1:]):
        status = status_in(record, starts).status
        if status == Status.NOT_REGISTERED:
            continue
        if found and found[-1].status == status and found[-1].ends == starts:
            found[-1] = replace(found[-1], ends=ends)
        else:
            found.append(Span(status, starts, ends))
    return tuple(found)


def _terms(events: Sequence[Event]) -> tuple[Term, ...]:
    terms: dict[dt.date, Term] = {}
    for place, event in enumerate(events):
        if event.kind == EventKind.GRANTED and event.until:
            terms[event.starts] = Term(event.starts, event.until, place)
        elif event.kind == EventKind.END_CHANGED and event.until and event.starts in terms:
            terms[event.starts] = replace(terms[event.starts], until=event.until)
    return tuple(terms[starts] for starts in sorted(terms))


def _lifted(events: Sequence[Event]) -> dict[int, dt.date]:
    lifted: dict[int, dt.date] = {}
    for event in events:
        if event.kind == EventKind.LIFTED and event.lifts is not None:
            lifted[event.lifts] = min(event.starts, lifted.get(event.lifts, FOREVER))
    return lifted


def _measure(event: Event, terms: Sequence[Term], lifted: Mapping[int, dt.date]) -> Measure:
    planned = event.until + DAY if event.until else FOREVER
    if event.until is None:  # without a last day it ends with the period that it was decided in
        planned = next((term.until + DAY for term in terms if term.starts <= event.starts <= term.until), FOREVER)
    return Measure(event.ref, event.kind, event.starts, min(planned, lifted.get(event.ref, FOREVER)))


def _ending(event: Event, place: int, terms: Sequence[Term], lifted: Mapping[int, dt.date]) -> Measure:
    anew = [term.starts for term in terms if term.known > place and term.starts >= event.starts]
    ends = min([*anew, FOREVER])
    lift = lifted.get(event.ref, FOREVER)
    return Measure(event.ref, event.kind, event.starts, min(ends, lift), lifted=lift < ends)


def _in_force(measures: Sequence[Measure], on: dt.date, kinds: Sequence[str]) -> Measure | None:
    """Return the measure that counts on the day: the heaviest kind, of that the one that lasts longest."""
    for kind in kinds:
        found = [one for one in measures if one.kind == kind and one.starts <= on < one.ends]
        if found:
            return max(found, key=lambda one: (one.ends, one.ref))
    return None


def _cut_short(record: Record, term: Term) -> dt.date:
    """Return the last valid day of a period, which leaving may have brought forward."""
    left = [one.starts - DAY for one in record.endings if term.starts < one.starts <= term.until and not one.lifted]
    return min([term.until, *left])


def _past_term(measure: Measure, asked_on: dt.date, public_months: Mapping[str, int | None]) -> bool:
    months = public_months.get(measure.kind)
    if months is None:
        return False
    if measure.kind == EventKind.STRUCK_OFF and not measure.lifted:
        return asked_on >= months_later(measure.starts, months)
    # `months` after FOREVER does not exist; what has no end is still in force.
    return measure.ends != FOREVER and asked_on >= months_later(measure.ends, months)


def _boundaries(record: Record) -> set[dt.date]:
    days = {day for term in record.terms for day in (term.starts, term.until + DAY)}
    for one in (*record.measures, *record.endings):
        days |= {one.starts, one.ends} - {FOREVER}
    return days
