"""PDF: rebuilt without anything that runs, calls out, hides in it or tells who made it."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import jpeg

MAX_OBJECTS = 200_000
MAX_DEPTH = 60
# Keys that start something, carry another file, or hold metadata; wherever they stand.
DROPPED = (
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/Collection", "/RichMediaContent",
    "/Metadata", "/PieceInfo", "/LastModified", "/SpiderInfo", "/Threads",
)  # fmt: skip
# A link within the document or to a web address may stay.
HARMLESS_ACTIONS = {"/GoTo", "/URI", "/Named"}
BAD_ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}


def clean(content: bytes) -> bytes:
    """Return the same pages without scripts, actions, attachments and metadata."""
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            return _rebuilt(document)
    except pikepdf.PasswordError:
        raise ValidationError(
            _("Deze PDF is beveiligd met een wachtwoord. Haal het eraf en probeer het opnieuw.")
        ) from None
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, KeyError):
        raise ValidationError(_("Deze PDF is beschadigd. Sla hem opnieuw op als PDF.")) from None


def _rebuilt(document: pikepdf.Pdf) -> bytes:
    if len(document.objects) > MAX_OBJECTS or not document.pages:
        raise ValidationError(_("Deze PDF is te ingewikkeld. Sla hem opnieuw op als PDF."))
    for item in document.objects:
        _strip(item, 0)
    for page in document.pages:
        _strip_annotations(page.obj)
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    out = io.BytesIO()
    # Only what can be reached from the pages is written: what was cut off is gone, earlier versions of the file too.
    document.save(
        out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True, fix_metadata_version=False
    )
    return out.getvalue()


def _strip(item: Any, depth: int) -> None:
    """Take what is dropped out of an object and what it holds directly; indirect objects are visited by themselves."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(item, pikepdf.Stream):
        _strip_picture(item)
    if isinstance(item, pikepdf.Stream | pikepdf.Dictionary):
        for key in [key for key in item.keys() if key in DROPPED or _is_bad_action(item[key])]:  # noqa: SIM118 - no iterator
            del item[key]
        values = [item[key] for key in item.keys()]  # noqa: SIM118
    else:
        values = list(item) if isinstance(item, pikepdf.Array) else []
    for value in values:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            _strip(value, depth + 1)


def _is_bad_action(value: Any) -> bool:
    """Whether this is an action that does more than turn a page or open a web address."""
    if not isinstance(value, pikepdf.Dictionary):
        return False
    is_action = value.get("/Type") == "/Action" or "/JS" in value or "/Next" in value or _action_name(value) in ACTIONS
    return bool(is_action and (_action_name(value) not in HARMLESS_ACTIONS or "/Next" in value))


ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE", "/GoTo3DView", "/Hide",
    "/Rendition", "/RichMediaExecute", "/SetOCGState", "/Movie", "/Sound", "/Thread", "/Trans", "/GoTo", "/URI", "/Named",
}  # fmt: skip


def _action_name(value: pikepdf.Dictionary) -> str:
    name = value.get("/S")
    return str(name) if isinstance(name, pikepdf.Name) else ""


def _strip_annotations(page: pikepdf.Dictionary) -> None:
    annotations = page.get("/Annots")
    if isinstance(annotations, pikepdf.Array):
        kept = [item for item in annotations if str(item.get("/Subtype", "")) not in BAD_ANNOTATIONS]
        page["/Annots"] = pikepdf.Array(kept)


def _strip_picture(stream: pikepdf.Stream) -> None:
    """Take place and camera out of a photo in the PDF: scanners' apps put photos in whole."""
    filters = stream.get("/Filter")
    if (list(filters) if isinstance(filters, pikepdf.Array) else [filters]) == [pikepdf.Name.DCTDecode]:
        parameters = stream.get("/DecodeParms")
        stripped = jpeg.without_metadata(stream.read_raw_bytes())
        stream.write(stripped, filter=pikepdf.Name.DCTDecode, decode_parms=parameters)
