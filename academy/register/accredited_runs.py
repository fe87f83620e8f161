"""Which runs of accredited trainings are to come, as the agenda announces them to everybody.

The days of a list come from one fixed statement, since making it anew for every visitor costs more than asking it. A test holds
it against the agenda's own queries.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q

from events.agenda import queries as agenda
from events.booking.models import Occasion
from lvv_site import civil
from lvv_site.pages.visibility import everybodys_pages

MOST_RUNS = 20
# A part of something larger with dates is announced by the whole; what has a page, by that page.
FIRST_DAYS = """
SELECT training, min(starts) FROM (
  SELECT coalesce(given.training_id, own.training_id) AS training, occasion.starts,
         coalesce(occasion.landing_id, parent.landing_id) AS home
  FROM booking_occasion occasion
  LEFT JOIN accreditation_providerrun given ON given.occasion_id = occasion.id
  LEFT JOIN courses_run own ON own.occasion_id = occasion.id
  LEFT JOIN booking_occasion parent ON parent.id = occasion.parent_id
  WHERE (given.training_id = ANY(%s) OR own.training_id = ANY(%s)) AND occasion.ends > %s
  AND occasion.starts IS NOT NULL AND (occasion.parent_id IS NULL OR parent.starts IS NULL)
  AND NOT EXISTS (SELECT 1 FROM booking_calledoff off WHERE off.occasion_id = occasion.id)
) run WHERE home IS NULL OR home IN ({pages}) GROUP BY training
"""


def coming_runs(training_ids: Iterable[int], today: dt.date) -> list[Occasion]:
    """Return what the agenda announces to everybody of these trainings, the first one first."""
    ids = list(training_ids)
    of_these = Q(provider_run__training__in=ids) | Q(run__training__in=ids)
    found = agenda.coming(agenda.announced(None, today).filter(of_these, called_off=None), civil.now())
    return list(found[:MOST_RUNS])


def next_days(training_ids: Collection[int]) -> dict[int, dt.date]:
    """Return the day of the first coming run of each of these trainings that has one; one query."""
    ids = list(training_ids)
    sql, values = _first_days()
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids, ids, civil.now(), *values])
        return {training: starts.astimezone(civil.AMSTERDAM).date() for training, starts in cursor.fetchall()}


@cache
def _first_days() -> tuple[str, tuple[Any, ...]]:
    pages, values = everybodys_pages()
    return FIRST_DAYS.format(pages=pages), values
