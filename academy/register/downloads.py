"""The whole public list, or what changed in it, for organisations that keep a copy.

What is given is what everybody can find in the list today: findable people who are registered or conditional, with the closed
list of fields. Who is only to be verified is not in it, and neither is anybody whose registration ended: a copy would go on
listing them. Somebody who left the list is told by the number alone, without why; `register/check` says what holds.

A cursor names the moment at which a download began. Changes are read from an hour before it, so that what was being written
just then is not missed: a change may come twice, and never not at all. What changes by the passing of a day is found by the
spans of status, so nothing has to run at midnight.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from django.db import connection

from academy.certification import status
from academy.certification.enums import LISTED, EventKind
from academy.certification.queries import public_records
from lvv_site import civil

from .adviser import adviser
from .models import Download, DownloadKey, Profile

BATCH = 1000
OVERLAP = dt.timedelta(hours=1)
FORMAT = "lvv-register-download-1"

ALL = """
SELECT certificate_id FROM register_profile
WHERE findable AND %s::date <@ ANY(listed_during) AND certificate_id > %s ORDER BY certificate_id LIMIT %s
"""
# A strike-off leaves the public record on a day that no span knows, and may take the first registration with it.
CHANGED = """
SELECT certificate_id FROM register_listingchange WHERE changed_at >= %(since)s
UNION SELECT certificate_id FROM certification_statusevent WHERE recorded_at >= %(since)s OR kind = %(struck_off)s
UNION SELECT certificate_id FROM certification_statusspan
WHERE (lower(during) > %(day)s AND lower(during) <= %(today)s) OR (upper(during) > %(day)s AND upper(during) <= %(today)s)
ORDER BY certificate_id
"""
# Of those who are not in the list: who could have been in somebody's copy.
GONE = """
SELECT certificate.number FROM certification_certificate certificate
LEFT JOIN register_profile profile ON profile.certificate_id = certificate.id
LEFT JOIN register_listingchange change ON change.certificate_id = certificate.id
WHERE certificate.id = ANY(%(ids)s) AND (profile.findable OR change.unlisted_at >= %(since)s) AND EXISTS (
  SELECT 1 FROM certification_statusspan span
  WHERE span.certificate_id = certificate.id AND span.status = ANY(%(listed)s) AND lower(span.during) <= %(today)s
) ORDER BY certificate.id
"""


def begin(key: DownloadKey, since: dt.datetime | None) -> Download:
    """Write down that a download begins; it is public from now on."""
    return Download.objects.create(key=key, since=since)


def rows(download: Download) -> Iterator[dict[str, Any]]:
    """Yield what is downloaded: a start with the cursor for next time, advisers, who left, and an end that counts them.

    Without the end the download was cut off.
    """
    today, counts = civil.today(), {"adviser": 0, "removed": 0}
    yield {
        "row": "start", "format": FORMAT, "at": download.at, "cursor": cursor(download.at),
        "download": "changes" if download.since else "full",
    }  # fmt: skip
    for row in _changed(download.since - OVERLAP, today) if download.since else _all(today):
        counts[row["row"]] += 1
        yield row
    yield {"row": "end", "advisers": counts["adviser"], "removed": counts["removed"]}


def cursor(moment: dt.datetime) -> str:
    """Return a moment as a cursor."""
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")


def moment_of(text: str) -> dt.datetime:
    """Return the moment of a cursor; ValueError for what is none."""
    return dt.datetime.strptime(text, "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=dt.UTC)


def _all(today: dt.date) -> Iterator[dict[str, Any]]:
    last = 0
    while ids := _ids(ALL, [today, last, BATCH]):
        yield from _listed(ids, today).values()
        last = ids[-1]


def _changed(since: dt.datetime, today: dt.date) -> Iterator[dict[str, Any]]:
    asked = {"since": since, "day": since.astimezone(civil.AMSTERDAM).date(), "today": today,
             "struck_off": EventKind.STRUCK_OFF.value}  # fmt: skip
    for some in batched(_ids(CHANGED, asked), BATCH):
        listed = _listed(some, today)
        yield from listed.values()
        yield from _gone([one for one in some if one not in listed], since, today)


def _listed(ids: Sequence[int], today: dt.date) -> dict[int, dict[str, Any]]:
    """Return the advisers among these certificates who are in the list today, by certificate."""
    profiles = Profile.objects.select_related("certificate").filter(pk__in=ids, findable=True).order_by("pk")
    records = public_records(list(ids), today)
    found = {}
    for profile in profiles:
        record = records[profile.pk]
        now = status.status_in(record, today)
        if now.status in LISTED:
            found[profile.pk] = {"row": "adviser", "adviser": adviser(profile, now, record.begins)}
    return found


def _gone(ids: Sequence[int], since: dt.datetime, today: dt.date) -> Iterator[dict[str, Any]]:
    asked: dict[str, Any] = {"ids": list(ids), "since": since, "today": today, "listed": [one.value for one in LISTED]}
    with connection.cursor() as database:
        database.execute(GONE, asked)
        for (number,) in database.fetchall():
            yield {"row": "removed", "number": number}


def _ids(statement: str, values: Any) -> list[int]:
    with connection.cursor() as database:
        database.execute(statement, values)
        return [one for (one,) in database.fetchall()]
