"""Runs of providers that could help a member to the hours that are still short. They are booked at the provider, so never ours to count."""

from django.urls import reverse
from django.utils import timezone

from academy.hours.planned import Planned
from events.agenda import queries as agenda
from events.booking.enums import OccasionKind
from events.booking.models import Occasion
from events.booking.models.occasions import civil_date
from lvv_site import civil
from lvv_site.hours_kind import whole_units
from lvv_site.members import people
from lvv_site.members.models import Person

from . import periods, queries
from .facts import facts_of_each
from .models import ListedAttendance

SUGGESTIONS = 8
LOOKED_AT = 40  # runs; enough to find eight trainings, few enough for every page with a forecast


def suggested(person: Person) -> list[Planned]:
    """Return the first run to come of each training, the soonest first, as what its hours would count as things stand.

    Of a training that somebody followed already there is none: the same course again helps nobody. Three queries.
    """
    followed = ListedAttendance.objects.filter(person__in=people.ids_of(person)).values("run__training")
    announced = agenda.announced(person, civil.today()).filter(
        kind=OccasionKind.PROVIDER_RUN, provider_run__isnull=False, called_off=None, minutes__gt=0
    )
    coming = agenda.coming(announced, timezone.now()).exclude(provider_run__training__in=followed)
    first: dict[int, Occasion] = {}
    for occasion in coming.select_related("provider_run__training__provider")[:LOOKED_AT]:
        first.setdefault(occasion.provider_run.training_id, occasion)
    shown = dict(list(first.items())[:SUGGESTIONS])
    facts, found = facts_of_each(shown), []
    for training_id, occasion in shown.items():
        assert occasion.ends is not None  # noqa: S101 - `coming` asks for it
        on = civil_date(occasion.ends)
        kind = queries.kind_of_term(periods.begun_by(facts.get(training_id, []), on), on)
        url, minutes = reverse("agenda:activity", args=[occasion.code]), whole_units(occasion.minutes)
        found.append(Planned(on, f"occasion:{occasion.pk}", kind, minutes, occasion.title, url, booked=False))
    return found
