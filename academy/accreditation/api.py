"""Accredited trainings and their providers for other programs (`interfaces.md`): read only, what is accredited now or later.

Each call asks the database once, however long the list. The router is mounted beside the register's own calls.
"""

import datetime as dt
from itertools import groupby
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from lvv_site import civil
from lvv_site.api import etag_response
from lvv_site.ratelimit import limited

from .models import AccreditationSpan, Provider
from .queries import spans_from

router = Router(tags=["register"])
HOUR = 60


class AccreditedTraining(Schema):
    """A training and its period of today, or else the first one to come."""

    code: str
    title: str
    provider: str = Field(description="The provider's name.")
    accredited_from: dt.date
    accredited_until: dt.date | None = Field(
        description="The first day on which it no longer holds; null is open-ended."
    )
    hours_kind: Literal["course", "extra"]
    hours: float = Field(description="Of the whole training.")
    url: str | None


class AccreditedTrainings(Schema):
    """By title."""

    results: list[AccreditedTraining]


class AccreditedProvider(Schema):
    """A provider with an accredited training."""

    slug: str
    name: str
    place: str
    url: str | None


class AccreditedProviders(Schema):
    """By name."""

    results: list[AccreditedProvider]


@router.get("/trainings", response=AccreditedTrainings, summary="Accredited trainings")
@limited("read")
def trainings(request: HttpRequest) -> HttpResponse:
    """Trainings that are accredited today or will be, each once."""
    by_training = groupby(spans_from(civil.today()), key=lambda span: span.training_id)
    return etag_response(request, {"results": [_training(next(spans)) for _training_id, spans in by_training]})


@router.get("/providers", response=AccreditedProviders, summary="Providers of accredited trainings")
@limited("read")
def providers(request: HttpRequest) -> HttpResponse:
    """Providers with a training that is accredited today or will be."""
    accredited = spans_from(civil.today()).order_by().values("training__provider")
    found = Provider.objects.filter(pk__in=accredited).order_by("name", "pk")
    results = [{"slug": one.slug, "name": one.name, "place": one.place, "url": one.website or None} for one in found]
    return etag_response(request, {"results": results})


def _training(span: AccreditationSpan) -> dict[str, Any]:
    training = span.training
    return {
        "code": training.code,
        "title": training.title,
        "provider": training.provider.name,
        "accredited_from": span.during.lower,
        "accredited_until": span.during.upper,
        "hours_kind": span.hours_kind,
        "hours": span.minutes / HOUR,
        "url": training.website or training.provider.website or None,
    }
