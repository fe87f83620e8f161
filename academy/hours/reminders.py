"""Who must be reminded of hours today, and what the mail says.

- 12, 6, 3 and 1 months before the end of a period; when a day was missed, up to `LATE` later.
- When the goal is about to get out of reach: it is within reach today, and no longer when `SOON_MONTHS` pass with nothing done.

Only who holds a certificate in force and is behind: the goal is not met, and would not be with what waits and what is booked.
Each reminder has a key of its own, so it goes out once, however often it is named here. A member who catches up before the mail
leaves gets none.

All 100,000 periods are looked at every night, so the look is cheap first: by dates and rules, then one evaluation on the later
day, and only for who is left the one of today, the letters sent before and what the rooms know to be booked.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from academy.certification.dates import months_later
from academy.certification.models import Period
from lvv_site import civil
from lvv_site.mail import registry
from lvv_site.mail.models import Message
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.reminders import Reminder

from . import period as periods
from . import queries
from .deadline import Deadline, deadline
from .explanations import kind_name
from .planned import booked_of
from .progress import Progress, evaluate
from .queries import Standing
from .scheme import Scheme

MILESTONE = "hours/reminder"
SOON = "hours/reach"
SOON_MONTHS = 2
LATE = dt.timedelta(days=14)


def due(today: dt.date) -> Iterator[Reminder]:
    """Yield the reminders that should have gone out by today and did not, in constant memory."""
    later = months_later(today, SOON_MONTHS)
    for standing in queries.running(today, later, only=lambda period: _worth_a_look(period, today, later), lean=True):
        yield from _of(standing, today)


def milestone(start: dt.date, end: dt.date, today: dt.date) -> int | None:
    """Return the months before the end at which somebody must be reminded today; None: today is no such day."""
    return next((months for months, day in periods.reminders(end).items() if start <= day <= today < day + LATE), None)


def _worth_a_look(period: Period, today: dt.date, later: dt.date) -> bool:
    """Whether anything can be due: without a yearly maximum the goal stays within reach until the end."""
    end: dt.date = period.during.upper
    if end <= later or milestone(period.start, end, today):
        return True
    schemes = (period.scheme, period.other_scheme)
    return any(_has_maximum(queries.scheme_of(one)) for one in schemes if one)


def _has_maximum(scheme: Scheme) -> bool:
    return any(demand.max_per_year is not None for demand in scheme.kinds.values())


def _of(standing: Standing, today: dt.date) -> Iterator[Reminder]:
    later, period = standing.progress, standing.period
    if later.met or later.forecast_met:
        return
    months = milestone(period.start, period.during.upper, today)
    limit = None if later.reachable else _limit(standing, today)
    keys = {
        template: key
        for template, key in ((MILESTONE, _milestone_key(period, months)), (SOON, _limit_key(period, limit)))
        if key and not Message.objects.filter(dedupe_key=key).exists()
    }
    if not keys or not (person := _behind(standing, today)) or not person.email:
        return
    for template, key in keys.items():
        yield Reminder(template, person.email, key, {"period": period.pk})


def _milestone_key(period: Period, months: int | None) -> str:
    """Name one reminder: of another end of the same period, after an extension, there is another one."""
    return f"{MILESTONE}:{period.pk}:{period.during.upper:%Y%m%d}:{months}" if months else ""


def _limit_key(period: Period, limit: Deadline | None) -> str:
    return f"{SOON}:{period.pk}:{limit.until:%Y%m%d}" if limit else ""


def _limit(standing: Standing, today: dt.date) -> Deadline | None:
    """Return until when the goal is within reach; None when it is not even today."""
    case = replace(standing.case, as_of=today)
    return deadline(case, evaluate(case))


def _behind(standing: Standing, today: dt.date) -> Person | None:
    """Return the person unless what is booked makes up for it."""
    person = Person.objects.filter(pk=standing.person_id, erased_at=None).first()
    if person is None:
        return None
    booked = booked_of(person)
    if booked and queries.with_planned(standing, booked, today).forecast_met:
        return None
    return person


def register() -> None:
    """Tell the queue about these templates."""
    registry.register(MILESTONE, milestone_context)
    registry.register(SOON, soon_context)


def milestone_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail before the end shows, as it is when the mail leaves."""
    person, period, progress = _now(ids)
    return {
        **_base(person, period, progress),
        "open": periods.may_apply(progress.end, civil.today()),
        "opens_on": periods.window_opens(progress.end),
    }


def soon_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail about a goal that gets out of reach shows.

    Raises:
        Withdrawn: the member has done what was needed, or it is too late for this mail.
    """
    person, period, progress = _now(ids)
    limit = deadline(queries.standing_of(person, period, civil.today()).case, progress)
    if limit is None:
        raise registry.Withdrawn
    with translation.override(person.language):
        needed = [(kind_name(kind), minutes) for kind, minutes in limit.needed.items() if minutes]
    return {**_base(person, period, progress), "limit": limit, "needed": needed}


def _now(ids: registry.Ids) -> tuple[Person, Period, Progress]:
    period = Period.objects.select_related("certificate", "scheme", "other_scheme").get(pk=int(ids["period"]))
    person = Person.objects.get(pk=people.resolve(period.certificate.person_id))
    progress = queries.standing_of(person, period, civil.today()).progress
    if progress.met or progress.forecast_met or progress.end <= civil.today():
        raise registry.Withdrawn
    return person, period, progress


def _base(person: Person, period: Period, progress: Progress) -> dict[str, Any]:
    with translation.override(person.language):
        return {
            "language": person.language,
            "name": person.given_name,
            "last_day": periods.last_day(progress.end),
            "short": [(kind_name(kind), minutes) for kind, minutes in progress.short.items() if minutes],
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("hours:overview"),
        }
