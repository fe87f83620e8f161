"""From bytes to rows. Pure: knows the form of the file, not what is in the database."""

import codecs
import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from academy.certification.numbers import MAX_LENGTH, number_key
from academy.register.enums import AdviserKind
from lvv_site.members.models import UNSEEN

HEADER = (
    "nummer", "voornaam", "tussenvoegsel", "achternaam", "email", "plaats", "soort", "regeling", "eerste_registratie",
    "geldig_vanaf", "geldig_tot", "vindbaar",
)  # fmt: skip
KINDS = {"intern": AdviserKind.INTERNAL, "extern": AdviserKind.EXTERNAL, "beide": AdviserKind.BOTH}
YES_NO = {"ja": True, "nee": False}
LENGTHS = {
    "nummer": MAX_LENGTH, "voornaam": 100, "tussenvoegsel": 30, "achternaam": 150, "email": 254, "plaats": 100,
}  # fmt: skip
NEEDED = ("voornaam", "achternaam", "soort", "regeling", "geldig_vanaf", "geldig_tot", "vindbaar")
FIRST_YEAR, LAST_YEAR = 1980, 2200


class BadFileError(Exception):
    """The file as a whole cannot be read; the text says why, in Dutch."""


@dataclass(frozen=True, order=True)
class BadRow:
    """A row that cannot be used: its line in the file and why, in Dutch."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"regel {self.line}: {self.reason}"


@dataclass(frozen=True)
class Row:
    """One good row. `until` is the last valid day; `email` is lower case and may be empty, as may `number`."""

    line: int
    number: str
    given_name: str
    infix: str
    family_name: str
    email: str
    place: str
    kind: AdviserKind
    scheme: str
    first_registered: dt.date
    starts: dt.date
    until: dt.date
    findable: bool

    @property
    def key(self) -> str:
        """What makes its number the same as another; empty without one."""
        return number_key(self.number)


@dataclass
class Parsed:
    """What was read: good rows and bad ones."""

    rows: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def parse(content: bytes, max_bytes: int) -> Parsed:
    """Read a file.

    Raises:
        BadFileError: too large, not text, not UTF-8, empty, or without the header.
    """
    parsed = Parsed()
    for line, cells in _lines(_text(content, max_bytes)):
        reasons: list[str] = []
        row = _row(line, cells, reasons)
        parsed.bad += [BadRow(line, reason) for reason in reasons]
        if row:
            parsed.rows.append(row)
    _refuse_repeats(parsed)
    return parsed


def _text(content: bytes, max_bytes: int) -> str:
    if len(content) > max_bytes:
        raise BadFileError(f"Het bestand is te groot. Er mag hooguit {max_bytes / 1e6:.0f} MB in.")
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise BadFileError("Het bestand is leeg.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadFileError("Dit is een rekenblad, geen CSV. Sla het op als 'CSV UTF-8 (gescheiden door komma's)'.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFileError("Het bestand is UTF-16. Sla het op als CSV UTF-8.")
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise BadFileError(f"Het bestand is geen tekst: regel {line} bevat een NUL-teken.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadFileError(
            f"Het bestand is geen UTF-8: regel {line} bevat een teken in een andere codering. Sla het op als CSV UTF-8."
        ) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number of the line on which each record starts, and its cells; empty lines are skipped."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if line == 1 and reader.line_num >= 1 and not _is_header(cells):
                raise BadFileError(_header_message(cells))
            if line > 1 and any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadFileError(f"Regel {max(line, reader.line_num)} is geen geldige CSV: {_in_dutch(error)}.") from None


def _in_dutch(error: csv.Error) -> str:
    if "end of data" in str(error) or "expected after" in str(error):
        return "een aanhalingsteken klopt niet"
    return "een veld is te lang" if "field larger" in str(error) else "het teken kan niet worden gelezen"


def _is_header(cells: list[str]) -> bool:
    return tuple(cell.strip().lower() for cell in cells) == HEADER


def _header_message(cells: list[str]) -> str:
    wanted = f"De eerste regel moet zijn: {','.join(HEADER)}."
    if len(cells) == 1 and ";" in cells[0]:
        return f"De velden staan met puntkomma's gescheiden; het moeten komma's zijn. {wanted}"
    missing = [name for name in HEADER if name not in {cell.strip().lower() for cell in cells}]
    if missing and len(missing) < len(HEADER):
        return f"Deze kolommen ontbreken: {', '.join(missing)}. {wanted}"
    return f"De kopregel ontbreekt of klopt niet. {wanted}"


def _row(line: int, cells: list[str], reasons: list[str]) -> Row | None:
    if len(cells) != len(HEADER):
        reasons.append(f"er staan {len(cells)} velden, het moeten er {len(HEADER)} zijn")
        return None
    cell = {name: unicodedata.normalize("NFC", text.strip()) for name, text in zip(HEADER, cells, strict=True)}
    reasons += _form_reasons(cell)
    starts, until = _date(cell, "geldig_vanaf", reasons), _date(cell, "geldig_tot", reasons)
    first = _date(cell, "eerste_registratie", reasons) if cell["eerste_registratie"] else starts
    if starts and until and until < starts:
        reasons.append("geldig_tot ligt voor geldig_vanaf")
    if starts and first and first > starts:
        reasons.append("eerste_registratie ligt na geldig_vanaf")
    if reasons or not (starts and until and first):
        return None
    return Row(
        line, cell["nummer"], cell["voornaam"], cell["tussenvoegsel"], cell["achternaam"], cell["email"].lower(),
        cell["plaats"], KINDS[cell["soort"].lower()], cell["regeling"], first, starts, until,
        YES_NO[cell["vindbaar"].lower()],
    )  # fmt: skip


def _form_reasons(cell: dict[str, str]) -> Iterator[str]:
    yield from (f"{name} is leeg" for name in NEEDED if not cell[name])
    yield from (f"{name} is langer dan {most} tekens" for name, most in LENGTHS.items() if len(cell[name]) > most)
    for name, text in cell.items():
        if any(unicodedata.category(character) in UNSEEN for character in text):
            yield f"{name} bevat een teken dat daar niet hoort"
    if not cell["nummer"] and not cell["email"]:
        yield "nummer en email zijn allebei leeg: niet te zien om wie het gaat"
    if cell["soort"] and cell["soort"].lower() not in KINDS:
        yield f"soort '{cell['soort']}' bestaat niet: kies intern, extern of beide"
    if cell["vindbaar"] and cell["vindbaar"].lower() not in YES_NO:
        yield f"vindbaar '{cell['vindbaar']}' bestaat niet: kies ja of nee"
    if cell["email"] and not _is_email(cell["email"]):
        yield f"email '{cell['email']}' is geen e-mailadres"


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _date(cell: dict[str, str], name: str, reasons: list[str]) -> dt.date | None:
    text = cell[name]
    if not text:
        return None
    try:
        if len(text) != len("jjjj-mm-dd"):
            raise ValueError(text)  # noqa: TRY301 - strptime also takes 2026-1-1
        # Not fromisoformat: that also reads week dates and forms without dashes.
        date = dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        reasons.append(f"{name} '{text}' is geen bestaande datum in de vorm jjjj-mm-dd")
        return None
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        reasons.append(f"{name} '{text}' ligt buiten {FIRST_YEAR} tot en met {LAST_YEAR}")
        return None
    return date


def _refuse_repeats(parsed: Parsed) -> None:
    """One number or one e-mail address on two lines: nobody can tell which of them is right."""
    numbers: dict[str, int] = {}
    emails: dict[str, int] = {}
    good = []
    for row in parsed.rows:
        if row.key and (first := numbers.setdefault(row.key, row.line)) != row.line:
            parsed.bad.append(BadRow(row.line, f"nummer '{row.number}' staat ook op regel {first}"))
        elif row.email and (first := emails.setdefault(row.email, row.line)) != row.line:
            parsed.bad.append(BadRow(row.line, f"email '{row.email}' staat ook op regel {first}"))
        else:
            good.append(row)
    parsed.rows = good
