"""What somebody has booked that gives hours, and the runs with a free place that could help. A fixed number of queries."""

import datetime as dt

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from academy.hours.planned import Planned
from events.booking.models import Occasion, Part, Place
from events.booking.models.occasions import civil_date
from lvv_site import civil
from lvv_site.hours_kind import HoursKind, whole_units
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.pages.visibility import visible_to

from . import runs
from .models import CoursePage, Run

SUGGESTIONS = 8
LOOKED_AT = 40  # runs; enough to find eight with a place free, few enough for every page with a forecast


def booked(person: Person) -> list[Planned]:
    """Return the confirmed places at occasions to come that give hours: as what they would count today. Three queries."""
    places = list(_confirmed(person))
    run_of = {run.occasion_id: run for run in Run.objects.filter(occasion__in=[one.occasion_id for one in places])}
    asked = {
        one.occasion_id: (run_of[one.occasion_id].training_id, _on(one)) for one in places if one.occasion_id in run_of
    }
    accredited = runs.accredited_as(asked.values())
    kinds = {occasion: accredited.get(key, HoursKind.EXTRA.value) for occasion, key in asked.items()}
    return [
        Planned(
            _on(one), f"occasion:{one.occasion_id}", kinds.get(one.occasion_id, HoursKind.EXTRA.value),
            whole_units(one.occasion.minutes), one.occasion.title, _address(one.occasion),
        )
        for one in places
    ]  # fmt: skip


def _confirmed(person: Person) -> QuerySet[Place]:
    """Return confirmed places that still have to give their hours: those of today too, whose hours come tomorrow."""
    last = Part.objects.filter(occasion=OuterRef("occasion")).order_by("-ends").values("ends")[:1]
    midnight = dt.datetime.combine(civil.today(), dt.time.min, civil.AMSTERDAM)
    return (
        Place.objects.filter(person__in=people.ids_of(person), confirmed_at__isnull=False, cancelled_at=None)
        .exclude(occasion__hours_kind="")
        .filter(occasion__called_off=None, occasion__minutes__gt=0)
        .filter(Q(occasion__ends=None, attendances=None) | Q(occasion__ends__gte=midnight))
        .select_related("occasion__landing")
        .annotate(last_ends=Coalesce(Subquery(last), F("occasion__ends")))
        .order_by("last_ends", "pk")
    )


def _on(place: Place) -> dt.date:
    """Return the day on which the hours would count; today for what has no dates."""
    ends: dt.datetime | None = getattr(place, "last_ends", None)
    return civil_date(ends) if ends else civil.today()


def _address(occasion: Occasion) -> str:
    return (occasion.landing.url or "") if occasion.landing else ""


def suggested(person: Person) -> list[Planned]:
    """Return the first runs that give hours and have a place free, of pages the person may see, one of each course."""
    now, today = timezone.now(), civil.today()
    own = Place.objects.filter(person__in=people.ids_of(person), cancelled_at=None).values("occasion")
    pages = visible_to(CoursePage.objects.live(), person, today)
    found = (
        runs.coming(now)
        .filter(page__in=pages.values("pk"), occasion__called_off=None, occasion__minutes__gt=0)
        .exclude(occasion__hours_kind="")
        .exclude(occasion__in=own)
        .exclude(page__runs__occasion__in=own)
        .select_related("occasion__called_off", "occasion__terms", "training", "page")
    )
    first: dict[int, Planned] = {}
    for one in runs.offered(found[:LOOKED_AT], now):
        if one.open and one.run.page and one.minutes:
            first.setdefault(one.run.page.pk, Planned(
                runs.last_day(one.run), f"occasion:{one.occasion.pk}", one.kind, one.minutes, one.occasion.title,
                one.run.page.url or "", booked=False,
            ))  # fmt: skip
    return list(first.values())[:SUGGESTIONS]
