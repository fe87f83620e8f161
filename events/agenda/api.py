"""The agenda for other programs (`interfaces.md`): read only, what everybody may know of and what has not been called off.

A call that asks for nothing gives what begins today or later. At most `MOST` results, in order of their start: who wants more
asks again from the day of the last one.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import BeforeValidator, Field

from lvv_site import civil
from lvv_site.api import etag_response
from lvv_site.ratelimit import limited

from . import activities, queries
from .activities import Activity

router = Router(tags=["agenda"])
MOST = 500
HOUR = 60
Kind = Literal[
    "course", "masterclass", "elearning", "broadcast", "congress", "workshop", "network", "tour", "provider_run",
]  # fmt: skip
# Without dates e-learning is never in the answer, but it may be asked for.
Asked = Literal[
    "", "course", "masterclass", "elearning", "broadcast", "congress", "workshop", "network", "tour", "provider_run",
]  # fmt: skip


def _exact_day(value: object) -> object:
    """Refuse what pydantic would also take for a day: a number of seconds, a moment. Nothing asked is nothing."""
    if value in (None, ""):
        return None
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value), re.ASCII):
        raise ValueError("write the day as YYYY-MM-DD")
    return value


Day = Annotated[dt.date | None, BeforeValidator(_exact_day)]
FROM = Query(None, alias="from", description="The first day on which it begins; today when left out.")
UNTIL = Query(None, description="The last day on which it begins.")


class Occasion(Schema):
    """Something that can be attended."""

    id: str = Field(description="Its code, which never changes.")
    kind: Kind
    title: str
    organiser: str | None = Field(description="Who gives it, when that is not the association.")
    url: str
    start: dt.datetime
    end: dt.datetime
    place: str | None
    online: bool
    hours: float
    hours_kind: Literal["course", "intervisie", "extra"] | None
    places_left: int | None = Field(description="Null: without end.")
    waiting_list: int = Field(description="How many people wait for a place.")
    price_member: str | None = Field(description="EUR with VAT, two decimals; null: no such price.")
    price_guest: str | None = Field(description="EUR with VAT, two decimals; null: no such price.")


class Agenda(Schema):
    """At most 500, in order of their start."""

    results: list[Occasion]


@router.get("", response=Agenda, summary="What can be attended")
@limited("read")
def agenda(
    request: HttpRequest,
    since: Day = FROM,
    until: Day = UNTIL,
    kind: Asked = "",
) -> HttpResponse:
    """What begins on these days (both included, in Amsterdam) and everybody may know of, the first 500."""
    since = since or civil.today()
    if until and until < since:
        raise HttpError(422, "until: this is before the first day")
    known = queries.announced(None, civil.today()).filter(called_off=None, starts__date__gte=since)
    if until:
        known = known.filter(starts__date__lte=until)
    if kind:
        known = known.filter(kind=kind)
    found = activities.of(list(known.order_by("starts", "pk")[:MOST]), timezone.now())
    return etag_response(request, {"results": [_occasion(request, one) for one in found]})


def _occasion(request: HttpRequest, one: Activity) -> dict[str, Any]:
    return {
        "id": one.occasion.code,
        "kind": one.occasion.kind,
        "title": one.title,
        "organiser": one.organiser or None,
        "url": request.build_absolute_uri(one.url),
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "place": one.place or None,
        "online": one.online,
        "hours": one.occasion.minutes / HOUR,
        "hours_kind": one.hours_kind or None,
        "places_left": one.free,
        "waiting_list": one.waiting,
        "price_member": _amount(one.price_member),
        "price_guest": _amount(one.price_guest),
    }


def _amount(price: Decimal | None) -> str | None:
    return None if price is None else f"{price:.2f}"
