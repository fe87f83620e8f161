"""Reminders to renew in time (see `lvv_site/members/reminders.py`).

Half a year and a quarter before an accreditation ends, and when it has ended. Whoever works for the provider gets them, until
something follows: another period, or an application under way.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from academy.certification.dates import months_later
from lvv_site.members.reminders import Reminder

from . import committee_reminders
from .enums import StepKind
from .models import AccreditationSpan, ProviderPerson, Step
from .renewal_letters import RENEW

FIRST, LAST = 6, 3  # months before the end
AFTER = dt.timedelta(days=30)  # so long after the end it is still told that it ended
# What has come to nothing, or is only being written: neither makes a reminder needless.
IDLE = (StepKind.WITHDRAWN, StepKind.REFUSED, StepKind.ACCREDITED)


def due(today: dt.date) -> Iterator[Reminder]:
    """Remind assessors of a meeting, and the people of each provider of what ends and is not being renewed."""
    yield from committee_reminders.due(today)
    yield from _renewals(today)


def _renewals(today: dt.date) -> Iterator[Reminder]:
    ending = list(_ending(today))
    people = _people({span.training.provider_id for span in ending})
    for span in ending:
        moment = _moment(span.during.upper, today)
        for account, email in people[span.training.provider_id]:
            key = f"{RENEW}:{span.accreditation_id}:{moment}:{account}"
            ids: dict[str, int | str] = {"accreditation": span.accreditation_id, "user": account}
            yield Reminder(RENEW, email, key, ids)


def _ending(today: dt.date) -> Iterator[AccreditationSpan]:
    """Yield the periods that end within half a year, or ended this month, with nothing after and nothing under way."""
    until = months_later(today, FIRST)
    later = AccreditationSpan.objects.filter(
        training=OuterRef("training"), during__startswith__gte=OuterRef("during__endswith")
    )
    found = AccreditationSpan.objects.filter(
        ~Exists(later), during__endswith__gt=today - AFTER, during__endswith__lte=until, accreditation__withdrawals=None
    )
    ids = {span.training_id for span in found}
    busy = _under_way(ids)
    for span in found.select_related("training").order_by("during__endswith", "pk"):
        if span.training_id not in busy:
            yield span


def _under_way(training_ids: set[int]) -> set[int]:
    """Return the trainings with an application that waits for the committee, or for the provider to complete it."""
    newer = Step.objects.filter(application=OuterRef("application"), number__gt=OuterRef("number"))
    last = Step.objects.filter(~Exists(newer), ~Q(kind__in=IDLE), application__training__in=training_ids)
    return set(last.values_list("application__training", flat=True))


def _people(providers: set[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    working = ProviderPerson.objects.filter(provider__in=providers, ended_at=None, user__is_active=True)
    for provider, account, email in working.order_by("pk").values_list("provider", "user", "user__email"):
        found[provider].append((account, email))
    return found


def _moment(end: dt.date, today: dt.date) -> str:
    """Return which of the three reminders it is time for."""
    if end <= today:
        return "ended"
    return "last" if end <= months_later(today, LAST) else "first"
