"""The mail to who watches numbers. No name in it, and no number in a subject; every one leads to the page where it stops."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone

from academy.certification.dates import months_later
from lvv_site import civil, mail
from lvv_site.mail import registry
from lvv_site.mail.models import Message

from . import watch_links
from .adviser import live_address
from .checking import answers
from .models import Watch

ASKED = "register/watch_asked"
CHANGED = "register/watch_changed"
RENEW = "register/watch_renew"
YEAR = 12  # months until a watch ends unless it is confirmed again
MOMENT = "%Y-%m-%dT%H:%M:%S.%f"


def register() -> None:
    """Tell the queue about these templates."""
    registry.register(ASKED, asked_context)
    registry.register(CHANGED, changed_context)
    registry.register(RENEW, renew_context)


def send_question(watch: Watch) -> None:
    """Ask whether it was meant: anybody can type an address."""
    mail.queue(ASKED, watch.email, {"watch": watch.pk}, f"{ASKED}:{watch.pk}", watch.language)


def send_changes(watch: Watch, at: dt.datetime) -> None:
    """Tell what was noted as changed at a moment; once for each moment."""
    moment = at.astimezone(dt.UTC).strftime(MOMENT)
    mail.queue(
        CHANGED, watch.email, {"watch": watch.pk, "at": moment}, f"{CHANGED}:{watch.pk}:{moment}", watch.language
    )


def forget(watch: Watch) -> None:
    """Let nothing open about a watch go out, and the queue forget the address of what did; its keys against doubles stay."""
    for template in (ASKED, CHANGED, RENEW):
        key = f"{template}:{watch.pk}"
        mine = Message.objects.filter(Q(dedupe_key=key) | Q(dedupe_key__startswith=f"{key}:"))
        mine.open().update(withdrawn_at=timezone.now())
        mine.update(to="", context_ids={})


def ends_on(watch: Watch) -> dt.date:
    """Return the day on which a confirmed watch ends by itself."""
    return months_later(watch.renewed_on or civil.today(), YEAR)


def asked_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the question shows; withdraw it when it was answered or is too late."""
    watch = Watch.objects.filter(pk=int(ids["watch"]), confirmed_at=None).first()
    if watch is None or watch_links.is_over(watch):
        raise registry.Withdrawn
    return {
        "language": watch.language,
        "count": watch.numbers.count(),
        "url": watch_links.address(watch),
        "until": (watch.asked_at + watch_links.PENDING).astimezone(civil.AMSTERDAM).date(),
    }


def changed_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return the numbers that changed, with their status as it is when the mail leaves; withdraw it when none is left."""
    watch = Watch.objects.exclude(confirmed_at=None).filter(pk=int(ids["watch"])).first()
    if watch is None:
        raise registry.Withdrawn
    at = dt.datetime.strptime(str(ids["at"]), MOMENT).replace(tzinfo=dt.UTC)
    numbers = watch.numbers.filter(told_at=at).select_related("certificate").order_by("certificate__number")
    now = answers({one.certificate.number_key for one in numbers}, civil.today())
    changes = [
        {
            "number": one.certificate.number,
            "status": now[one.certificate.number_key].status,
            "url": live_address(one.certificate),
        }
        for one in numbers
    ]
    if not changes:
        raise registry.Withdrawn
    return {"language": watch.language, "changes": changes, "on": civil.today(), **_ways(watch)}


def renew_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the yearly question shows; withdraw it when it was answered."""
    watch = Watch.objects.exclude(confirmed_at=None).filter(pk=int(ids["watch"])).first()
    if watch is None or f"{watch.renewed_on:%Y%m%d}" != str(ids["since"]):
        raise registry.Withdrawn
    return {
        "language": watch.language, "count": watch.numbers.count(), "until": ends_on(watch), **_ways(watch),
    }  # fmt: skip


def _ways(watch: Watch) -> dict[str, str]:
    stop = watch_links.address(watch, "watch_stop")
    return {"url": watch_links.address(watch), "stop_url": stop, "unsubscribe": stop}
