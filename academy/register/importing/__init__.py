"""Importing the register from a list: `parse` (pure), `plan` (pure, over fetched state), `apply` (one transaction).

The rule: nothing of a file is written unless every row is good; all bad rows are told at once, each with its line number and
the reason; importing the same file twice changes nothing; people who are missing from the file are left alone.
"""

from .apply import BadRowsError, ChangedError, apply, fetch, run
from .around import Around, around
from .parse import BadFileError, BadRow, Row, parse
from .plan import Change, Plan, make_plan

__all__ = [
    "Around",
    "BadFileError",
    "BadRow",
    "BadRowsError",
    "Change",
    "ChangedError",
    "Plan",
    "Row",
    "apply",
    "around",
    "fetch",
    "make_plan",
    "parse",
    "run",
]
