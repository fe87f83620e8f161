"""What a run is now: bookable or why not, what it costs, and as which hours it counts. A fixed number of queries."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from academy.accreditation.models import AccreditationSpan
from events.booking import offers
from events.booking.enums import Bookable
from events.booking.models import Occasion, Part
from events.booking.models.occasions import civil_date
from events.booking.offers import Offer
from lvv_site import civil
from lvv_site.hours_kind import HoursKind, whole_units

from .models import Run

ONLINE = "online"  # as the office writes it for a place
FEW = 5  # so few places left deserve a warning


@dataclass(frozen=True)
class RunOffer:
    """A run as it is offered at a moment. `kind` is empty when it gives no hours; `minutes` are whole units."""

    run: Run
    offer: Offer
    kind: str
    accredited: bool

    @property
    def occasion(self) -> Occasion:
        """What can be attended."""
        return self.offer.occasion

    @property
    def minutes(self) -> int:
        """The minutes of hours it gives."""
        return whole_units(self.occasion.minutes) if self.kind else 0

    @property
    def kind_name(self) -> str:
        """What its hours are called; empty when it gives none."""
        return str(HoursKind(self.kind).label) if self.kind else ""

    @property
    def online(self) -> bool:
        """Whether it can be followed from anywhere."""
        return is_online(self.occasion)

    @property
    def priced(self) -> bool:
        """Whether somebody set a price: without one nobody can book, rather than book for nothing."""
        return self.offer.price_guest is not None or self.offer.price_member is not None

    @property
    def open(self) -> bool:
        """Whether there is a place for whoever comes now."""
        return self.priced and self.offer.availability.bookable == Bookable.OPEN

    @property
    def choosable(self) -> bool:
        """Whether somebody can go on with it: to a place, or to the waiting list."""
        return self.priced and self.offer.availability.bookable in {Bookable.OPEN, Bookable.FULL}

    @property
    def few(self) -> bool:
        """Whether there are only a few places left."""
        return self.open and self.offer.availability.free is not None and self.offer.availability.free <= FEW

    @property
    def called_off(self) -> bool:
        """Whether it does not happen."""
        return self.occasion.cancelled


def is_online(occasion: Occasion) -> bool:
    """Whether an occasion can be followed from anywhere: there is a link, or the place says so until there is one."""
    return bool(occasion.online_link) or occasion.place.strip().lower() == ONLINE


def coming(now: dt.datetime) -> QuerySet[Run]:
    """Return runs that have not ended, the earliest first, those without dates last; with all that an offer needs."""
    last = Part.objects.filter(occasion=OuterRef("occasion")).order_by("-ends").values("ends")[:1]
    return (
        Run.objects.filter(Q(occasion__ends=None) | Q(occasion__ends__gt=now))
        .select_related("occasion__called_off", "occasion__terms", "training")
        .annotate(last_ends=Coalesce(Subquery(last), F("occasion__ends")))
        .order_by(F("occasion__starts").asc(nulls_last=True), "pk")
    )


def offered(found: Iterable[Run], now: dt.datetime) -> list[RunOffer]:
    """Return what each run offers at the moment, in the same order; they come from `coming`. Four queries."""
    runs = list(found)
    accredited = accredited_as([(run.training_id, last_day(run)) for run in runs])
    return [
        RunOffer(run, offer, _kind(run, accredited), (run.training_id, last_day(run)) in accredited)
        for run, offer in zip(runs, offers.of([run.occasion for run in runs], now), strict=True)
    ]


def last_day(run: Run) -> dt.date:
    """Return the civil date on which its hours count; today without dates."""
    ends: dt.datetime | None = getattr(run, "last_ends", None) or run.occasion.ends
    return civil_date(ends) if ends else civil.today()


def _kind(run: Run, accredited: dict[tuple[int | None, dt.date], str]) -> str:
    if not run.occasion.hours_kind:
        return ""
    if run.training_id is None:
        return run.occasion.hours_kind
    return accredited.get((run.training_id, last_day(run)), HoursKind.EXTRA.value)


def accredited_as(asked: Iterable[tuple[int | None, dt.date]]) -> dict[tuple[int | None, dt.date], str]:
    """Return as which kind of hours trainings are accredited on dates; what is not accredited is left out. One query.

    The same answer as `accreditation.kind_on`, for many at once: from the projection that it writes.
    """
    days: dict[int, set[dt.date]] = defaultdict(set)
    for training, on in asked:
        if training is not None:
            days[training].add(on)
    spans = AccreditationSpan.objects.filter(training__in=days).values_list("training", "during", "hours_kind")
    return {
        (training, on): kind
        for training, during, kind in spans
        for on in days[training]
        if during.lower <= on and (during.upper is None or on < during.upper)
    }
