"""What this room knows about people, why, and how long.

Every room has such a file: `RETENTION` (rows for the retention command and the privacy page, which both read them),
`export(person)` (what somebody may take along) and `erase(person)` (what disappears on request; facts stay, names go).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

# Gets today's civil date and whether to only count; returns how many rows passed their term.
RetentionTask = Callable[[dt.date, bool], int]


@dataclass(frozen=True)
class RetentionRow:
    """One kind of personal data: what, the purpose it is kept for, the term, how it ends, and the task that ends it.

    The first four are sentences for the privacy page. Without a task the row only informs (someone decides by hand, or a
    law keeps it).
    """

    what: str | Promise
    purpose: str | Promise
    term: str | Promise
    how: str | Promise
    task: RetentionTask | None = None
