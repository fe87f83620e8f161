"""Changing the plan of an occasion: when and where it is, and whether it is online. Who has a place is told.

One door, under the lock that places are confirmed under: whoever was confirmed before the change is mailed about it, whoever
comes after reads the new plan in the confirmation. Each change raises `sequence`, so that calendars follow; the admin's log
keeps who did it, and where it was before. The link for online is in no mail and in no log: the attendee's own page shows it
shortly before the start.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from lvv_site.members.models import User

from . import capacity, changing, office_tasks
from .changing import Cancelled
from .enums import Bookable
from .models import Occasion, Place
from .refusals import NotBookableError, StaleError

PLAN, ONLINE, CALL_OFF = "booking.plan", "booking.online", "booking.call_off"  # in the admin's log


@dataclass(frozen=True)
class Plan:
    """When and where. Online without a place; with both, people may choose."""

    starts: dt.datetime | None
    ends: dt.datetime | None
    place: str
    online_link: str

    @property
    def is_online(self) -> bool:
        """Whether there is nowhere to go to."""
        return bool(self.online_link) and not self.place


def plan_of(occasion: Occasion) -> Plan:
    """Return the plan as it stands."""
    return Plan(occasion.starts, occasion.ends, occasion.place, occasion.online_link)


def told(occasion: Occasion) -> QuerySet[Place]:
    """Return the places whose attendees are told of a change: the confirmed ones with somebody in them."""
    return Place.objects.filter(occasion=occasion, confirmed_at__isnull=False, cancelled_at=None, set_aside=False)


def tells(before: Plan, after: Plan, now: dt.datetime) -> bool:
    """Whether a change is news: not when it only sets right what has been."""
    return before != after and not all(one.ends and one.ends <= now for one in (before, after))


@transaction.atomic
def replan(occasion: Occasion, plan: Plan, by: User, seen: int | None = None) -> bool:
    """Give the occasion another plan and tell everyone with a confirmed place; False when it had that plan already.

    `seen` is the `sequence` on which the plan was based.

    Raises:
        BookingError: somebody changed the plan meanwhile, or it was called off.
    """
    capacity.lock([occasion.pk])
    now = timezone.now()
    stands = Occasion.objects.select_for_update(no_key=True, of=("self",)).select_related("called_off")
    occasion = stands.get(pk=occasion.pk)
    before = plan_of(occasion)
    if before == plan:
        return False
    if seen is not None and seen != occasion.sequence:
        raise StaleError
    if occasion.cancelled:
        raise NotBookableError(occasion.pk, Bookable.CANCELLED)
    _write(occasion, plan, now)
    switched = before.is_online != plan.is_online
    log(instance=occasion, action=ONLINE if switched else PLAN, user=by, data=_noted(before, plan, occasion.sequence))
    if tells(before, plan, now):
        office_tasks.tell_plan.enqueue(occasion.pk, occasion.sequence, switched)
    return True


def _write(occasion: Occasion, plan: Plan, now: dt.datetime) -> None:
    occasion.starts, occasion.ends, occasion.place, occasion.online_link = (
        plan.starts, plan.ends, plan.place, plan.online_link,
    )  # fmt: skip
    occasion.sequence += 1
    occasion.planned_at = now
    occasion.save(update_fields=["starts", "ends", "place", "online_link", "sequence", "planned_at"])


def _noted(before: Plan, after: Plan, sequence: int) -> dict[str, str | int]:
    """Return what the log keeps: without the link, which is for attendees only."""
    return {
        "sequence": sequence, "starts_before": _iso(before.starts), "place_before": before.place,
        "starts": _iso(after.starts), "place": after.place, "online": int(bool(after.online_link)),
    }  # fmt: skip


def _iso(moment: dt.datetime | None) -> str:
    return moment.isoformat() if moment else ""


def last_place(occasion: Occasion) -> str:
    """Return where it was before it went online, to begin from when it comes back."""
    entries = ModelLogEntry.objects.for_instance(occasion).filter(action=ONLINE).order_by("-pk")
    return next((str(one.data["place_before"]) for one in entries if one.data.get("place_before")), "")


@transaction.atomic
def call_off(occasion: Occasion, by: User) -> list[Cancelled]:
    """Call the occasion off and tell whoever had or wanted a place. Again: an empty list, and no mail.

    Raises:
        BookingError: it has been, or somebody was there.
    """
    capacity.lock([occasion.pk])
    was_off = Occasion.objects.select_related("called_off").get(pk=occasion.pk).cancelled
    ended = changing.call_off(occasion, by)
    if not was_off:
        log(instance=occasion, action=CALL_OFF, user=by, data={"places": len(ended)})
        office_tasks.tell_called_off.enqueue(occasion.pk)
    return ended
