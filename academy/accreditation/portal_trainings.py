"""A provider's own trainings: how each stands on a day, and the history of one. Reasons of decisions are not theirs to read here."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from . import periods
from .models import Accreditation, AccreditationSpan, Provider, Training
from .periods import Fact, Term


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


@dataclass(frozen=True)
class Row:
    """A training with how it stands."""

    training: Training
    standing: Standing


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


def of(provider: Provider, search: str = "") -> QuerySet[Training]:
    """Return the trainings of a provider by title, those with `search` in their title."""
    found = provider.trainings.order_by("title", "pk")
    return found.filter(title__icontains=search) if search else found


def rows(trainings: Collection[Training], on: dt.date) -> list[Row]:
    """Return trainings with how each stands, in one query for all."""
    facts: dict[int, list[Fact]] = defaultdict(list)
    for fact in Accreditation.objects.filter(training__in=trainings).order_by("pk"):
        facts[fact.training_id].append(fact.as_fact())
    return [Row(one, standing(facts[one.pk], on)) for one in trainings]


def history(training: Training) -> list[Told]:
    """Return what was decided about a training, the latest first: what and when, not why or by whom."""
    found = list(training.accreditations.order_by("pk"))
    stands = periods.standing([fact.as_fact() for fact in found])
    return [Told(fact, fact.pk in stands) for fact in reversed(found)]


def ending(provider: Provider, on: dt.date, until: dt.date) -> list[Row]:
    """Return what is accredited and ends on or before a day with nothing after it, the soonest first."""
    after = AccreditationSpan.objects.filter(training=OuterRef("pk"), during__startswith__gt=on)
    found = provider.trainings.filter(~Exists(after), spans__during__contains=on, spans__during__endswith__lte=until)
    return sorted(rows(list(found), on), key=lambda one: (one.standing.last_day or until, one.training.title))
