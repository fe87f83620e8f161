"""What the public finds of accredited trainings and their providers. Each function asks a fixed number of queries.

A training is public once it was accredited for a day; from then on it stays findable, also when that is over, because hours in
people's records rest on it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from lvv_site.members.models import Folded

from . import periods
from .models import Accreditation, AccreditationSpan, Provider, Training
from .periods import Fact, Term

MOST_WORDS = 6


def public_trainings() -> QuerySet[Training]:
    """Return the trainings that were ever accredited, with their providers, by title."""
    spans = AccreditationSpan.objects.filter(training=OuterRef("pk"))
    return Training.objects.filter(Exists(spans)).select_related("provider").order_by("title", "pk")


def accredited(trainings: QuerySet[Training], on: dt.date, hours_kind: str = "") -> QuerySet[Training]:
    """Keep what is accredited on a day or later, if asked for one kind of hours."""
    ahead = AccreditationSpan.objects.filter(Q(during__contains=on) | Q(during__startswith__gt=on))
    if hours_kind:
        ahead = ahead.filter(hours_kind=hours_kind)
    return trainings.filter(Exists(ahead.filter(training=OuterRef("pk"))))


def named(trainings: QuerySet[Training], text: str) -> QuerySet[Training]:
    """Keep what holds each of the words in its title, its code or its provider's name; capitals and accents aside."""
    whole = Folded(Concat("title", Value(" "), "code", Value(" "), "provider__name", output_field=TextField()))
    return _with_words(trainings.annotate(searched=whole), text) if text.strip() else trainings


def public_providers(on: dt.date) -> QuerySet[Provider]:
    """Return the providers of public trainings, with how many are accredited on a day (`accredited`), by name."""
    holding = AccreditationSpan.objects.filter(during__contains=on).values("training")
    ever = AccreditationSpan.objects.filter(training__provider=OuterRef("pk"))
    return (
        Provider.objects.filter(Exists(ever))
        .annotate(accredited=Count("trainings", filter=Q(trainings__in=holding)))
        .order_by("name", "pk")
    )


def providers_named(providers: QuerySet[Provider], text: str) -> QuerySet[Provider]:
    """Keep what holds each of the words in its name or place."""
    whole = Folded(Concat("name", Value(" "), "place", output_field=TextField()))
    return _with_words(providers.annotate(searched=whole), text) if text.strip() else providers


def _with_words[T: (Training, Provider)](found: QuerySet[T], text: str) -> QuerySet[T]:
    for word in text.replace("\0", "").split()[:MOST_WORDS]:
        found = found.filter(searched__contains=Folded(Value(word)))  # type: ignore[misc]  # annotated by the callers
    return found


def terms_of(training_ids: Collection[int]) -> dict[int, list[Term]]:
    """Return the periods of each of these trainings, the earliest first; one query."""
    facts: dict[int, list[Fact]] = defaultdict(list)
    for fact in Accreditation.objects.filter(training__in=training_ids).order_by("pk"):
        facts[fact.training_id].append(fact.as_fact())
    return {training_id: periods.terms(some) for training_id, some in facts.items()}


def decided_on(training: Training) -> dict[int, dt.date]:
    """Return the day of each decision about a training."""
    return dict(training.accreditations.values_list("pk", F("decided_on")))
