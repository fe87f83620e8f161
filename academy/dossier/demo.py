"""Dossiers of the demonstration association.

Stated, and tested:

- Of the people whose period ends within a year, the 24 who are short of least made up for it in the last weeks, each with
  the hours that were missing and evidence with their claims, and declared to work as an adviser.
- Three of them are complete and did not hand over. The others did, after their last hours: one of them heard that more is asked,
  one was refused, two were granted the next period; the rest wait.
- Six of them showed the office a VOG.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from academy.certification.dates import DAY, months_later
from academy.certification.decisions import last_event
from academy.certification.models import Period, SchemeVersion
from academy.hours import evidence, ledger
from academy.hours.demo_evidence import draw_evidence
from academy.hours.enums import Source
from academy.hours.ledger import Award
from academy.hours.period import WINDOW_MONTHS
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import User
from lvv_site.operations.demo import DemoPlan

from . import handing, outcomes, overview
from .enums import OutcomeKind, RequirementKind
from .models import Requirement
from .outcomes import Verdict
from .overview import Overview

AFTER = ("academy.hours", "academy.intervisie")
MOST, LOOKED_AT = 24, 400
KEPT, VOGS = 3, 6
LONGEST_DAY = 8 * 60
DAYS_AGO = 12
TITLES = {HoursKind.COURSE: "Terugkomdag", HoursKind.INTERVISIE: "Intervisiedag", HoursKind.EXTRA: "Themadag"}
OFFICE = "bureau@demo.example"
# What the certifier said, by the place among those who handed over.
SAID = {
    1: (OutcomeKind.HELD, "Stuur het bewijs van de tweede cursusdag mee."),
    2: (OutcomeKind.REFUSED, "De intervisie is te weinig over de jaren verdeeld."),
    3: (OutcomeKind.GRANTED, ""),
    4: (OutcomeKind.GRANTED, ""),
}


def load(plan: DemoPlan) -> None:
    """Let some catch up and hand over, and record a few outcomes."""
    nearest = sorted(_looked_at(plan.today), key=lambda one: (one.progress.still_short, one.period.pk))
    chosen = [one for one in nearest if one.progress.reachable and not one.closed][:MOST]
    _catch_up(chosen, plan.today)
    _declare(chosen)
    office = User.objects.filter(email=OFFICE).first()
    for place, one in enumerate(chosen[KEPT:], 1):
        _hand_over(one, place, office, plan.today)
    _show_vogs(chosen[:VOGS], office, plan.today)


def _looked_at(today: dt.date) -> list[Overview]:
    """Return dossiers that are open, as many as there is a use for."""
    ends = (today + DAY, months_later(today, WINDOW_MONTHS))
    periods = Period.objects.filter(during__contains=today, during__endswith__range=ends).order_by("pk")
    found = overview.of_many(list(periods.values_list("pk", flat=True)[:LOOKED_AT]), today)
    return [found[pk] for pk in sorted(found)]


def _catch_up(chosen: Sequence[Overview], today: dt.date) -> None:
    """Write the hours that are missing, at most a working day a day, and draw the evidence that claims lack."""
    ledger.award_many([award for one in chosen for award in _missing(one, today)])
    for one in chosen:
        for line in one.unproven:
            evidence.use(line.entry, [draw_evidence(one.person, line.title)])


def _missing(one: Overview, today: dt.date) -> Iterator[Award]:
    day = today - DAYS_AGO * DAY
    for kind, short in one.progress.short.items():
        left = short
        while left > 0:
            part = min(left, LONGEST_DAY)
            ref = f"demo:dossier:{one.period.pk}:{day:%Y%m%d}"
            yield Award(one.person, kind, part, day, f"demo-{kind}", Source.DEMO, ref, title=TITLES[HoursKind(kind)])
            left, day = left - part, day - DAY


def _declare(ready: Sequence[Overview]) -> None:
    Requirement.objects.bulk_create(
        Requirement(person=one.person, kind=RequirementKind.PRACTICE, on=one.opens_on) for one in ready
    )


def _hand_over(one: Overview, place: int, office: User | None, today: dt.date) -> None:
    """Hand over some days after the last hours, and let the certifier answer."""
    day = today - place % (DAYS_AGO - 1) * DAY
    now = overview.of(one.person, one.period, max(day, one.opens_on))
    if not now.complete:
        return
    handover = handing.freeze(now, None, 1, dt.datetime.combine(now.today, dt.time(10, place), dt.UTC))
    if place in SAID and office:
        kind, reason = SAID[place]
        scheme = SchemeVersion.objects.get(code="lvv-2024")
        outcomes.record(handover, Verdict(kind, today, reason, scheme, 0, last_event(one.period.certificate)), office)


def _show_vogs(some: Sequence[Overview], office: User | None, today: dt.date) -> None:
    Requirement.objects.bulk_create(
        Requirement(
            person=one.person, kind=RequirementKind.VOG, on=today, issued_on=today - 40 * DAY, profile="75", by=office
        )
        for one in some
    )
