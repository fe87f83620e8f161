"""What the pages of accredited trainings show: rows for lists, and the history of one."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from academy.accreditation import catalogue
from academy.accreditation.catalogue import ListedTraining
from academy.accreditation.enums import TrainingKind
from academy.accreditation.facts import terms_of_each
from academy.accreditation.models import Training
from academy.accreditation.periods import Term
from academy.accreditation.standing import Standing, Stands, stands_on
from lvv_site.hours_kind import HoursKind

from .accredited_runs import next_days

# The colours of the register's statuses that say the same, and a sign: never colour alone.
BADGES = {
    Standing.ACCREDITED: ("registered", "check"),
    Standing.COMING: ("neutral", "cal"),
    Standing.EXPIRED: ("expired", "clock"),
    Standing.WITHDRAWN: ("struck_off", "strike"),
}


@dataclass(frozen=True)
class Row:
    """A training in a list. Plain values only: equal rows look the same to everybody, so a rendered one is kept a while."""

    code: str
    title: str
    provider: str
    kind: str
    stands: Stands
    next_run: dt.date | None = None

    @property
    def kind_name(self) -> str:
        """As what its hours count."""
        return str(HoursKind(self.stands.term.hours_kind).label)

    @property
    def badge(self) -> str:
        """The colours of its badge."""
        return BADGES[self.stands.standing][0]

    @property
    def sign(self) -> str:
        """The icon of its badge."""
        return BADGES[self.stands.standing][1]


@dataclass(frozen=True)
class Moment:
    """A period in the history of a training: what was granted, and what came of it."""

    term: Term
    decided_on: dt.date | None
    withdrawal_decided_on: dt.date | None

    @property
    def kind_name(self) -> str:
        """As what its hours count."""
        return str(HoursKind(self.term.hours_kind).label)


def rows(trainings: Collection[ListedTraining], today: dt.date) -> list[Row]:
    """Return these trainings as they stand today; two queries for any number of them."""
    ids = [one.pk for one in trainings]
    terms, runs = terms_of_each(ids), next_days(ids)
    made = []
    for one in trainings:
        stands = stands_on(terms.get(one.pk, []), today)
        if stands:
            kind = str(TrainingKind(one.kind).label)
            made.append(Row(one.code, one.title, one.provider, kind, stands, runs.get(one.pk)))
    return made


def rows_of(trainings: Iterable[Training], today: dt.date) -> list[Row]:
    """Return these trainings, already here with their providers, as they stand today."""
    shown = [ListedTraining(one.pk, one.code, one.title, one.kind, one.provider.name) for one in trainings]
    return rows(shown, today)


def history(training: Training) -> list[Moment]:
    """Return the periods of a training that held, the last one first, with the days on which was decided."""
    terms = terms_of_each([training.pk]).get(training.pk, [])
    days = catalogue.decided_on(training)
    held = [term for term in terms if not term.empty]
    return [
        Moment(term, days.get(term.ref), days.get(term.withdrawal) if term.withdrawal else None)
        for term in reversed(held)
    ]
