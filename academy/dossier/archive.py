"""A dossier as one ZIP: the overview, the lists and every piece of evidence under a name that says what it is.

It is written while it is sent: however large the evidence is, no more than one piece of a file is in memory. A file that is
gone does not break the archive: a note in it says which one.
"""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from academy.hours.lines import Line
from academy.hours.models import Evidence
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import Person

from . import lists, overview, sheet
from .models import Handover
from .sheet import LANGUAGE, Sheet

PIECE = 64 * 1024
LONGEST_TITLE = 60
FOLDER = "bewijzen"
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


@dataclass(frozen=True)
class Piece:
    """One file of evidence and its name in the archive."""

    name: str
    evidence: Evidence


def sheet_of(handover: Handover, person: Person) -> Sheet:
    """Return a dossier that was handed over, with the names that its evidence has in the archive."""
    return _with_names(handover, person, pieces(handover, person))


def _with_names(handover: Handover, person: Person, named: Mapping[int, Sequence[Piece]]) -> Sheet:
    return Sheet(handover, person, {entry: [piece.name for piece in some] for entry, some in named.items()})


def pieces(handover: Handover, person: Person) -> dict[int, list[Piece]]:
    """Return the evidence of a snapshot by entry id, in the order of its lines; no two pieces have one name."""
    ids = {one["entry"]: {file["id"] for file in one["files"]} for one in handover.content["evidence"]}
    known = overview.lines_of(person, list(ids))
    taken: dict[str, int] = {}
    with translation.override(LANGUAGE):
        return {
            entry: [Piece(_name(known[entry], one, taken), one) for one in known[entry].evidence if one.pk in files]
            for entry, files in ids.items()
            if entry in known
        }


def stem(line: Line) -> str:
    """Return how the evidence of an award is called: its date, kind and title, in letters that every system knows."""
    kind = slugify(str(HoursKind(line.entry.kind).label))
    title = slugify(line.title)[:LONGEST_TITLE].strip("-_") or "zonder-titel"
    return f"{line.entry.on:%Y-%m-%d}_{kind}_{title}"


def _name(line: Line, evidence: Evidence, taken: dict[str, int]) -> str:
    first = stem(line)
    taken[first] = taken.get(first, 0) + 1
    return f"{first}_{taken[first]}{ENDINGS.get(evidence.content_type, '.bin')}"


class _Outlet:
    """What a ZIP is written to: keeps the bytes until they are taken. Has no way back, so the ZIP is written in one go."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []
        self.sent = 0

    def write(self, content: bytes, /) -> int:
        """Take bytes."""
        self.waiting.append(bytes(content))
        self.sent += len(content)
        return len(content)

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.sent

    def flush(self) -> None:
        """There is nothing to flush."""

    def close(self) -> None:
        """There is nothing to close."""

    def take(self) -> Iterator[bytes]:
        """Give what waits."""
        yield from self.waiting
        self.waiting.clear()


def stream(handover: Handover, person: Person) -> Iterator[bytes]:
    """Yield the archive, piece by piece."""
    named = pieces(handover, person)
    whole = _with_names(handover, person, named)
    moment = timezone.localtime(handover.recorded_at).timetuple()[:6]
    outlet = _Outlet()
    lost: list[str] = []
    with zipfile.ZipFile(outlet, "w") as archive:
        for name, content in _papers(whole).items():
            archive.writestr(_info(name, moment, zipfile.ZIP_DEFLATED), content)
            yield from outlet.take()
        for piece in (one for some in named.values() for one in some):
            yield from _copied(archive, outlet, piece, moment, lost)
        if lost:
            archive.writestr(_info("ontbreekt.txt", moment, zipfile.ZIP_DEFLATED), _told(lost))
    yield from outlet.take()


def _papers(whole: Sheet) -> Mapping[str, bytes]:
    return {
        "overzicht.pdf": sheet.as_pdf(whole),
        "uren.csv": lists.as_csv(whole),
        "bewijzen-van-deelname.csv": lists.proofs_as_csv(whole),
    }


def _copied(
    archive: zipfile.ZipFile, outlet: _Outlet, piece: Piece, moment: Sequence[int], lost: list[str]
) -> Iterator[bytes]:
    """Copy one file. Pictures and PDF are packed already: packing again would cost time and win nothing."""
    try:
        source: IO[bytes] = piece.evidence.file.open("rb")
    except FileNotFoundError:
        lost.append(piece.name)
        return
    with source, archive.open(_info(f"{FOLDER}/{piece.name}", moment, zipfile.ZIP_STORED), "w") as target:
        while content := source.read(PIECE):
            target.write(content)
            yield from outlet.take()
    yield from outlet.take()


def _info(name: str, moment: Sequence[int], packed: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, tuple(moment))  # type: ignore[arg-type]  # six numbers
    info.compress_type = packed
    info.external_attr = 0o600 << 16
    return info


def _told(lost: Sequence[str]) -> bytes:
    with translation.override(LANGUAGE):
        head = _("Deze bewijzen staan in het dossier, maar zijn niet meer te lezen:")
    return "\n".join([head, "", *lost, ""]).encode()
