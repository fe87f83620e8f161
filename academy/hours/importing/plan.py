"""From rows to differences. Pure: works on state that was fetched, and says for each row what it would do."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from academy.certification.numbers import number_key
from academy.hours import ledger
from academy.hours.ledger import MINUTES_A_DAY
from academy.hours.refusals import LedgerError
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import Person

from .parse import BadRow, Parsed, Row


@dataclass(frozen=True)
class Known:
    """An entry that stands under a reference: its facts, and what was taken back of it."""

    person: int
    kind: str
    minutes: int
    on: dt.date
    taken: int = 0


@dataclass(frozen=True)
class State:
    """What the database holds of the numbers, references and days that a file names. People by number key."""

    people: Mapping[str, Person]
    known: Mapping[str, Known] = field(default_factory=dict)
    days: Mapping[tuple[int, dt.date], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What one row does: a new entry, or nothing because it is there already (`taken` minutes of it were taken back)."""

    row: Row
    person: Person
    is_new: bool
    taken: int = 0


@dataclass(frozen=True)
class Plan:
    """What a whole file would do, and the bad rows that forbid it."""

    changes: list[Change]
    bad: list[BadRow]

    @property
    def new(self) -> list[Change]:
        """The rows that would be written."""
        return [one for one in self.changes if one.is_new]

    @property
    def present(self) -> list[Change]:
        """The rows that are in the ledger already."""
        return [one for one in self.changes if not one.is_new]

    @property
    def fingerprint(self) -> str:
        """What two plans that would write the same have in common."""
        told = [(one.row.line, one.row.source_ref, one.person.pk, one.is_new) for one in self.changes]
        return hashlib.sha256(repr((told, self.bad)).encode()).hexdigest()


class _BadRowError(Exception):
    pass


def make_plan(parsed: Parsed, state: State, today: dt.date) -> Plan:
    """Compare rows with what is known; every bad row is told. Pure."""
    changes, bad = [], list(parsed.bad)
    days: dict[tuple[int, dt.date], int] = defaultdict(int, state.days)
    for row in parsed.rows:
        try:
            change = _change(row, state, today)
            _fit(change, days)
        except (_BadRowError, LedgerError) as error:
            bad.append(BadRow(row.line, str(error)))
        else:
            changes.append(change)
    return Plan(changes, sorted(bad))


def _change(row: Row, state: State, today: dt.date) -> Change:
    person = state.people.get(number_key(row.number))
    if person is None:
        raise _BadRowError(_("nummer '%(number)s' kennen we niet") % {"number": row.number})
    if person.erased_at is not None:
        raise _BadRowError(_("de gegevens van deze persoon zijn op eigen verzoek gewist"))
    known = state.known.get(row.source_ref)
    if known is None:
        ledger.check_amount(row.minutes, row.on, row.started_on, today)
        return Change(row, person, is_new=True)
    if (known.person, known.kind, known.minutes, known.on) != (person.pk, row.kind, row.minutes, row.on):
        raise _BadRowError(_("onder deze referentie staan al andere uren: %(told)s") % {"told": _told(known)})
    return Change(row, person, is_new=False, taken=known.taken)


def _told(known: Known) -> str:
    hours = f"{known.minutes / 60:g}".replace(".", ",")
    return f"{hours} {_('uur')} {HoursKind(known.kind).label}, {known.on:%d-%m-%Y}"


def _fit(change: Change, days: dict[tuple[int, dt.date], int]) -> None:
    """A day has 24 hours, all lines of the file and the ledger together. Activities of several days are left out."""
    if not change.is_new or change.row.started_on:
        return
    day = (change.person.pk, change.row.on)
    if days[day] + change.row.minutes > MINUTES_A_DAY:
        raise _BadRowError(_("met wat er al staat is dit meer dan 24 uur op een dag"))
    days[day] += change.row.minutes
