"""What the list of the agenda shows: narrowed by what somebody asked, and grouped by month."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth

from events.booking.enums import OccasionKind
from events.booking.models import Occasion
from lvv_site import civil

from . import queries
from .activities import Activity


@dataclass(frozen=True)
class Filters:
    """What narrows the list; None narrows nothing. `month` is the first day of a month."""

    kind: OccasionKind | None = None
    month: dt.date | None = None
    online: bool | None = None
    members: bool | None = None


@dataclass(frozen=True)
class Month:
    """The activities that begin in one month."""

    first_day: dt.date
    activities: tuple[Activity, ...]


def narrowed(occasions: QuerySet[Occasion], filters: Filters, on: dt.date) -> QuerySet[Occasion]:
    """Keep what the filters ask for; `on` is the civil date whose prices say who can come."""
    if filters.kind:
        occasions = occasions.filter(kind=filters.kind)
    if filters.month:
        occasions = occasions.filter(starts__gte=_begin(filters.month), starts__lt=_begin(_next(filters.month)))
    if filters.online is not None:
        occasions = _kept(occasions, queries.is_online(), wanted=filters.online)
    if filters.members is not None:
        occasions = _kept(occasions, queries.for_members(on), wanted=filters.members)
    return occasions


def _kept(occasions: QuerySet[Occasion], condition: Q, *, wanted: bool) -> QuerySet[Occasion]:
    return occasions.filter(condition if wanted else ~condition)


def months_of(occasions: QuerySet[Occasion], *, last_first: bool = False) -> list[dt.date]:
    """Return the first day of each month in which something begins; one query."""
    months = occasions.annotate(month=TruncMonth("starts", tzinfo=civil.AMSTERDAM)).order_by()
    found = months.values_list("month", flat=True).distinct()
    return sorted((month.astimezone(civil.AMSTERDAM).date() for month in found if month), reverse=last_first)


def by_month(activities: Iterable[Activity]) -> list[Month]:
    """Group activities, which are in order of their start, by month."""
    return [Month(month, tuple(some)) for month, some in groupby(activities, key=lambda one: one.month)]


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), civil.AMSTERDAM)


def _next(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)
