"""One dossier as it is on a day: how far the hours are, what is missing, what was handed over and what came of it."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from academy.certification import decisions, status
from academy.certification.enums import Status
from academy.certification.models import Certificate, Period
from academy.hours import queries
from academy.hours.entries import SUBMITTED
from academy.hours.explanations import kind_name
from academy.hours.lines import Line, awards_of, lines
from academy.hours.overview import Overview as Hours
from academy.hours.overview import overview_of as hours_of
from academy.hours.period import window_opens
from academy.hours.progress import Case, Progress
from lvv_site.members import people
from lvv_site.members.models import Person

from . import requirements, snapshot, state
from .enums import State
from .models import Handover, Outcome

# The look and the shape of each state's badge; its word stands beside it.
BADGES = {
    State.EARLY: ("neutral", "clock"),
    State.OPEN: ("conditional", "half"),
    State.COMPLETE: ("registered", "check"),
    State.HANDED_OVER: ("neutral", "out"),
    State.HELD: ("suspended", "pause"),
    State.GRANTED: ("registered", "check"),
    State.REFUSED: ("struck_off", "strike"),
    State.CLOSED: ("expired", "none"),
}
ENDED = frozenset({Status.RESIGNED, Status.STRUCK_OFF})


@dataclass(frozen=True)
class Turned:
    """One handing over with everything that the certifier said about it, the earliest first."""

    handover: Handover
    outcomes: tuple[Outcome, ...] = ()

    @property
    def last(self) -> Outcome | None:
        """What holds now."""
        return self.outcomes[-1] if self.outcomes else None

    @property
    def handed(self) -> state.Handed:
        """The plain value that `state.py` reads."""
        outcome = self.last.kind if self.last else None
        return state.Handed(self.handover.number, self.handover.handed_over_on, outcome)


@dataclass(frozen=True)
class KindLine:
    """One kind of hours in minutes: what is asked, what counts, what waits and what is short."""

    kind: str
    minimum: int
    credited: int
    pending: int
    short: int

    @property
    def name(self) -> str:
        """The kind, as it begins a sentence."""
        return kind_name(self.kind)


@dataclass(frozen=True)
class Overview:
    """A dossier on a day. What is costly and not always asked is worked out when it is."""

    person: Person
    period: Period
    today: dt.date
    case: Case
    progress: Progress
    turns: tuple[Turned, ...]
    facts: tuple[Any, ...]
    closed: bool

    @property
    def end(self) -> dt.date:
        """First day after the period."""
        return self.period.during.upper  # type: ignore[no-any-return]

    @property
    def opens_on(self) -> dt.date:
        """First day on which it may be handed over."""
        return window_opens(self.end)

    @property
    def late(self) -> bool:
        """Whether the period is over: a certificate granted now starts on the day of the decision."""
        return self.today >= self.end

    @cached_property
    def counts(self) -> dict[str, Any]:
        """What the hours say now, in the form of a snapshot."""
        return snapshot.counts(self.case, self.progress)

    @cached_property
    def hours(self) -> Hours:
        """The member's page of hours in this period: meters, with what waits and what is booked."""
        return hours_of(self.person, self.period, self.today)

    @property
    def kinds(self) -> list[KindLine]:
        """Each kind of hours."""
        one = self.progress
        return [
            KindLine(kind, least, one.credited[kind], one.pending[kind], one.short[kind])
            for kind, least in one.minimum.items()
        ]

    @cached_property
    def lines(self) -> dict[int, Line]:
        """The awards in the period by entry id, each with what people call it and what it rests on."""
        return lines_of(self.person, [one["entry"] for one in self.counts["lines"]])

    @cached_property
    def waiting(self) -> list[Line]:
        """The awards that wait for a decision of the office."""
        return [self.lines[one["entry"]] for one in self.counts["lines"] if one["status"] == SUBMITTED]

    @cached_property
    def claims(self) -> list[Line]:
        """The member's own claims that count."""
        counted = (self.lines[one["entry"]] for one in self.counts["lines"] if one["counted"])
        return [line for line in counted if line.is_claim]

    @property
    def unproven(self) -> list[Line]:
        """The claims that count and rest on no file."""
        return [line for line in self.claims if not line.evidence]

    @cached_property
    def demands(self) -> list[requirements.Standing]:
        """How the requirements beside hours stand."""
        return requirements.standings(self.facts, self.end)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.progress.met and not self.unproven and not any(one.missing for one in self.demands)

    @property
    def declarable(self) -> bool:
        """Whether something can be declared now: once the dossier is open, until it is decided about."""
        return self.state in {State.OPEN, State.COMPLETE, *state.AGAIN}

    @cached_property
    def state(self) -> State:
        """How the dossier stands."""
        handed = [one.handed for one in self.turns]
        if handed or self.closed or self.today < self.opens_on:
            return state.state_of(self.end, self.today, handed, closed=self.closed)
        return state.state_of(self.end, self.today, complete=self.complete)

    @property
    def badge(self) -> str:
        """The look of the state's badge."""
        return BADGES[self.state][0]

    @property
    def icon(self) -> str:
        """The shape of the state's badge."""
        return BADGES[self.state][1]

    @property
    def last(self) -> Turned | None:
        """The last handing over."""
        return self.turns[-1] if self.turns else None

    @cached_property
    def difference(self) -> snapshot.Difference:
        """How the ledger differs from what was handed over last."""
        return snapshot.difference(self.last.handover.content, self.counts) if self.last else snapshot.Difference()

    @property
    def may_hand_over(self) -> bool:
        """Whether the member may hand it over now: for the first time, when asked for more, or because something changed."""
        if self.state in {State.COMPLETE, *state.AGAIN}:
            return self.complete
        return self.state == State.HANDED_OVER and bool(self.difference) and self.complete


def current_period(periods: Sequence[Period], on: dt.date) -> Period | None:
    """Return the period whose dossier asks for attention: the running one that ends first, else the last that ended."""
    running = [one for one in periods if one.start <= on <= one.last_day]
    if running:
        return min(running, key=lambda one: (one.last_day, one.pk))
    ended = [one for one in periods if one.last_day < on]
    return max(ended, key=lambda one: (one.last_day, one.pk), default=None)


def of(person: Person, period: Period, today: dt.date) -> Overview:
    """Return the dossier of one period on a day."""
    standing = queries.standing_of(person, period, today)
    return _overview(standing, person, today, requirements.facts_of(person), _turns([period.pk])[period.pk])


def of_many(period_ids: Collection[int], today: dt.date) -> dict[int, Overview]:
    """Return the dossiers of these periods by id, a few queries for all of them."""
    standings = list(queries.standings(period_ids, today))
    owners = Person.objects.in_bulk({one.person_id for one in standings})
    turns = _turns(period_ids)
    facts = {one: requirements.facts_of(owners[one]) for one in owners}
    return {
        one.period.pk: _overview(one, owners[one.person_id], today, facts[one.person_id], turns[one.period.pk])
        for one in standings
    }


def turns_of(period: Period) -> tuple[Turned, ...]:
    """Return every handing over of a period, the first one first."""
    return tuple(_turns([period.pk])[period.pk])


def lines_of(person: Person, entry_ids: Collection[int]) -> dict[int, Line]:
    """Return awards of a person by entry id, in a few queries however many there are."""
    return {line.entry.pk: line for line in lines(list(awards_of(person).filter(pk__in=entry_ids)))}


def shown_of(person: Person, today: dt.date) -> list[Overview]:
    """Return the dossiers of a person that are worth a look: what was handed over, and what runs; the latest first."""
    periods = queries.periods_of(person)
    current = current_period(periods, today)
    handed = set(Handover.objects.filter(period__in=periods).values_list("period", flat=True))
    return [of(person, one, today) for one in periods if one == current or one.pk in handed]


def owner_of(period: Period) -> Person:
    """Return the person that stands for the holder of a period's certificate now."""
    return Person.objects.get(pk=people.resolve(period.certificate.person_id))


def _overview(
    standing: queries.Standing, person: Person, today: dt.date, facts: Sequence[Any], turns: Sequence[Turned]
) -> Overview:
    return Overview(
        person, standing.period, today, standing.case, standing.progress, tuple(turns), tuple(facts),
        _is_closed(standing.period, today),
    )  # fmt: skip


def _is_closed(period: Period, today: dt.date) -> bool:
    """Whether the certificate ended before its time, or goes on already in a following period."""
    if Period.objects.filter(certificate=period.certificate_id, during__startswith__gte=period.during.upper).exists():
        return True
    held = decisions.held_record(Certificate(pk=period.certificate_id))
    return status.status_in(held, today).status in ENDED


def _turns(period_ids: Collection[int]) -> dict[int, list[Turned]]:
    found: dict[int, list[Turned]] = {one: [] for one in period_ids}
    rows = Handover.objects.filter(period__in=period_ids).select_related("by", "scheme").order_by("period", "number")
    for one in rows.prefetch_related("outcomes__reason", "outcomes__by", "outcomes__event"):
        found[one.period_id].append(Turned(one, tuple(sorted(one.outcomes.all(), key=lambda each: each.number))))
    return found
