"""A provider with 2,000 accredited trainings, for the pages that list them; and how long an attendance list of 500 numbers takes."""

import datetime as dt
import time

from django.db import transaction

from academy.accreditation import attendance_reading, attendance_writing, decisions, runs
from academy.accreditation.enums import FactKind, ListSource
from academy.accreditation.models import Accreditation, Provider, ProviderPerson, ProviderRun, Training
from academy.certification.models import Certificate
from lvv_site import civil
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import User

SLUG, NUMBER = "bench-academie", 2_000
LISTED, MOST_SECONDS = 500, 2.0
STARTS, UNTIL = dt.date(2025, 1, 1), dt.date(2099, 1, 1)
WORKER = "bench@provider.example"


def prepare() -> None:
    """Make them, once."""
    if Provider.objects.filter(slug=SLUG).exists():
        return
    provider = Provider.objects.create(name="Benchacademie", slug=SLUG, place="Utrecht")
    made = Training.objects.bulk_create(
        Training(code=f"bench-{number}", title=f"Oefendag {number:04}", provider=provider) for number in range(NUMBER)
    )
    decisions.record([
        Accreditation(
            training=one, kind=FactKind.GRANTED, starts=STARTS, until=UNTIL, minutes=480, hours_kind=HoursKind.COURSE,
            decided_on=STARTS,
        )
        for one in made
    ])  # fmt: skip
    ProviderPerson.objects.create(provider=provider, user=worker())


def worker() -> User:
    """Return who works for it."""
    return User.objects.filter(email=WORKER).first() or User.objects.create_user(WORKER)


def report() -> bool:
    """Look at a list of 500 numbers and send it, print what that costs, and take it back; return whether it is within its limit."""
    with transaction.atomic():
        run = _run_of_yesterday()
        numbers = Certificate.objects.order_by("pk").values_list("number", flat=True)[:LISTED]
        rows = attendance_reading.from_text("\n".join(f"{number};6" for number in numbers))
        wall, cpu = time.perf_counter(), time.process_time()
        attendance_writing.look(run, rows)
        plan = attendance_writing.send(run.pk, rows, attendance_writing.Sender(ListSource.FORM, worker()))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        transaction.set_rollback(True)
    print(
        f"\nattendance list of {len(rows)}: {wall:.2f} s, {cpu:.2f} s CPU, {len(plan.writes)} written (allowed {MOST_SECONDS} s)"
    )
    return wall < MOST_SECONDS


def _run_of_yesterday() -> ProviderRun:
    training = Training.objects.filter(provider__slug=SLUG).order_by("pk")[0]
    session = runs.Session(civil.today() - dt.timedelta(days=1), dt.time(9, 30), dt.time(16, 30))
    return runs.add(runs.PlannedRun(training, (session,), "Utrecht", 360, "https://provider.example/"), worker())
