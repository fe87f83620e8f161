"""What holds on a day: whether a training is accredited, as which kind its hours count, and how many there are."""

import datetime as dt

from django.db.models import Q, QuerySet

from academy.hours import classify
from lvv_site.hours_kind import HoursKind

from . import periods
from .models import AccreditationSpan, Training
from .periods import Fact, Term


def facts_of(training: Training) -> list[Fact]:
    """Return what was decided about a training, in the order in which it was recorded."""
    return [fact.as_fact() for fact in training.accreditations.order_by("pk")]


def kind_on(training: Training, on: dt.date) -> HoursKind:
    """Return as what an activity of this training on its (last) day counts: what was accredited, else an extra activity."""
    return kind_of_term(periods.begun_by(facts_of(training), on), on)


def kind_of_term(term: Term | None, on: dt.date) -> HoursKind:
    """Return as what an activity on its (last) day counts, given the period that decides about that day. Pure."""
    if term is None:
        return classify.kind_of(HoursKind.COURSE, on)
    return classify.kind_of(
        term.hours_kind, on, accredited_from=term.starts, accredited_until=term.until, withdrawn_on=term.withdrawn_on
    )


def minutes_on(training: Training, on: dt.date) -> int | None:
    """Return for how many minutes the whole training is accredited on a day; None when it is not."""
    term = periods.begun_by(facts_of(training), on)
    return term.minutes if term and term.holds_on(on) else None


def spans_from(on: dt.date) -> QuerySet[AccreditationSpan]:
    """Return what is accredited on a day or later, with training and provider, by title and then by date."""
    ahead = Q(during__contains=on) | Q(during__startswith__gt=on)
    return AccreditationSpan.objects.filter(ahead).select_related("training__provider").order_by(
        "training__title", "training", "during"
    )  # fmt: skip
