"""Spreadsheets in and out: read what people send us safely, show what an import would change, export without traps."""

from .exporting import SafeExportMixin, harmless
from .preview import Change, Preview, Row, Status, compare, error
from .reading import Line, Sheet, SpreadsheetError, read

__all__ = [
    "Change", "Line", "Preview", "Row", "SafeExportMixin", "Sheet", "SpreadsheetError", "Status",
    "compare", "error", "harmless", "read",
]  # fmt: skip
