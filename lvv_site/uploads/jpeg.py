"""Metadata out of a JPEG without drawing it again: for photos inside other files."""

from __future__ import annotations

START, SCAN, END = 0xD8, 0xDA, 0xD9
# EXIF and XMP, maker's notes, Photoshop, comments. APP0 (JFIF), APP2 (colours) and APP14 (Adobe's colour transform)
# say how the picture must be shown.
DROPPED = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}


def without_metadata(content: bytes) -> bytes:
    """Return the JPEG without the segments that do not show; anything that is no readable JPEG comes back unchanged."""
    if not content.startswith(b"\xff\xd8"):
        return content
    kept, position = [content[:2]], 2
    while position + 4 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == SCAN:
            return b"".join([*kept, content[position:]])
        end = position + 2 + int.from_bytes(content[position + 2 : position + 4])
        if marker not in DROPPED:
            kept.append(content[position:end])
        position = end
    return content
