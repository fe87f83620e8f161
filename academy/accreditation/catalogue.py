"""What the public finds of accredited trainings and their providers, in fixed statements: two for a page of a list.

A training is public once it was accredited for a day; from then on it stays findable, also when that is over, because hours in
people's records rest on it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet

from .models import AccreditationSpan, Provider, Training

MOST_WORDS = 6
# Only the constants below become SQL; what was asked travels beside it.
EVER = "EXISTS (SELECT 1 FROM accreditation_accreditationspan span WHERE span.training_id = training.id)"
AHEAD = """EXISTS (
  SELECT 1 FROM accreditation_accreditationspan span WHERE span.training_id = training.id
  AND (span.during @> %(on)s::date OR lower(span.during) > %(on)s::date) AND %(hours_kind)s IN ('', span.hours_kind)
)"""
COUNTED = """EXISTS (
  SELECT 1 FROM accreditation_accreditationspan span
  WHERE span.training_id = training.id AND span.hours_kind = %(hours_kind)s
)"""
OF_KIND = "training.kind = %(kind)s"
TRAINING_WORDS = (
    "(SELECT bool_and(strpos(lvv_fold(training.title || ' ' || training.code || ' ' || provider.name), lvv_fold(word)) > 0)"
    " FROM unnest(%(words)s::text[]) AS asked(word))"
)
COUNT_TRAININGS = """
SELECT count(*)
FROM accreditation_training training JOIN accreditation_provider provider ON provider.id = training.provider_id
WHERE {where}
"""
TRAININGS = """
SELECT training.id, training.code, training.title, training.kind, provider.name
FROM accreditation_training training JOIN accreditation_provider provider ON provider.id = training.provider_id
WHERE {where}
ORDER BY training.title, training.id LIMIT %(limit)s OFFSET %(offset)s
"""
PROVIDED = """EXISTS (
  SELECT 1 FROM accreditation_accreditationspan span JOIN accreditation_training training ON training.id = span.training_id
  WHERE training.provider_id = provider.id
)"""
PROVIDER_WORDS = (
    "(SELECT bool_and(strpos(lvv_fold(provider.name || ' ' || provider.place), lvv_fold(word)) > 0)"
    " FROM unnest(%(words)s::text[]) AS asked(word))"
)
COUNT_PROVIDERS = "SELECT count(*) FROM accreditation_provider provider WHERE {where}"
# Spans of one training never overlap, so each that holds is another training.
PROVIDERS = """
SELECT provider.slug, provider.name, provider.place, (
  SELECT count(*) FROM accreditation_training training
  JOIN accreditation_accreditationspan span ON span.training_id = training.id AND span.during @> %(on)s::date
  WHERE training.provider_id = provider.id
) FROM accreditation_provider provider WHERE {where}
ORDER BY provider.name, provider.id LIMIT %(limit)s OFFSET %(offset)s
"""
type Statement = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Asked:
    """Which trainings: words, the kind of training, as what its hours count; `ended` also those that are over."""

    text: str = ""
    kind: str = ""
    hours_kind: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class ListedTraining:
    """A training in a list; `provider` is the name of who gives it."""

    pk: int
    code: str
    title: str
    kind: str
    provider: str


@dataclass(frozen=True, slots=True)
class ListedProvider:
    """A provider in a list, with how many of its trainings are accredited on the day."""

    slug: str
    name: str
    place: str
    accredited: int


def count_trainings(asked: Asked, on: dt.date) -> int:
    """Return how many public trainings there are of what is asked."""
    where, values = _trainings(asked, on)
    return int(_rows(COUNT_TRAININGS.format(where=where), values)[0][0])


def list_trainings(asked: Asked, on: dt.date, limit: int, offset: int) -> list[ListedTraining]:
    """Return some of the public trainings of what is asked, by title."""
    where, values = _trainings(asked, on)
    rows = _rows(TRAININGS.format(where=where), values | {"limit": limit, "offset": offset})
    return [ListedTraining(*row) for row in rows]


def count_providers(text: str) -> int:
    """Return how many providers of public trainings have these words in name or place."""
    where, values = _providers(text)
    return int(_rows(COUNT_PROVIDERS.format(where=where), values)[0][0])


def list_providers(text: str, on: dt.date, limit: int, offset: int) -> list[ListedProvider]:
    """Return some of the providers of public trainings with these words in name or place, by name."""
    where, values = _providers(text)
    rows = _rows(PROVIDERS.format(where=where), values | {"on": on, "limit": limit, "offset": offset})
    return [ListedProvider(*row) for row in rows]


def public_trainings() -> QuerySet[Training]:
    """Return the trainings that were ever accredited, with their providers, by title."""
    spans = AccreditationSpan.objects.filter(training=OuterRef("pk"))
    return Training.objects.filter(Exists(spans)).select_related("provider").order_by("title", "pk")


def public_providers() -> QuerySet[Provider]:
    """Return the providers of public trainings."""
    return Provider.objects.filter(Exists(AccreditationSpan.objects.filter(training__provider=OuterRef("pk"))))


def decided_on(training: Training) -> dict[int, dt.date]:
    """Return the day of each decision about a training."""
    return dict(training.accreditations.values_list("pk", F("decided_on")))


def _trainings(asked: Asked, on: dt.date) -> Statement:
    """Return the condition of what is asked and its values; each word in title, code or provider, accents aside."""
    words = _words(asked.text)
    counted = COUNTED if asked.hours_kind else EVER
    conditions = [counted if asked.ended else AHEAD]
    if asked.kind:
        conditions.append(OF_KIND)
    if words:
        conditions.append(TRAINING_WORDS)
    values = {"on": on, "kind": asked.kind, "hours_kind": asked.hours_kind, "words": words}
    return " AND ".join(conditions), values


def _providers(text: str) -> Statement:
    words = _words(text)
    return f"{PROVIDED} AND {PROVIDER_WORDS}" if words else PROVIDED, {"words": words}


def _words(text: str) -> list[str]:
    return text.replace("\0", "").split()[:MOST_WORDS]


def _rows(sql: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
