"""Office files (OOXML): packed anew without who made them; macros and calls to elsewhere are refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import quoteattr

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import jpeg

_FAMILY = "application/vnd.openxmlformats-officedocument."
TYPES = {
    ".docx": f"{_FAMILY}wordprocessingml.document",
    ".xlsx": f"{_FAMILY}spreadsheetml.sheet",
    ".pptx": f"{_FAMILY}presentationml.presentation",
}
MAIN_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
MAX_PARTS = 5_000
MAX_UNPACKED = 300 * 1024 * 1024
CONTENT_TYPES = "[Content_Types].xml"
# Programs in whatever disguise: VBA, ActiveX, OLE objects, macro-enabled documents within documents, other executables.
PROGRAM = re.compile(
    r"vbaProject|vbaData|activeX|macrosheets|oleObject|customUI|\.(bin|docm|xlsm|pptm|dotm|xlam|exe|dll|js|vbs|hta|html?|svg)$",
    re.IGNORECASE,
)
PRINTER = re.compile(r"/printerSettings\d*\.bin$")
# A link may go to the web or within the document, not to a file server (that gives the reader's password away).
ODD_ADDRESS = re.compile(r"(?!https?:|mailto:|tel:)[a-z][a-z0-9+.-]*:|//|\\\\", re.IGNORECASE)
PRINTER_MENTION = re.compile(rb'(<pageSetup[^>]*?) r:id="[^"]*"')


def recognise(content: bytes) -> str | None:
    """Return the content type of an OOXML file; None for anything else."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError):
        return None
    return next((TYPES[ending] for ending, part in MAIN_PARTS.items() if {part, CONTENT_TYPES} <= names), None)


def clean(content: bytes) -> bytes:
    """Return the document without properties (author, company, times) and with clean photos."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
            _check(package)
            for name, part in _parts(package):
                # A fixed date: the times of packing tell when somebody worked.
                fresh.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    except (
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ParseError,
        DefusedXmlException,
        ValueError,
    ):
        raise ValidationError(_("Dit document is beschadigd of beveiligd. Sla het opnieuw op.")) from None
    return out.getvalue()


def _check(package: zipfile.ZipFile) -> None:
    parts = package.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ValidationError(_("Dit document is uitgepakt te groot."))
    names = [part.filename for part in parts]
    if len(set(names)) != len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise zipfile.BadZipFile
    if any(PROGRAM.search(name) and not PRINTER.search(name) for name in names):
        raise ValidationError(
            _(
                "Dit document bevat macro's of ingesloten programma's. Sla het zonder die onderdelen op en probeer het opnieuw."
            )
        )


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Give every part that stays, cleaned."""
    for part in package.infolist():
        name = part.filename
        if part.is_dir() or _is_dropped(name):
            continue
        content = package.read(part)
        if name == CONTENT_TYPES or name.endswith(".rels"):
            content = _without_dropped(content)
        elif name.lower().endswith((".jpg", ".jpeg")):
            content = jpeg.without_metadata(content)
        elif name.endswith(".xml"):
            fromstring(content, forbid_dtd=True)  # entities have no business in a document
            content = PRINTER_MENTION.sub(rb"\1", content)  # a mention without its part is a broken workbook
        yield name, content


def _is_dropped(name: str) -> bool:
    return name.startswith("docProps/") or bool(PRINTER.search(name))


def _without_dropped(content: bytes) -> bytes:
    """Take the mention of dropped parts out of a list of parts or relations; refuse what calls elsewhere by itself."""
    root = fromstring(content, forbid_dtd=True)
    for item in list(root):
        _refuse_program(item)
        target = item.get("PartName") or item.get("Target") or ""
        if "docProps/" in target or "printerSettings" in target:
            root.remove(item)
    return _flat(root)


def _flat(root: Element) -> bytes:
    """Write a list of parts or relations: one element with attributes per line, in one namespace without a prefix."""
    namespace, _brace, tag = root.tag[1:].partition("}")
    items = (
        f"<{item.tag.partition('}')[2]} {' '.join(f'{name}={quoteattr(value)}' for name, value in item.items())}/>"
        for item in root
    )
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{declaration}\n<{tag} xmlns={quoteattr(namespace)}>{''.join(items)}</{tag}>".encode()


def _refuse_program(item: Element) -> None:
    """A template or picture fetched from elsewhere tells who opens the file, and can bring macros in."""
    if "macroEnabled" in item.get("ContentType", ""):
        raise ValidationError(_("Dit document bevat macro's. Sla het zonder macro's op en probeer het opnieuw."))
    if item.get("TargetMode") == "External" and (
        not item.get("Type", "").endswith("/hyperlink") or ODD_ADDRESS.match(item.get("Target", ""))
    ):
        raise ValidationError(_("Dit document haalt iets op van een andere plek. Sla het zonder koppelingen op."))
