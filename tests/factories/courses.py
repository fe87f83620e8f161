"""The catalogue, course pages and their runs for tests."""

import datetime as dt
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from academy.accreditation.models import Training
from academy.courses.models import CatalogueIndexPage, CoursePage, Run
from events.booking import reserving
from events.booking.models import Occasion, Place
from events.booking.reserving import Attendee
from lvv_site import civil
from lvv_site.members.models import Person
from tests.factories import booking
from tests.factories.members import PersonFactory
from tests.factories.pages import publish

_numbers = count(1)


def index() -> CatalogueIndexPage:
    """The catalogue."""
    return CatalogueIndexPage.objects.first() or publish(CatalogueIndexPage(title="Academie", slug="academie"))


def page(title: str = "", **values: Any) -> CoursePage:
    """A published course page below the catalogue."""
    number = next(_numbers)
    given = {"title": title or f"Opleiding {number}", "slug": f"opleiding-{number}", "introduction": "Eén zin."}
    return publish(CoursePage(**given | values), index())


def run(of: CoursePage | None = None, training: Training | None = None, **occasion: Any) -> Run:
    """A run of a course, a month ahead unless told otherwise."""
    of = of or page()
    made = booking.occasion(landing=of, kind=of.kind, **{"title": of.title} | occasion)
    return Run.objects.create(occasion=made, page=of, training=training)


def place(of: Occasion, person: Person | None = None) -> Place:
    """A confirmed place of somebody we know, of which no letter goes out."""
    person = person or PersonFactory.create()
    with transaction.atomic():
        made = reserving.reserve([of], [Attendee(person.full_name, "", person.pk)], None, f"sleutel-{next(_numbers)}")
        reserving.confirm(made)
    return made.places.get()


def on_day(of: Occasion, day: dt.date, starts: dt.time = dt.time(10), hours: int = 4) -> Occasion:
    """Let an occasion be on this civil day, also when that has passed; its parts too, one after the other."""
    of.starts = dt.datetime.combine(day, starts, civil.AMSTERDAM)
    of.ends = of.starts + dt.timedelta(hours=hours)
    of.save()
    for number, part in enumerate(of.parts.all()):
        part.starts = of.starts + number * dt.timedelta(hours=1)
        part.ends = part.starts + dt.timedelta(hours=1)
        part.save()
    return of


def due_tasks() -> list[DBTaskResult]:
    """Tasks of this room whose moment has come."""
    waits = Q(run_after__gt=timezone.now()) & Q(run_after__lt=dt.datetime(9000, 1, 1, tzinfo=dt.UTC))
    ready = DBTaskResult.objects.filter(status="READY", task_path__startswith="academy.courses.").exclude(waits)
    return list(ready.order_by("enqueued_at", "pk"))


def run_due() -> int:
    """Run the tasks of this room whose moment has come, those too that they enqueue; return how many there were."""
    done = 0
    while found := due_tasks():
        for one in found:
            one.task.func(*one.args_kwargs["args"], **one.args_kwargs["kwargs"])
            DBTaskResult.objects.filter(pk=one.pk).update(status="SUCCESSFUL")
            done += 1
    return done
