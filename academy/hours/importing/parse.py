"""From a file to rows. Pure: knows the form of the list, not what is in the database."""

import datetime as dt
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from academy.certification.numbers import number_key
from academy.hours.durations import minutes_of
from lvv_site import spreadsheets
from lvv_site.hours_kind import HoursKind

COLUMNS = ("nummer", "soort", "datum", "uren", "activiteit", "referentie")
STARTED = "begindatum"
KINDS: Mapping[str, HoursKind] = {
    "bns": HoursKind.COURSE, "bij- en nascholing": HoursKind.COURSE, "scholing": HoursKind.COURSE,
    "course": HoursKind.COURSE, "intervisie": HoursKind.INTERVISIE, "extra": HoursKind.EXTRA,
    "extra activiteiten": HoursKind.EXTRA,
}  # fmt: skip
FIRST_DAY = dt.date(1990, 1, 1)
LONGEST_TITLE = 200
LONGEST_REFERENCE = 150


@dataclass(frozen=True, order=True)
class BadRow:
    """A row that cannot be used: its line in the file and why."""

    line: int
    reason: str

    def __str__(self) -> str:
        return _("regel %(line)d: %(reason)s") % {"line": self.line, "reason": self.reason}


@dataclass(frozen=True)
class Row:
    """One good row of the file."""

    line: int
    number: str
    kind: str
    on: dt.date
    minutes: int
    activity: str
    reference: str
    started_on: dt.date | None = None

    @property
    def source_ref(self) -> str:
        """What names this fact in the ledger."""
        if self.reference:
            return f"import:{self.reference}"
        told = hashlib.sha256(self.activity.casefold().encode()).hexdigest()[:16]
        return f"import:{number_key(self.number)}/{self.on}/{self.kind}/{told}"

    @property
    def code(self) -> str:
        """The activity's code: its name, so that the same name is the same activity."""
        name = slugify(self.activity)[:70]
        return f"import:{name or hashlib.sha256(self.activity.encode()).hexdigest()[:16]}"


@dataclass
class Parsed:
    """What was read: good rows and bad ones."""

    rows: list[Row] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


def parse(content: bytes) -> Parsed:
    """Read a file; every bad row is told with all that is wrong with it."""
    sheet = spreadsheets.read(io.BytesIO(content), COLUMNS, max_bytes=settings.MAX_IMPORT_BYTES)
    parsed = Parsed()
    for line in sheet.lines:
        reasons = list(line.errors)
        row = None if reasons else _row(line, reasons)
        parsed.bad += [BadRow(line.number, reason) for reason in reasons]
        if row:
            parsed.rows.append(row)
    _refuse_repeats(parsed)
    return parsed


def _row(line: spreadsheets.Line, reasons: list[str]) -> Row | None:
    cells = line.cells
    kind = KINDS.get(cells["soort"].casefold())
    on, started_on = (
        _day("datum", cells["datum"], reasons),
        _day(STARTED, cells.get(STARTED, ""), reasons, needed=False),
    )
    minutes = minutes_of(cells["uren"])
    if not number_key(cells["nummer"]):
        reasons.append(_("nummer ontbreekt"))
    if kind is None:
        choices = "bns, intervisie, extra"
        reasons.append(
            _("soort '%(kind)s' bestaat niet: kies uit %(choices)s") % {"kind": cells["soort"], "choices": choices}
        )
    if minutes is None:
        reasons.append(_("uren '%(hours)s' is geen getal") % {"hours": cells["uren"]})
    if not cells["activiteit"] or len(cells["activiteit"]) > LONGEST_TITLE:
        reasons.append(_("activiteit ontbreekt of is langer dan %(most)d tekens") % {"most": LONGEST_TITLE})
    if len(cells["referentie"]) > LONGEST_REFERENCE:
        reasons.append(_("referentie is langer dan %(most)d tekens") % {"most": LONGEST_REFERENCE})
    if on and started_on and started_on > on:
        reasons.append(_("begindatum ligt na de datum"))
    if reasons or kind is None or minutes is None or on is None:
        return None
    return Row(
        line.number, cells["nummer"], kind, on, minutes, cells["activiteit"], cells["referentie"],
        None if started_on == on else started_on,
    )  # fmt: skip


def _day(name: str, text: str, reasons: list[str], *, needed: bool = True) -> dt.date | None:
    """Read a date as year-month-day or day-month-year."""
    if not text and not needed:
        return None
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            day = dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a civil date
        except ValueError:
            continue
        if day >= FIRST_DAY:
            return day
    reasons.append(_("%(name)s '%(text)s' is geen datum: schrijf jaar-maand-dag") % {"name": name, "text": text})
    return None


def _refuse_repeats(parsed: Parsed) -> None:
    """One reference on two lines: nobody can tell which of them is meant."""
    lines: dict[str, int] = {}
    good = []
    for row in parsed.rows:
        first = lines.setdefault(row.source_ref, row.line)
        if first == row.line:
            good.append(row)
        elif row.reference:
            reason = _("referentie '%(reference)s' staat ook op regel %(line)d")
            parsed.bad.append(BadRow(row.line, reason % {"reference": row.reference, "line": first}))
        else:
            reason = _("staat ook op regel %(line)d. Is het een andere keer? Geef dan elke regel een referentie")
            parsed.bad.append(BadRow(row.line, reason % {"line": first}))
    parsed.rows = good
