"""Reminders: what is due today, each once. Every room may bring `reminders.py` with `due(today)`.

A reminder goes out once because the mail queue refuses a dedupe key it knows; so running `remind` twice, or after days of
silence, does no harm: `due` names everything that should have been sent by today.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from lvv_site import mail
from lvv_site.operations.rooms import collect

from . import activation
from .models import Invitation

INVITATION_DAYS = 7


@dataclass(frozen=True)
class Reminder:
    """One mail: which template, to whom, the ids its context is built from, and what makes it this one and no other."""

    template: str
    to: str
    dedupe_key: str
    context_ids: dict[str, int | str] = field(default_factory=dict)


def send_due(today: dt.date) -> int:
    """Queue what is due in all rooms and return how many reminders that were; those sent before are not sent again."""
    reminders = [reminder for module in collect("reminders") for reminder in module.due(today)]
    for reminder in reminders:
        mail.queue(reminder.template, reminder.to, reminder.context_ids, reminder.dedupe_key)
    return len(reminders)


def due(today: dt.date) -> Iterator[Reminder]:
    """Remind who was invited by the office a week ago and has no account yet, while the link still works."""
    from_day, until_day = today - activation.VALID + dt.timedelta(days=1), today - dt.timedelta(days=INVITATION_DAYS)
    waiting = Invitation.objects.filter(
        by__isnull=False, sent_at__date__range=(from_day, until_day), person__in=activation.invitable()
    ).select_related("person")
    for invitation in waiting:
        if invitation.person.email and invitation == activation.newest(invitation.person):
            key = f"{activation.TEMPLATE}:{invitation.pk}:reminder"
            yield Reminder(activation.TEMPLATE, invitation.person.email, key, {"invitation": invitation.pk})
