"""QR codes as SVG markup: no style attribute (strict CSP), no file, no request."""

from collections.abc import Iterator, Sequence

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString

BORDER = 2  # modules of white around it; the box it stands in adds the rest


def qr_svg(address: str, label: str) -> SafeString:
    """Return a QR code of the address; `label` is what a screen reader says."""
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=BORDER)]
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg">'
        '<path stroke="#000" d="{}"/></svg>',
        label, len(rows), len(rows), "".join(_strokes(rows)),
    )  # fmt: skip


def _strokes(rows: Sequence[Sequence[int]]) -> Iterator[str]:
    """Yield one horizontal stroke per run of dark modules."""
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                yield f"M{x} {y}.5h{end - x}"
            x = end + 1
