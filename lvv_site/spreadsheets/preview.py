"""What an import would change, row by row, before anything is written. Pure: knows no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What would happen to a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERROR = "error"


@dataclass(frozen=True)
class Change:
    """One field that would change, as text; `before` is empty for something new."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """One row of the file: the line it starts on (the header is line 1), whom or what it is about, what would happen."""

    line: int
    key: str
    status: Status
    reasons: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Preview:
    """All rows of a file, in its order."""

    rows: tuple[Row, ...]

    @property
    def acceptable(self) -> bool:
        """Whether nothing is wrong: an import is all or nothing."""
        return not self.errors

    @property
    def errors(self) -> tuple[Row, ...]:
        """The rows that cannot be imported."""
        return tuple(row for row in self.rows if row.status is Status.ERROR)

    @property
    def counts(self) -> dict[Status, int]:
        """How many rows there are of each status, zeros included."""
        found = Counter(row.status for row in self.rows)
        return {status: found[status] for status in Status}


def compare(line: int, key: str, before: Mapping[str, str] | None, after: Mapping[str, str]) -> Row:
    """Compare what is known (None: nothing yet) with what the file says; fields the file lacks stay as they are."""
    known = before or {}
    changes = tuple(
        Change(field, known.get(field, ""), value) for field, value in after.items() if known.get(field, "") != value
    )
    if before is None:
        return Row(line, key, Status.NEW, changes=changes)
    return Row(line, key, Status.CHANGED if changes else Status.SAME, changes=changes)


def error(line: int, key: str, *reasons: str) -> Row:
    """Return a row that cannot be imported, with why."""
    return Row(line, key, Status.ERROR, reasons)
