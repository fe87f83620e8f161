"""Reading CSV and XLSX that somebody sent: everything is text, every oddity has a line number and a reason.

Limits come first: a file of a few kilobytes may unpack to gigabytes, a sheet may claim a million empty rows, XML may
expand itself. Formulas are refused, for what they show depends on who opens them.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 100
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 1_000
MAX_CELL = 10_000
ZIP = b"PK\x03\x04"


class SpreadsheetError(ValidationError):
    """The file as a whole cannot be read; the message says why, in the reader's language."""


@dataclass(frozen=True)
class Line:
    """One row below the header: the line it starts on, its cells by column name, and what is wrong with the row itself."""

    number: int
    cells: dict[str, str]
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A file's columns, and its rows that are not empty."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read(
    file: IO[bytes], columns: Sequence[str] = (), *, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS
) -> Sheet:
    """Read a CSV (UTF-8; comma, semicolon or tab) or the first sheet of an XLSX file.

    `columns` must all be there, in any order. Raises SpreadsheetError when the file as a whole is no good; a row that is
    no good is returned with its errors.
    """
    content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise SpreadsheetError(_("Het bestand is groter dan %(mb)d MB.") % {"mb": max_bytes // 1024**2})
    rows = _xlsx_rows(content) if content.startswith(ZIP) else _csv_rows(content)
    return _sheet(rows, columns, max_rows)


type RawRow = tuple[int, list[str], tuple[str, ...]]


def _sheet(rows: Iterator[RawRow], wanted: Sequence[str], max_rows: int) -> Sheet:
    _number, header, _errors = next(rows, (1, [], ()))
    names = tuple(name.strip().lower() for name in header)
    _check_header(names, wanted)
    lines: list[Line] = []
    for number, cells, errors in rows:
        if any(cells):
            if len(lines) >= max_rows:
                raise SpreadsheetError(_("Het bestand heeft meer dan %(rows)d regels.") % {"rows": max_rows})
            lines.append(_line(number, names, cells, errors))
    return Sheet(names, tuple(lines))


def _check_header(names: tuple[str, ...], wanted: Sequence[str]) -> None:
    if not any(names):
        raise SpreadsheetError(_("Het bestand is leeg."))
    if double := sorted({name for name in names if name and names.count(name) > 1}):
        raise SpreadsheetError(_("Regel 1: kolom %(names)s komt twee keer voor.") % {"names": ", ".join(double)})
    if missing := [name for name in wanted if name not in names]:
        raise SpreadsheetError(_("Regel 1: deze kolommen ontbreken: %(names)s.") % {"names": ", ".join(missing)})


def _line(number: int, names: tuple[str, ...], cells: list[str], errors: tuple[str, ...]) -> Line:
    while len(cells) > len(names) and not cells[-1]:
        cells.pop()
    if len(cells) != len(names):
        counts = {"found": len(cells), "wanted": len(names)}
        told = ngettext(
            "%(found)d veld in plaats van %(wanted)d", "%(found)d velden in plaats van %(wanted)d", len(cells)
        )
        errors += (told % counts,)
    if any(len(cell) > MAX_CELL for cell in cells):
        errors += (_("een veld met meer dan %(most)d tekens") % {"most": MAX_CELL},)
    padded = [*cells, *[""] * (len(names) - len(cells))]
    return Line(number, {name: cell for name, cell in zip(names, padded, strict=False) if name}, errors)


def _csv_rows(content: bytes) -> Iterator[RawRow]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            _check_width(len(cells))
            yield number, [cell.strip() for cell in cells], ()
            number = reader.line_num + 1  # a quoted field may hold line ends: the next row starts after them
    except csv.Error:
        raise SpreadsheetError(
            _("Regel %(line)d: een aanhalingsteken is niet goed afgesloten.") % {"line": number}
        ) from None


def _decoded(content: bytes) -> str:
    if b"\x00" in content:
        raise SpreadsheetError(_("Dit is geen CSV- of Excelbestand (.xlsx). Sla het op als ‘CSV UTF-8’ of als .xlsx."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = {"line": content.count(b"\n", 0, error.start) + 1}
        raise SpreadsheetError(
            _("Regel %(line)d: het bestand is niet in UTF-8 opgeslagen. Kies bij opslaan ‘CSV UTF-8’.") % where
        ) from None


def _check_width(columns: int) -> None:
    if columns > MAX_COLUMNS:
        raise SpreadsheetError(_("Het bestand heeft meer dan %(columns)d kolommen.") % {"columns": MAX_COLUMNS})


def _xlsx_rows(content: bytes) -> Iterator[RawRow]:
    from openpyxl import load_workbook  # noqa: PLC0415 - it brings numpy: half a second of every start, for few requests

    _check_package(content)
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # a file may claim any size: count what is there
        rows: Iterable[Sequence[Any]] = sheet.iter_rows()
        for number, row in enumerate(rows, start=1):
            _check_width(len(row))
            yield number, [_text(cell.value) for cell in row], _formulas(row)
    except (KeyError, ValueError, IndexError, OSError, SyntaxError, AttributeError, TypeError):
        raise SpreadsheetError(_("Dit Excelbestand is beschadigd.")) from None


def _check_package(content: bytes) -> None:
    """Refuse a bomb before anything is unpacked: zipfile never reads more of a part than its stated size."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise SpreadsheetError(_("Dit Excelbestand is uitgepakt te groot."))
            _check_xml(package, parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise SpreadsheetError(_("Dit Excelbestand is beschadigd of met een wachtwoord beveiligd.")) from None


def _check_xml(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        with package.open(part) as stream:
            # A document type, the only way to define entities, stands before the first element.
            if b"<!DOCTYPE" in stream.read(4096).replace(b"\x00", b"").upper():
                raise SpreadsheetError(_("Dit Excelbestand bevat XML die we niet lezen."))


def _formulas(row: Sequence[Any]) -> tuple[str, ...]:
    found = [cell.coordinate for cell in row if getattr(cell, "data_type", "") == "f"]
    return (_("een formule in %(cells)s; zet er de uitkomst neer") % {"cells": ", ".join(found)},) if found else ()


def _text(value: Any) -> str:
    """Return a cell as somebody would type it: dates as YYYY-MM-DD, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(timespec="seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
