"""From what a provider typed, uploaded or sent to rows. Pure: knows the form of a list, not what is in the database.

A row is a number, with if wanted the hours (none: the whole run; 0: was not there) and a name to compare.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from academy.hours.durations import minutes_of
from lvv_site import spreadsheets
from lvv_site.spreadsheets import SpreadsheetError

from .attendance_words import Doubt

MOST_ROWS = 2000
MOST_BYTES = 2 * 1024 * 1024
MOST_TEXT = 200_000
LONGEST = {"number": 60, "name": 150}
COLUMNS = ("nummer", "uren", "naam")
A_DAY = 24 * 60 * 60  # seconds that a preview can be confirmed


class ListError(ValueError):
    """The list as a whole cannot be read; the text says why, in the reader's language."""


class ExpiredError(ListError):
    """The list was looked at too long ago; `rows` are what was in it."""

    def __init__(self, rows: Sequence["Row"] = ()) -> None:
        super().__init__(_("Deze controle is verlopen. Stuur de lijst opnieuw in."))
        self.rows = rows


@dataclass(frozen=True)
class Row:
    """One row as it was sent. `minutes` None is the whole run; `problem` is a `Doubt` when it cannot be read."""

    line: int
    number: str
    minutes: int | None = None
    name: str = ""
    problem: str = ""


def from_text(text: str) -> list[Row]:
    """Read a list that was typed or pasted: one number on each line, then if wanted the hours and the name.

    Raises:
        ListError: nothing in it, or too much.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    return checked([_typed(number, line) for number, line in lines if line.strip(";\t ")])


def from_file(content: bytes) -> list[Row]:
    """Read CSV or XLSX with a column `nummer`, and `uren` and `naam` if wanted; other columns are left alone.

    Raises:
        ListError: it cannot be read, is empty or too large.
    """
    try:
        sheet = spreadsheets.read(io.BytesIO(content), COLUMNS[:1], max_bytes=MOST_BYTES, max_rows=MOST_ROWS)
    except SpreadsheetError as error:
        raise ListError(" ".join(error.messages)) from error
    return checked([
        row(one.number, one.cells["nummer"], one.cells.get("uren", ""), one.cells.get("naam", ""), broken=bool(one.errors))
        for one in sheet.lines
    ])  # fmt: skip


def checked(rows: list[Row]) -> list[Row]:
    """Return the rows when there are some and not too many.

    Raises:
        ListError: nothing in it, or too much.
    """
    if not rows:
        raise ListError(_("Er staat geen nummer in de lijst."))
    if len(rows) > MOST_ROWS:
        raise ListError(_("Stuur hoogstens %(most)d regels tegelijk.") % {"most": MOST_ROWS})
    return rows


def row(line: int, number: str, hours: str, name: str, *, broken: bool = False) -> Row:
    """Read one row; what cannot be read is kept with its problem."""
    minutes = minutes_of(hours) if hours else None
    number, name = number.strip(), " ".join(name.split())
    bad_hours = bool(hours) and (minutes is None or minutes < 0)
    problem = Doubt.UNREADABLE if broken or not number else Doubt.BAD_HOURS if bad_hours else ""
    if len(number) > LONGEST["number"] or len(name) > LONGEST["name"]:
        problem = Doubt.UNREADABLE
    kept = None if bad_hours else minutes
    return Row(line, number[: LONGEST["number"]], kept, name[: LONGEST["name"]], str(problem))


def _typed(line: int, text: str) -> Row:
    cells = [cell.strip() for cell in text.replace("\t", ";").split(";")]
    number, hours, name, *more = [*cells, "", ""]
    return row(line, number, hours, name, broken=any(more))


def as_text(rows: Sequence[Row]) -> str:
    """Return rows as somebody would type them, to be mended and sent again."""
    return "\n".join(_as_line(one) for one in rows)


def _as_line(one: Row) -> str:
    hours = "" if one.minutes is None else f"{one.minutes / 60:g}".replace(".", ",")
    return f"{one.number};{hours};{one.name}".rstrip(";")


def sealed(rows: Sequence[Row], salt: str) -> str:
    """Return rows to travel through a page and back, unchanged; `salt` says for whom and for what."""
    plain = [[one.line, one.number, one.minutes, one.name, one.problem] for one in rows]
    return signing.dumps(plain, salt=salt, compress=True)


def unsealed(text: str, salt: str) -> list[Row]:
    """Return rows that travelled.

    Raises:
        ExpiredError: changed on the way, of another list (without rows), or a day old.
    """
    try:
        return _rows(text, salt, A_DAY)
    except signing.SignatureExpired as error:
        raise ExpiredError(_rows(text, salt, None)) from error
    except signing.BadSignature as error:
        raise ExpiredError from error


def _rows(text: str, salt: str, max_age: int | None) -> list[Row]:
    return [Row(*one) for one in signing.loads(text, salt=salt, max_age=max_age)]
