"""Exports that a spreadsheet program shows and does not run.

A cell that starts with `=` or the like is a formula, also in CSV: a name that somebody typed in a public form would run
on the office's computer. Such text gets an apostrophe in front (advice of OWASP, "CSV Injection").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from lvv_site.civil import AMSTERDAM

# Also the full-width forms, which some programs take for the plain ones, and any of them after white space.
DANGEROUS = re.compile(r"[\s\ufeff]*[=+\-@|%＝＋－＠]|[\t\r\n]")
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
BYTE_ORDER_MARK = "\ufeff".encode()


def harmless(value: Any) -> Any:
    """Return text that cannot be taken for a formula; what is not text stays as it is (-5 is a number)."""
    if not isinstance(value, str):
        return value
    value = NOT_IN_XML.sub("", value)
    return f"'{value}" if DANGEROUS.match(value) else value


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's CSV and XLSX export without formula injection; put it before Wagtail's own view class.

    CSV starts with a byte order mark, by which Excel knows that it is UTF-8.
    """

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Make every cell harmless, after what Wagtail does to it; moments are those of the clock in Amsterdam."""
        if isinstance(value, dt.datetime) and timezone.is_aware(value):
            value = value.astimezone(AMSTERDAM).replace(tzinfo=None, microsecond=0)
        return harmless(super().preprocess_field_value(field, value, export_format))

    def get_heading(self, queryset: Any, field: str) -> str:
        """Make headings harmless too: some come from data."""
        return str(harmless(super().get_heading(queryset, field)))

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        """Put the byte order mark in front."""
        yield BYTE_ORDER_MARK
        yield from super().stream_csv(queryset)

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponseBase:
        """Keep exports out of every cache."""
        response: HttpResponseBase = super().as_spreadsheet(queryset, spreadsheet_format)
        response.headers["Cache-Control"] = "private, no-store"
        return response
