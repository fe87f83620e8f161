"""The lines of a dossier that was handed over, as CSV for a spreadsheet: for the certifier, so always in Dutch."""

import csv
import io
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from academy.hours.explanations import kind_name
from academy.hours.templatetags.hours import hours as in_figures
from lvv_site.spreadsheets import harmless

from .sheet import LANGUAGE, Sheet, absolute

BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows that it is UTF-8


def as_csv(sheet: Sheet) -> bytes:
    """Return the lines as CSV that no spreadsheet program can be made to run."""
    with translation.override(LANGUAGE):
        head = (
            _("datum"), _("soort"), _("activiteit"), _("herkomst"), _("uren"), _("telt mee"), _("stand"), _("bewijs"),
            _("code van het bewijs van deelname"),
        )  # fmt: skip
        rows = (
            (
                row.on.isoformat(), kind_name(row.kind), row.title, row.source, in_figures(row.frozen["minutes"]),
                in_figures(row.frozen["counted"]), row.status, " ".join(row.files), row.code,
            )
            for row in sheet.rows
        )  # fmt: skip
        return _csv(head, rows)


def proofs_as_csv(sheet: Sheet) -> bytes:
    """Return the participation proofs as CSV, each with the address that says whether it still holds."""
    with translation.override(LANGUAGE):
        head = (_("datum"), _("activiteit"), _("soort"), _("uren"), _("code"), _("controleren op"))
        rows = (
            (
                row.on.isoformat(), row.title, kind_name(row.kind), in_figures(row.frozen["minutes"]), row.code,
                absolute(reverse("hours:proof", args=[row.code])),
            )
            for row in sheet.rows
            if row.code
        )  # fmt: skip
        return _csv(head, rows)


def _csv(head: Sequence[str], rows: Iterator[Sequence[str]]) -> bytes:
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
