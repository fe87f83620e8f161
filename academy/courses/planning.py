"""How the office adds a run to a course: one occasion with its days, prices and terms, and the run that names its training.

What is typed is read by `office_forms`; this writes it, all or nothing. Creating a run sells nothing and tells nobody.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from academy.accreditation.models import Training
from events.booking.enums import Audience
from events.booking.models import Occasion, Part, Price, TermsVersion
from events.booking.prices import without_vat
from lvv_site import civil

from .models import CoursePage, Run

CODE_LENGTH = 100


@dataclass(frozen=True)
class Session:
    """One day: from and to on the clock in Amsterdam."""

    day: dt.date
    starts: dt.time
    ends: dt.time

    @property
    def moments(self) -> tuple[dt.datetime, dt.datetime]:
        """When it starts and ends."""
        return at(self.day, self.starts), at(self.day, self.ends)


@dataclass(frozen=True)
class PlannedPrice:
    """A price as people pay it: Decimal EUR with VAT, the percentage in it (None: exempt); `until` is the last day."""

    audience: Audience
    gross: Decimal
    vat_rate: Decimal | None
    until: dt.date | None = None


@dataclass(frozen=True)
class PlannedRun:
    """What a run is to be. Without sessions it has no dates. `minutes` are those of all days together."""

    page: CoursePage
    code: str
    sessions: tuple[Session, ...]
    place: str
    online_link: str
    capacity: int | None
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    hours_kind: str
    minutes: int
    prices: tuple[PlannedPrice, ...]
    terms: TermsVersion | None
    training: Training | None = None


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """Return a moment on the clock in Amsterdam."""
    return dt.datetime.combine(day, time, civil.AMSTERDAM)


@transaction.atomic
def add(planned: PlannedRun) -> Run:
    """Write a run with its occasion, the parts of several days, and its prices."""
    moments = [session.moments for session in planned.sessions]
    occasion = Occasion.objects.create(
        code=planned.code, kind=planned.page.kind, title=planned.page.title, landing=planned.page,
        starts=moments[0][0] if moments else None, ends=moments[-1][1] if moments else None,
        place=planned.place, online_link=planned.online_link, capacity=planned.capacity,
        opens_at=planned.opens_at, closes_at=planned.closes_at,
        hours_kind=planned.hours_kind, minutes=planned.minutes, terms=planned.terms,
    )  # fmt: skip
    if len(moments) > 1:
        each = planned.minutes // len(moments)
        Part.objects.bulk_create(
            Part(occasion=occasion, starts=starts, ends=ends, minutes=each) for starts, ends in moments
        )
    Price.objects.bulk_create(
        Price(
            occasion=occasion, audience=one.audience, net=without_vat(one.gross, one.vat_rate), vat_rate=one.vat_rate,
            until=one.until,
        )
        for one in planned.prices
    )  # fmt: skip
    return Run.objects.create(occasion=occasion, page=planned.page, training=planned.training)


@transaction.atomic
def link(occasion: Occasion, page: CoursePage, training: Training | None = None) -> Run:
    """Make an occasion that is there already a run of a course; it leads to the course's page from now on. Idempotent."""
    occasion.landing = page
    occasion.save(update_fields=["landing"])
    run, _created = Run.objects.update_or_create(occasion=occasion, defaults={"page": page, "training": training})
    return run


def set_training(run: Run, training: Training | None) -> None:
    """Say which training a run is. What was awarded stays as it is: the kind of an hour is fixed when it is written."""
    run.training = training
    run.save(update_fields=["training"])


def free_code(page: CoursePage, day: dt.date | None) -> str:
    """Return a code for a run that nobody has: the page's address with the month, and a number when that is taken."""
    stem = page.slug if day is None else f"{page.slug}-{day:%Y-%m}"
    stem = slugify(stem)[: CODE_LENGTH - 4].strip("-")
    taken = set(Occasion.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number, code = 1, stem
    while code in taken:
        number += 1
        code = f"{stem}-{number}"
    return code
