"""The daily head of the chain: what was published on a day cannot be denied on a later one.

At most one a civil date, made by the daily job or, when that did not run, by the first who asks for it. A head for a day that
passed without one is never made afterwards: it would prove nothing about that day.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from lvv_site import signing

from . import chain
from .models import ChainHead

KIND = "register-chain-head"


def publish(today: dt.date, *, wait: bool = True) -> ChainHead | None:
    """Return the head of today, made when there is none yet; `wait` False gives None while somebody is recording."""
    found = ChainHead.objects.filter(date=today).first()
    return found or _make(today, wait=wait)


def newest(today: dt.date) -> ChainHead | None:
    """Return the head of today, or the one before while somebody is recording. None before there was any."""
    return publish(today, wait=False) or ChainHead.objects.order_by("-date").first()


def claims(head: ChainHead) -> dict[str, Any]:
    """Return what the statement of a head says, apart from when it was signed."""
    return {
        "iss": settings.WAGTAILADMIN_BASE_URL, "kind": KIND, "on": head.date.isoformat(), "sequence": head.sequence,
        "hash": head.hash,
    }  # fmt: skip


@transaction.atomic
def _make(today: dt.date, *, wait: bool) -> ChainHead | None:
    if not _hold(wait=wait):
        return None
    if found := ChainHead.objects.filter(date=today).first():  # somebody was first
        return found
    end = chain.end()
    head = ChainHead(date=today, sequence=end.sequence, hash=end.hash)
    head.statement = signing.sign(claims(head))
    head.save()
    return head


def _hold(*, wait: bool) -> bool:
    if wait:
        chain.hold()
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [chain.LOCK])
        return bool(cursor.fetchone()[0])
