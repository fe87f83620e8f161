"""What the office does with an occasion beside its plan: add, change, copy to another moment."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from lvv_site.civil import AMSTERDAM
from lvv_site.members.models import User

from . import capacity, planning, tasks
from .models import Occasion, Part, Price, TermsVersion
from .models.occasions import civil_date
from .planning import Plan
from .refusals import BookingError

PLANNED = ("starts", "ends", "place", "online_link")


class TakenError(BookingError):
    """The code went to another occasion at the same moment."""

    code = "taken"
    message = _("Er is al een activiteit met deze code.")


def named(occasion: Occasion) -> str:
    """Return how the office tells an occasion from another run with the same title: with its day."""
    on = occasion.starts_on
    return f"{occasion.title}, {date_format(on, 'j F Y')}" if on else occasion.title


class OccasionChoiceField(forms.ModelChoiceField):
    """An occasion, by title and day."""

    def label_from_instance(self, obj: Occasion) -> str:
        """Return what the office reads."""
        return named(obj)


def newest_terms() -> int | None:
    """Return the id of the version of the terms that is offered: the newest."""
    return TermsVersion.objects.order_by("-pk").values_list("pk", flat=True).first()


@transaction.atomic
def add(occasion: Occasion, by: User) -> Occasion:
    """Write a new occasion. TakenError when its code was taken meanwhile."""
    try:
        with transaction.atomic():
            occasion.save(force_insert=True)
    except IntegrityError as taken:
        raise TakenError from taken
    log(instance=occasion, action="wagtail.create", user=by)
    return occasion


@transaction.atomic
def change(occasion: Occasion, plan: Plan, others: Mapping[str, Any], by: User) -> None:
    """Give an occasion other values and, when that differs, another plan: everyone is told of that.

    Raises:
        BookingError: it was called off, and the plan differs.
    """
    capacity.lock([occasion.pk])
    planning.replan(occasion, plan, by)
    stands = Occasion.objects.select_for_update(no_key=True).get(pk=occasion.pk)
    changed = [name for name, value in others.items() if getattr(stands, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(stands, name, others[name])
    stands.save(update_fields=changed)
    log(instance=stands, action="wagtail.edit", user=by, data={"fields": changed})
    if "capacity" in changed:
        tasks.pass_on.enqueue(stands.pk)  # what came free goes to who waits


@transaction.atomic
def copy(occasion: Occasion, starts: dt.datetime | None, code: str, by: User) -> Occasion:
    """Make another run that begins then: everything that was set moves along by the clock in Amsterdam.

    The link for online and who comes stay behind. Raises TakenError.
    """
    shift = _Shift(occasion.starts, starts)
    new = Occasion.objects.get(pk=occasion.pk)
    new.pk, new._state.adding = None, True
    new.code, new.online_link, new.sequence, new.planned_at = code, "", 0, dt.datetime.now(dt.UTC)
    new.starts, new.ends, new.opens_at, new.closes_at = (
        shift.moment(one) for one in (occasion.starts, occasion.ends, occasion.opens_at, occasion.closes_at)
    )
    add(new, by)
    Part.objects.bulk_create(
        Part(occasion=new, starts=shift.moment(one.starts), ends=shift.moment(one.ends), minutes=one.minutes)
        for one in occasion.parts.all()
    )
    Price.objects.bulk_create(
        Price(
            occasion=new, audience=one.audience, net=one.net, vat_rate=one.vat_rate, people=one.people,
            since=shift.day(one.since), until=shift.day(one.until),
        )
        for one in occasion.prices.all()
    )  # fmt: skip
    return new


class _Shift:
    """How far a copy is from what it was made of, by the clock: ten in the morning stays ten, summer or winter."""

    def __init__(self, before: dt.datetime | None, after: dt.datetime | None) -> None:
        self.by = self.days = dt.timedelta()
        if before and after:
            self.by, self.days = _clock(after) - _clock(before), civil_date(after) - civil_date(before)

    def moment(self, moment: dt.datetime | None) -> Any:
        """Return the moment that much later; nothing stays nothing."""
        return (_clock(moment) + self.by).replace(tzinfo=AMSTERDAM) if moment else None

    def day(self, day: dt.date | None) -> dt.date | None:
        """Return the day so many days later; nothing stays nothing."""
        return day + self.days if day else None


def _clock(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(AMSTERDAM).replace(tzinfo=None)
