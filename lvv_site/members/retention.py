"""Retention: every room says what it keeps how long; this carries it out and shows it."""

import datetime as dt

from django.db import transaction

from lvv_site.operations.append_only import retention
from lvv_site.operations.rooms import collect

from .privacy import RetentionRow


def rows() -> list[RetentionRow]:
    """Return the retention rows of all rooms, for the privacy page and for `retain`."""
    return [row for module in collect("privacy") for row in getattr(module, "RETENTION", ())]


def retain(today: dt.date, *, dry_run: bool) -> list[tuple[RetentionRow, int]]:
    """Run every row's task and return how many rows each ended; `dry_run` only counts.

    Each task is a transaction of its own, in which append-only tables accept it: one that fails undoes only itself.
    """
    return [(row, _run(row, today, dry_run=dry_run)) for row in rows() if row.task is not None]


def _run(row: RetentionRow, today: dt.date, *, dry_run: bool) -> int:
    if row.task is None:
        return 0
    with transaction.atomic(), retention():
        return row.task(today, dry_run)
