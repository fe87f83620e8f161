"""Changing what one period demands: extension and exemption, and correcting an exemption.

A suspension is a decision about the status and lives in `decisions.py`. The same for many at once: `collective.py`.
"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from .dates import DAY, last_day, months_later
from .decisions import Decision, RefusedError, append, check_end, hold
from .enums import AdjustmentKind, EventKind
from .models import Adjustment, AdjustmentReason, Period, StatusEvent


@transaction.atomic
def extend(period: Period, months: int, decision: Decision) -> Adjustment:
    """Extend a period: the adjustment and the event that moves its end, counted from the original start in one step."""
    held = hold(period.certificate, decision)
    until = extended_end(period, granted_until(period), months_of(period) + months)
    check_end(held, period.start, until)
    event = append(period.certificate, EventKind.END_CHANGED, decision, starts=period.start, until=until)
    return Adjustment.objects.create(
        period=period, kind=AdjustmentKind.EXTENSION, months=months, event=event, decided_on=decision.decided_on,
        by=decision.by,
    )  # fmt: skip


@transaction.atomic
def exempt(period: Period, hours_kind: str, minutes: int, decision: Decision) -> Adjustment:
    """Lower the demand of one kind of hours in one period, in minutes. No event: the status does not change."""
    hold(period.certificate, decision)
    return _exemption(period, hours_kind, minutes, decision)


@transaction.atomic
def replace_exemption(old: Adjustment, minutes: int, decision: Decision) -> Adjustment:
    """Correct the minutes of an exemption; 0 takes it back. The old row stays, and does not count any more.

    Raises:
        RefusedError: it is no exemption, it was replaced already, or nothing would change.
    """
    hold(old.period.certificate, decision)
    if old.kind != AdjustmentKind.EXEMPTION or Adjustment.objects.filter(replaces=old).exists():
        raise RefusedError(_("Deze vrijstelling is al door een andere vervangen."), "adjustment")
    if minutes == old.minutes:
        raise RefusedError(_("Zo stond het er al."), "minutes")
    return _exemption(old.period, old.hours_kind, minutes, decision, replaces=old)


def _exemption(
    period: Period, hours_kind: str, minutes: int, decision: Decision, replaces: Adjustment | None = None
) -> Adjustment:
    made = Adjustment.objects.create(
        period=period, kind=AdjustmentKind.EXEMPTION, hours_kind=hours_kind, minutes=minutes, replaces=replaces,
        decided_on=decision.decided_on, by=decision.by,
    )  # fmt: skip
    AdjustmentReason.objects.create(adjustment=made, text=decision.reason.strip())
    return made


def months_of(period: Period) -> int:
    """Return by how many months a period was extended so far."""
    found = period.adjustments.filter(kind=AdjustmentKind.EXTENSION, replaced_by=None)
    return sum(one.months or 0 for one in found)


def granted_until(period: Period) -> dt.date | None:
    """Return the last day that was granted, before any correction."""
    return StatusEvent.objects.filter(
        certificate=period.certificate_id, kind=EventKind.GRANTED, starts=period.start
    ).latest("pk").until  # fmt: skip


def extended_end(period: Period, granted: dt.date | None, months: int) -> dt.date:
    """Return the last day of a period with so many months added in all, counted from its original start in one step.

    An imported last day (`granted`) wins over start + years; then the months count from there.
    """
    if granted is None or granted == last_day(period.start, period.scheme.years):
        return last_day(period.start, period.scheme.years, months)
    return months_later(granted + DAY, months) - DAY
