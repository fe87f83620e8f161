"""Runs by providers in the demonstration, and the lists that they sent.

Stated, and tested: Academie De Brug has two runs to come, one of them of two days and one online; one that was called off; one
that is over and of which the list is missing; and two that are over with a list of eight people each. On one of those lists the
hours of one person were corrected; one person says about the other that they were not there, and that waits for the office.
Two other providers have a run to come each; one more is planned after the end of its accreditation, so its hours are extra.
Nobody with an account of the demonstration is on a list, and nobody is mailed about one.
"""

import datetime as dt
from collections.abc import Sequence

from academy.certification.models import Period
from lvv_site import civil
from lvv_site.members.models import User
from lvv_site.operations.demo import DemoPlan

from . import attendance_contests, attendance_writing, listing, runs
from .attendance_reading import Row
from .attendance_state import run_facts
from .attendance_writing import Sender
from .demo_portal import PROVIDER, WORKER
from .enums import ContestReason, ListSource, TrainingKind
from .models import ListedAttendance, ProviderRun, Training
from .runs import PlannedRun, Session

OTHERS = ("het-luisterhuis", "kompas-integriteit")
PEOPLE = 8
WEEK = dt.timedelta(weeks=1)
FAR = 65 * WEEK  # who is nearer to the end of a period has a dossier, whose story is told elsewhere
BEGINS, ENDS = dt.time(9, 30), dt.time(16, 30)
SATURDAY = 5
FREE = {(12, 24), (12, 25), (12, 26), (12, 31), (1, 1)}


def load(plan: DemoPlan) -> None:
    """Plan runs, and send lists of those that are over."""
    worker = User.objects.filter(email=WORKER).first()
    mine = _offered(plan, PROVIDER)
    if not mine:
        return
    first, second = mine[0], mine[-1]
    _plan(plan, first, 4, worker, length=2)
    _plan(plan, second, 7, worker, place="")
    for place, slug in enumerate(OTHERS):
        for one in _offered(plan, slug)[:1]:
            _plan(plan, one, 5 + place, None)
    _outside(plan)
    _plan(plan, first, -2, worker)
    lists = [_plan(plan, first, -6, worker, length=2), _plan(plan, second, -4, worker)]
    if worker:
        runs.call_off(_plan(plan, second, 3, worker), worker)
        _send(plan, lists, worker)


def _offered(plan: DemoPlan, slug: str) -> list[Training]:
    """Return what a provider offers for permanent education that is accredited on all the days that we plan."""
    during = (plan.today - 12 * WEEK, plan.today + 12 * WEEK)
    found = Training.objects.filter(provider__slug=slug, kind=TrainingKind.COURSE, spans__during__contains=during)
    return list(found.order_by("code").distinct())


def _outside(plan: DemoPlan) -> None:
    """Plan a run after the accreditation of its training ends."""
    ending = listing.listed(plan.today).filter(listing.ends_soon(plan.today)).exclude(provider__slug=PROVIDER)
    for one in ending.order_by("code")[:1]:
        _plan(plan, one, 16, None)


def _plan(
    plan: DemoPlan, training: Training, weeks: int, by: User | None, *, length: int = 1, place: str = "Utrecht"
) -> ProviderRun:  # fmt: skip
    """Plan a run so many weeks from today."""
    days = [_working_day(plan.today + (weeks + number) * WEEK) for number in range(length)]
    sessions = tuple(Session(day, BEGINS, ENDS) for day in days)
    url = f"{training.provider.website}aanmelden/"
    minutes = listing.listed(plan.today).get(pk=training.pk).accredited_minutes or 240  # type: ignore[attr-defined]  # annotated
    return runs.add(PlannedRun(training, sessions, place, minutes, url), by)


def _working_day(day: dt.date) -> dt.date:
    """Return the last day until this one that is in no weekend and no Christmas or New Year."""
    while day.weekday() >= SATURDAY or (day.month, day.day) in FREE:
        day -= dt.timedelta(days=1)
    return day


def _send(plan: DemoPlan, some: Sequence[ProviderRun], worker: User) -> None:
    """Send a list of each run that is really over, correct one and contest one."""
    sent = [one for one in some if (rows := _rows(plan, one)) and _sent(one, rows, worker)]
    for run, changed in zip(sent, ("minutes", "contest"), strict=False):
        row = ListedAttendance.objects.filter(run=run).order_by("pk")[0]
        if changed == "contest":
            attendance_contests.contest(row, ContestReason.NOT_THERE, "Ik was die dag ziek en heb me afgemeld.")
        else:
            corrected = _rows(plan, run)[0]
            _sent(run, [Row(1, corrected.number, row.minutes - 60)], worker)


def _sent(run: ProviderRun, rows: Sequence[Row], worker: User) -> bool:
    done = attendance_writing.send(run.pk, rows, Sender(ListSource.FORM, worker), tells=False)
    return bool(done.writes)


def _rows(plan: DemoPlan, run: ProviderRun) -> list[Row]:
    """Return people without an account whose certificate ran on the last day; nobody before that day is over."""
    last_day = run_facts(run).last_day
    if last_day >= civil.today():
        return []
    held = Period.objects.filter(
        during__contains=last_day, during__endswith__gt=plan.today + FAR, certificate__person__user=None,
        certificate__person__erased_at=None,
    ).order_by("certificate")  # fmt: skip
    numbers = list(held.values_list("certificate__number", flat=True)[:200])
    chosen = plan.random(f"run {run.occasion.code}").sample(numbers, min(PEOPLE, len(numbers)))
    return [Row(line, number) for line, number in enumerate(chosen, 1)]
