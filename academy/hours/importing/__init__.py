"""Hours from a list: CSV or XLSX with columns `nummer;soort;datum;uren;activiteit;referentie`, and `begindatum` if wanted.

`parse` and `make_plan` are pure; `run` fetches, compares and writes everything or nothing. A row is recognised by its
reference (`import:<referentie>`); without one, by number, date, kind and activity. So the same list twice writes nothing the
second time, and a row that says something else under a known reference is a conflict, told with its line.
"""

from .apply import BadRowsError, ChangedError, fetch, run
from .parse import COLUMNS, STARTED, BadRow, Parsed, Row, parse
from .plan import Change, Known, Plan, State, make_plan

__all__ = [
    "COLUMNS", "STARTED", "BadRow", "BadRowsError", "Change", "ChangedError", "Known", "Parsed", "Plan", "Row", "State",
    "fetch", "make_plan", "parse", "run",
]  # fmt: skip
