"""A provider's own trainings: how each stands on a day, and the history of one. Reasons of decisions are not theirs to read here."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.certification.dates import DAY
from academy.hours.templatetags.hours import in_hours
from lvv_site.pages.templatetags.site import long_date

from . import periods
from .enums import TrainingKind
from .facts import facts_of_each
from .models import Accreditation, AccreditationSpan, Provider, Training
from .periods import Fact, Term

# Fixed statements: making them anew for every look costs more than asking them.
TITLED = "provider_id = %(provider)s AND strpos(upper(title), upper(%(search)s)) > 0"
COUNT = f"SELECT count(*) FROM accreditation_training WHERE {TITLED}"  # noqa: S608 - a constant of this module
LISTED = f"""
SELECT id, code, title, kind FROM accreditation_training WHERE {TITLED}
ORDER BY title, id LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608 - a constant of this module


class TrainingState(TextChoices):
    """How a training stands on a day."""

    ACCREDITED = "accredited", _("geaccrediteerd")
    TO_COME = "to_come", _("begint later")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    ENDED = "ended", _("verlopen")
    NEVER = "never", _("nog niet geaccrediteerd")


@dataclass(frozen=True)
class Standing:
    """The state of a training and the period that says so, if any."""

    state: TrainingState
    term: Term | None = None

    @property
    def last_day(self) -> dt.date | None:
        """The last accredited day; None is open, or never."""
        return self.term.last_day if self.term else None


@dataclass(frozen=True, slots=True)
class OwnTraining:
    """A training of a provider, in its list."""

    pk: int
    code: str
    title: str
    kind: str


@dataclass(frozen=True)
class Row:
    """A training with how it stands. Plain values only: equal rows look the same, so a rendered one is kept a while."""

    training: OwnTraining
    standing: Standing

    @property
    def kind_name(self) -> str:
        """Its kind, in words."""
        return str(TrainingKind(self.training.kind).label)

    @property
    def days(self) -> str:
        """The days that its state is about, in words."""
        return days_in_words(self.standing)

    @property
    def hours(self) -> str:
        """How long it is, in words; empty for what was never accredited."""
        return in_hours(self.standing.term.minutes) if self.standing.term else ""


@dataclass(frozen=True)
class Ending:
    """A training whose accreditation ends: its last accredited day."""

    training: Training
    last_day: dt.date


@dataclass(frozen=True)
class Told:
    """A decision as the provider reads it."""

    fact: Accreditation
    stands: bool


def standing(facts: Sequence[Fact], on: dt.date) -> Standing:
    """Return how a training stands on a day. Pure.

    What holds goes before what is to come, and that before what is over.
    """
    begun = periods.begun_by(facts, on)
    if begun is not None and begun.holds_on(on):
        return Standing(TrainingState.ACCREDITED, begun)
    coming = next((term for term in periods.holding(facts) if term.starts > on), None)
    if coming is not None:
        return Standing(TrainingState.TO_COME, coming)
    granted = periods.terms(facts)
    if not granted:
        return Standing(TrainingState.NEVER)
    over = begun or granted[-1]
    withdrawn = over.withdrawn_on is not None and over.ends == over.withdrawn_on
    return Standing(TrainingState.WITHDRAWN if withdrawn else TrainingState.ENDED, over)


def count(provider: Provider, search: str = "") -> int:
    """Return how many trainings a provider has with `search` in their title."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"provider": provider.pk, "search": search})
        (number,) = cursor.fetchone()
    return int(number)


def listed(provider: Provider, search: str, limit: int, offset: int) -> list[OwnTraining]:
    """Return some of the trainings of a provider with `search` in their title, by title."""
    with connection.cursor() as cursor:
        cursor.execute(LISTED, {"provider": provider.pk, "search": search, "limit": limit, "offset": offset})
        return [OwnTraining(*row) for row in cursor.fetchall()]


def rows(trainings: Collection[OwnTraining], on: dt.date) -> list[Row]:
    """Return trainings with how each stands, in one query for all."""
    facts = facts_of_each([one.pk for one in trainings])
    return [Row(one, standing(facts.get(one.pk, []), on)) for one in trainings]


def row_of(training: Training, on: dt.date) -> Row:
    """Return one training, already here, with how it stands."""
    (row,) = rows([OwnTraining(training.pk, training.code, training.title, training.kind)], on)
    return row


def days_in_words(found: Standing) -> str:
    """Return the days that a state is about; empty for what was never accredited."""
    term = found.term
    if term is None:
        return ""
    if found.state == TrainingState.WITHDRAWN:
        return gettext("vanaf %(day)s") % {"day": long_date(term.withdrawn_on)}
    start = long_date(term.starts)
    if term.last_day is None:
        return gettext("vanaf %(start)s, zonder einddatum") % {"start": start}
    return gettext("%(start)s tot en met %(end)s") % {"start": start, "end": long_date(term.last_day)}


def history(training: Training) -> list[Told]:
    """Return what was decided about a training, the latest first: what and when, not why or by whom."""
    found = list(training.accreditations.order_by("pk"))
    stands = periods.standing([fact.as_fact() for fact in found])
    return [Told(fact, fact.pk in stands) for fact in reversed(found)]


def ending(provider: Provider, on: dt.date, until: dt.date, most: int) -> list[Ending]:
    """Return what is accredited and ends on or before a day with nothing after it, the soonest first, at most so many."""
    after = AccreditationSpan.objects.filter(training=OuterRef("training"), during__startswith__gt=on)
    found = AccreditationSpan.objects.filter(
        ~Exists(after), training__provider=provider, during__contains=on, during__endswith__lte=until
    )
    spans = found.select_related("training").order_by("during__endswith", "training__title")[:most]
    return [Ending(span.training, span.during.upper - DAY) for span in spans]
