"""What an attendance list would do: from rows and what is known to matches and doubts. Pure.

A match is new, changed, removed (0: was not there) or the same as what stands. A doubt is never written. Who is not in the
list stays as they were, so a list can be sent in parts; the same list again does nothing. What the office decided about
somebody is not overturned by a list.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from academy.certification.numbers import is_typing_error, number_key
from academy.hours.ledger import MINUTES_A_DAY, days
from lvv_site.hours_kind import UNIT, HoursKind, whole_units

from .attendance_reading import Row
from .attendance_words import Doubt, Result


@dataclass(frozen=True)
class RunFacts:
    """What a list is held against: the run's days, its minutes and as which kind they count on its last day.

    `accredited` are the minutes that the training is accredited for on that day; None when it is not.
    """

    run: int
    first_day: dt.date
    last_day: dt.date
    minutes: int
    kind: HoursKind
    accredited: int | None = None
    called_off: bool = False
    held: bool = True

    @property
    def started_on(self) -> dt.date | None:
        """The first day of a run of several days."""
        return self.first_day if self.first_day < self.last_day else None


@dataclass(frozen=True)
class Known:
    """Somebody that a number leads to. `public` is the name, if the register shows it to everybody."""

    person: int
    name: str
    public: str = ""
    gone: bool = False
    certified: bool = True


@dataclass(frozen=True)
class Standing:
    """What stands of somebody: minutes that were listed, and whether the office decided them."""

    minutes: int
    by_office: bool = False


@dataclass(frozen=True)
class State:
    """What the database holds: people by number key (two: ambiguous), what stands by person, other minutes of that day."""

    people: Mapping[str, Sequence[Known]] = field(default_factory=dict)
    standing: Mapping[int, Standing] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Match:
    """A row that is clear: whom it is about, whole half hours as a kind, and what stood there."""

    row: Row
    known: Known
    minutes: int
    before: int
    result: Result

    @property
    def writes(self) -> bool:
        """Whether something is to be written."""
        return self.result != Result.SAME


@dataclass(frozen=True)
class Doubtful:
    """A row that is not written, and why."""

    row: Row
    doubt: Doubt


@dataclass(frozen=True)
class Plan:
    """What a list would do. `facts.kind` is as what the hours count."""

    facts: RunFacts
    matches: tuple[Match, ...]
    doubts: tuple[Doubtful, ...]

    @cached_property
    def writes(self) -> tuple[Match, ...]:
        """The matches that would be written."""
        return tuple(one for one in self.matches if one.writes)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each result."""
        found = Counter(one.result for one in self.matches)
        return {result.value: found[result] for result in Result}

    @property
    def fingerprint(self) -> str:
        """What two plans that write the same have in common, doubts included."""
        told = (
            [(one.known.person, one.minutes, one.before, str(one.result)) for one in self.matches],
            [(one.row.line, str(one.doubt)) for one in self.doubts], str(self.facts.kind), self.facts,
        )  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()


class _DoubtError(Exception):
    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt


def make_plan(rows: Sequence[Row], facts: RunFacts, state: State, today: dt.date) -> Plan:
    """Hold rows against what is known, in the order given."""
    matches: list[Match] = []
    doubts: list[Doubtful] = []
    claimed = _claims(rows, state)
    for row in rows:
        try:
            _check_run(facts, today)
            match = _match(row, facts, state)
            _check_once(row, match.known.person, claimed)
            matches.append(match)
        except _DoubtError as error:
            doubts.append(Doubtful(row, error.doubt))
    return Plan(facts, tuple(matches), tuple(doubts))


def _check_run(facts: RunFacts, today: dt.date) -> None:
    if facts.called_off:
        raise _DoubtError(Doubt.CALLED_OFF)
    if not facts.held:
        raise _DoubtError(Doubt.NOT_HELD)
    if facts.last_day >= today:
        raise _DoubtError(Doubt.NOT_OVER)


def _match(row: Row, facts: RunFacts, state: State) -> Match:
    if row.problem:
        raise _DoubtError(Doubt(row.problem))
    known = _known(row, state)
    stands = state.standing.get(known.person, Standing(0))
    minutes = whole_units(facts.minutes if row.minutes is None else row.minutes)
    if minutes == stands.minutes and (minutes or not row.minutes):
        return Match(row, known, minutes, stands.minutes, Result.SAME)
    if stands.by_office:
        raise _DoubtError(Doubt.BY_OFFICE)
    if row.minutes is not None and 0 < row.minutes < UNIT:
        raise _DoubtError(Doubt.TOO_SHORT)
    if minutes:
        _check_amount(known, minutes, facts, state)
    result = Result.REMOVED if not minutes else Result.CHANGED if stands.minutes else Result.NEW
    return Match(row, known, minutes, stands.minutes, result)


def _known(row: Row, state: State) -> Known:
    key = number_key(row.number)
    found = state.people.get(key, ())
    if len(found) > 1:
        raise _DoubtError(Doubt.AMBIGUOUS)
    if not found:
        raise _DoubtError(Doubt.TYPING_ERROR if is_typing_error(key) else Doubt.UNKNOWN)
    if found[0].gone:
        raise _DoubtError(Doubt.GONE)
    if row.name and not same_person(row.name, found[0].name):
        raise _DoubtError(Doubt.OTHER_NAME)
    return found[0]


def _check_amount(known: Known, minutes: int, facts: RunFacts, state: State) -> None:
    if minutes > facts.minutes:
        raise _DoubtError(Doubt.OVER_RUN)
    if facts.accredited is not None and minutes > facts.accredited:
        raise _DoubtError(Doubt.OVER_ACCREDITED)
    if not known.certified:
        raise _DoubtError(Doubt.NOT_CERTIFIED)
    there = 0 if facts.started_on else state.days.get(known.person, 0)
    if there + minutes > MINUTES_A_DAY * days(facts.started_on, facts.last_day):
        raise _DoubtError(Doubt.OVER_DAY)


def _claims(rows: Iterable[Row], state: State) -> dict[int, list[Row]]:
    """Return the rows that name each person, also under two numbers."""
    found: dict[int, list[Row]] = {}
    for row in rows:
        people = state.people.get(number_key(row.number), ())
        if len(people) == 1:
            found.setdefault(people[0].person, []).append(row)
    return found


def _check_once(row: Row, person: int, claimed: Mapping[int, Sequence[Row]]) -> None:
    """Of rows that say the same of somebody the first holds; of rows that differ nobody knows which is meant."""
    rows = claimed[person]
    if len({one.minutes for one in rows}) > 1 or row is not rows[0]:
        raise _DoubtError(Doubt.TWICE)


def same_person(typed: str, name: str) -> bool:
    """Whether a name that was sent can be this person's: they share a word of the family name, or the names are alike.

    Providers write initials, married names and other orders; a number with a typing error leads to somebody else entirely.
    """
    ours, theirs = _words(name), _words(typed)
    return bool(set(ours[1:] or ours) & set(theirs))


def _words(name: str) -> list[str]:
    plain = "".join(one for one in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(one))
    found = re.findall(r"[^\W\d_]+", plain)
    return [one for one in found if one not in INFIXES] or found


INFIXES = frozenset(["van", "de", "der", "den", "het", "ten", "ter", "te", "in", "op", "aan", "bij", "la", "le", "du", "von", "el", "al"])  # fmt: skip
