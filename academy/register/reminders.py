"""What is looked at every day for who watches numbers: a status that changed by its date alone, and the yearly question."""

import datetime as dt
from collections.abc import Iterator

from academy.certification.dates import months_later
from lvv_site.members.reminders import Reminder

from . import watching
from .models import Watch
from .watch_mails import RENEW, YEAR

ASK_BEFORE = dt.timedelta(days=30)


def due(today: dt.date) -> Iterator[Reminder]:
    """Tell watchers what the dates changed, and yield the question to whose year is nearly over.

    What changed is noted and queued in one transaction by `watching.tell`, so it is not named here again.
    """
    for watch_id in list(watching.outdated()):
        watching.tell(watch_id)
    asked_before = months_later(today + ASK_BEFORE, -YEAR)
    for watch in Watch.objects.filter(renewed_on__lte=asked_before).order_by("pk").iterator():
        since = f"{watch.renewed_on:%Y%m%d}"
        yield Reminder(RENEW, watch.email, f"{RENEW}:{watch.pk}:{since}", {"watch": watch.pk, "since": since})
