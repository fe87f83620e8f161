"""QR codes as pictures of their own: making one costs more than the rest of the page it stands on."""

import io
from collections.abc import Iterator, Sequence

import segno

BORDER = 2  # modules of white around it; the box it stands in adds the rest


def qr_svg(address: str) -> str:
    """Return a QR code of the address as an SVG file, black on white whatever the colours around it."""
    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=BORDER)]
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path stroke="#000" d="{"".join(_strokes(rows))}"/></svg>'
    )


def qr_png(address: str) -> bytes:
    """Return a QR code of the address as a PNG file: mail programs show no SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=6, border=BORDER)
    return out.getvalue()


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
