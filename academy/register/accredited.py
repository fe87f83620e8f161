"""What the pages of accredited trainings and providers show: rows for lists, the history of one, its coming runs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from academy.accreditation import catalogue
from academy.accreditation.models import Training
from academy.accreditation.periods import Term
from academy.accreditation.standing import Standing, Stands, stands_on
from events.agenda import queries as agenda
from events.booking.models import Occasion
from lvv_site import civil
from lvv_site.hours_kind import HoursKind

# The colours of the register's statuses that say the same, and a sign: never colour alone.
BADGES = {
    Standing.ACCREDITED: ("registered", "check"),
    Standing.COMING: ("neutral", "cal"),
    Standing.EXPIRED: ("expired", "clock"),
    Standing.WITHDRAWN: ("struck_off", "strike"),
}
MOST_RUNS = 20


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


def rows(trainings: Iterable[Training], today: dt.date) -> list[Row]:
    """Return these trainings as they stand today; two queries for any number of them."""
    shown = list(trainings)
    ids = [one.pk for one in shown]
    terms, runs = catalogue.terms_of(ids), _next_runs(ids, today)
    made = []
    for one in shown:
        stands = stands_on(terms.get(one.pk, []), today)
        if stands:
            kind = str(one.get_kind_display())
            made.append(Row(one.code, one.title, one.provider.name, kind, stands, runs.get(one.pk)))
    return made


def history(training: Training) -> list[Moment]:
    """Return the periods of a training that held, the last one first, with the days on which was decided."""
    terms = catalogue.terms_of([training.pk]).get(training.pk, [])
    days = catalogue.decided_on(training)
    held = [term for term in terms if not term.empty]
    return [
        Moment(term, days.get(term.ref), days.get(term.withdrawal) if term.withdrawal else None)
        for term in reversed(held)
    ]


def coming_runs(training_ids: Iterable[int], today: dt.date) -> list[Occasion]:
    """Return what the agenda announces to everybody of these trainings, the first one first."""
    return list(_announced(training_ids, today)[:MOST_RUNS])


def _announced(training_ids: Iterable[int], today: dt.date) -> QuerySet[Occasion]:
    ids = list(training_ids)
    of_these = Q(provider_run__training__in=ids) | Q(run__training__in=ids)
    return agenda.coming(agenda.announced(None, today).filter(of_these, called_off=None), civil.now())


def _next_runs(ids: list[int], today: dt.date) -> dict[int, dt.date]:
    """Return the day of the first coming run of each training that has one."""
    found: dict[int, dt.date] = {}
    rows = _announced(ids, today).values_list("provider_run__training", "run__training", "starts")
    for provider_run, own_run, starts in rows:
        if starts is not None:
            found.setdefault(provider_run or own_run, starts.astimezone(civil.AMSTERDAM).date())
    return found
