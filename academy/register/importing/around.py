"""What the preview tells beside the differences: it changes nothing, but somebody should look at it.

Who is registered today and not in the file (a list may be a part of all; the import leaves them alone), and how many rows of
the file end soon or have ended already.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from academy.certification.dates import months_later
from academy.certification.enums import Status
from academy.certification.models import Certificate, StatusSpan

from .plan import Plan

SOON_MONTHS = 3
IN_REGISTER = (Status.REGISTERED, Status.CONDITIONAL, Status.SUSPENDED)


@dataclass(frozen=True)
class Around:
    """How many are absent from the file and the first of them; how many rows end within `SOON_MONTHS`, or before today."""

    absent: int
    first: QuerySet[Certificate]
    ending: int
    ended: int


def around(plan: Plan, today: dt.date, shown: int) -> Around:
    """Return what stands around a plan on a day, with the first `shown` absent people by name."""
    named = {change.certificate.id for change in plan.changes if change.certificate}
    inside = StatusSpan.objects.filter(during__contains=today, status__in=IN_REGISTER)
    absent = set(inside.values_list("certificate", flat=True)) - named
    first = Certificate.objects.filter(pk__in=absent).select_related("person")
    days = [change.row.until for change in plan.changes]
    soon = months_later(today, SOON_MONTHS)
    return Around(
        absent=len(absent),
        first=first.order_by("person__family_name", "person__given_name", "pk")[:shown],
        ending=sum(today <= day < soon for day in days),
        ended=sum(day < today for day in days),
    )
