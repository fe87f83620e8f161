"""What a dossier that was handed over says on paper: for the certifier, so always in Dutch.

Numbers come from the frozen snapshot, never from the ledger of today. Titles and names are looked up when it is made: they are
no part of what was frozen, and can be erased.
"""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from academy.hours.explanations import kind_name
from academy.hours.lines import Line
from academy.hours.templatetags.hours import hours as in_figures
from lvv_site import pdf
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import Person
from lvv_site.pages.templatetags.site import long_date

from . import overview
from .enums import RequirementKind
from .models import Handover

LANGUAGE = "nl"
TEMPLATE = "dossier"


@dataclass(frozen=True)
class Row:
    """One line of a snapshot with what lies behind it. `line` is None when the award was erased since."""

    frozen: Mapping[str, Any]
    line: Line | None
    files: tuple[str, ...] = ()

    @property
    def on(self) -> dt.date:
        """Day of the activity."""
        return dt.date.fromisoformat(self.frozen["on"])

    @property
    def kind(self) -> str:
        """Kind of hours."""
        return str(self.frozen["kind"])

    @property
    def title(self) -> str:
        """What people call it."""
        return self.line.title if self.line else ""

    @property
    def source(self) -> str:
        """How the hours came in."""
        return str(self.line.entry.get_source_display()) if self.line else ""

    @property
    def code(self) -> str:
        """The code of its participation proof; empty when it has none."""
        return str(self.line.entry.proof.code) if self.line and hasattr(self.line.entry, "proof") else ""

    @property
    def status(self) -> str:
        """Whether it was approved or waited when the dossier was handed over."""
        return _("wachtte op het bureau") if self.frozen["status"] == "submitted" else _("goedgekeurd")


@dataclass(frozen=True)
class Sheet:
    """A dossier that was handed over, ready to be written down. `names` says which file each piece of evidence became."""

    handover: Handover
    person: Person
    names: Mapping[int, Sequence[str]]

    @property
    def content(self) -> Mapping[str, Any]:
        """The snapshot."""
        return self.handover.content  # type: ignore[no-any-return]

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of the snapshot with their titles and files."""
        known = overview.lines_of(self.person, [one["entry"] for one in self.content["lines"]])
        return [
            Row(one, known.get(one["entry"]), tuple(self.names.get(one["entry"], ()))) for one in self.content["lines"]
        ]

    @property
    def register_address(self) -> str:
        """Where anybody checks the registration as it is now."""
        certificate = self.handover.period.certificate
        return absolute(reverse("register:verify", args=[certificate.address_part]))


def absolute(path: str) -> str:
    """Return a path of this site with scheme and host."""
    return urljoin(settings.WAGTAILADMIN_BASE_URL, path)


def as_pdf(sheet: Sheet) -> bytes:
    """Return the overview as a tagged PDF."""
    with translation.override(LANGUAGE):
        return pdf.render(TEMPLATE, printed(sheet))


def printed(sheet: Sheet) -> dict[str, Any]:
    """Return everything that the overview shows, as texts in their order."""
    content, handover = sheet.content, sheet.handover
    number = content["certificate"]
    return {
        "language": LANGUAGE,
        "title": _("Dossier voor hercertificering, %(number)s") % {"number": number},
        "about": _("Dossier voor hercertificering"),
        "name": sheet.person.full_name,
        "facts": _facts(sheet),
        "note": _("De certificerende instelling beslist."),
        "page": _("Blad"),
        "tables": [table for table in (_kinds(sheet), _years(sheet), _lines(sheet), _extra(sheet)) if table["rows"]],
        "remarks": _remarks(sheet),
        "hash_title": _("Controle"),
        "hashes": [
            [_("Regeling"), handover.scheme_hash],
            [_("Dossier"), handover.sha256],
        ],
        "hash_note": _("De vingerafdruk (SHA-256) van het dossier verandert als iemand iets in de inhoud wijzigt."),
        "qr": _qr(sheet.register_address),
        "qr_label": _("scan om de registratie te controleren"),
        "address": sheet.register_address,
    }  # fmt: skip


def _qr(address: str) -> str:
    """Return a QR code as an SVG file."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, scale=4, light="#fff")
    return drawn.getvalue().decode()


def _facts(sheet: Sheet) -> list[list[str]]:
    handover, period = sheet.handover, sheet.content["period"]
    last = dt.date.fromisoformat(period["end"]) - dt.timedelta(days=1)
    return [
        [_("Registernummer"), sheet.content["certificate"]],
        [
            _("Termijn"),
            _("%(start)s tot en met %(end)s")
            % {"start": long_date(dt.date.fromisoformat(period["start"])), "end": long_date(last)},
        ],
        [_("Regeling"), f"{handover.scheme.title} ({handover.scheme.code})"],
        [
            _("Overgedragen op"),
            _("%(day)s, %(time)s uur")
            % {
                "day": long_date(handover.handed_over_on),
                "time": f"{timezone.localtime(handover.recorded_at):%H.%M}",
            },
        ],
        [_("Volgnummer"), str(handover.number)],
    ]


def _kinds(sheet: Sheet) -> dict[str, Any]:
    content = sheet.content
    rows = [
        [kind_name(kind), in_figures(one["minimum"]), in_figures(one["credited"]), in_figures(one["over_cap"])]
        for kind, one in ((kind, content["kinds"][kind]) for kind in _in_order(content["kinds"]))
    ]
    total = content["total"]
    lost = sum(one["over_cap"] for one in content["kinds"].values())
    rows.append([_("Samen"), in_figures(total["minimum"]), in_figures(total["credited"]), in_figures(lost)])
    head = [_("Soort uren"), _("Nodig"), _("Telt mee"), _("Boven een jaarmaximum")]
    return {"title": _("Uren per soort"), "head": head, "rows": rows, "numbers": 3, "columns": "kinds", "total": True}


def _in_order(kinds: Mapping[str, Any]) -> list[str]:
    """Return kinds as the house names them; the database sorts keys in an order of its own."""
    return [kind for kind in HoursKind.values if kind in kinds]


def _years(sheet: Sheet) -> dict[str, Any]:
    kinds = _in_order(sheet.content["kinds"])
    rows = [
        [
            _span(one["start"], one["end"]),
            *(in_figures(one["kinds"][kind]) for kind in kinds),
            in_figures(sum(one["kinds"].values())),
        ]
        for one in sheet.content["years"]
    ]
    head = [_("Jaar van de termijn"), *(kind_name(kind) for kind in kinds), _("Samen")]
    return {"title": _("Uren per jaar"), "head": head, "rows": rows, "numbers": len(kinds) + 1, "columns": "years"}


def _lines(sheet: Sheet) -> dict[str, Any]:
    rows = [
        [
            f"{row.on:%d-%m-%Y}", _about(row), kind_name(row.kind), in_figures(row.frozen["minutes"]),
            in_figures(row.frozen["counted"]),
        ]
        for row in sheet.rows
    ]  # fmt: skip
    head = [_("Datum"), _("Activiteit en bewijs"), _("Soort"), _("Uren"), _("Telt mee")]
    return {"title": _("Alle uren"), "head": head, "rows": rows, "numbers": 2, "columns": "lines"}


def _about(row: Row) -> str:
    """Return an activity with what proves it, in one cell: so nothing has to be looked up elsewhere."""
    parts = [row.title[:1].upper() + row.title[1:], row.source]
    if row.frozen["status"] == "submitted":
        parts.append(row.status)
    if row.code:
        parts.append(_("bewijs van deelname %(code)s") % {"code": row.code})
    return "; ".join(part for part in (*parts, *row.files) if part)


def _extra(sheet: Sheet) -> dict[str, Any]:
    rows = [[_requirement(one), long_date(dt.date.fromisoformat(one["on"]))] for one in sheet.content["requirements"]]
    head = [_("Wat"), _("Gezien of verklaard op")]
    return {"title": _("Buiten de uren"), "head": head, "rows": rows, "numbers": 0, "columns": "extra"}


def _requirement(one: Mapping[str, Any]) -> str:
    name = str(RequirementKind(one["kind"]).label)
    name = name[:1].upper() + name[1:]
    if one["issued_on"]:
        day = long_date(dt.date.fromisoformat(one["issued_on"]))
        return _("%(what)s, afgegeven op %(day)s, gezien door het bureau") % {"what": name, "day": day}
    return _("%(what)s, verklaard door het lid") % {"what": name}


def _remarks(sheet: Sheet) -> list[str]:
    """Return what changed the demands, and years that were thin."""
    remarks = [_adjustment(one) for one in sheet.content["adjustments"]]
    if thin := sheet.content["thin_years"]:
        years = ", ".join(map(str, thin))
        remarks.append(_("Jaar %(years)s heeft minder uren dan de regeling aanraadt.") % {"years": years})
    return remarks


def _adjustment(one: Mapping[str, Any]) -> str:
    if one["kind"] == "extension":
        return _("De termijn is met %(months)d maanden verlengd.") % {"months": one["months"]}
    if one["kind"] == "exemption":
        return _("Vrijstelling: %(hours)s uur %(kind)s minder nodig.") % {
            "hours": in_figures(one["minutes"]), "kind": kind_name(one["hours_kind"]).lower(),
        }  # fmt: skip
    return _("Geschorst: %(span)s. Uren uit die tijd tellen niet.") % {"span": _span(one["starts"], one["until"])}


def _span(start: str, end: str) -> str:
    last = dt.date.fromisoformat(end) - dt.timedelta(days=1)
    return _("%(start)s tot en met %(end)s") % {
        "start": f"{dt.date.fromisoformat(start):%d-%m-%Y}", "end": f"{last:%d-%m-%Y}",
    }  # fmt: skip
