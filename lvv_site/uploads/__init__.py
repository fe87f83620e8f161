"""Files that people send us: looked at by content, kept small, and stripped of what they tell beside what is meant.

A photo carries the place where it was taken, a document its author, a PDF may run something when opened. `check` returns
a new file that holds none of it: pictures are drawn again, PDF and office files are rebuilt. What it cannot clean, it
refuses, in a sentence for the sender.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import IO

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import images, office, pdfs


class Kind(StrEnum):
    """What a form may ask for."""

    IMAGE = "image"
    PDF = "pdf"
    OFFICE = "office"


LABELS = {
    Kind.IMAGE: gettext_lazy("een foto of afbeelding (JPG, PNG, WebP of HEIC)"),
    Kind.PDF: gettext_lazy("een PDF"),
    Kind.OFFICE: gettext_lazy("een document, werkblad of presentatie (.docx, .xlsx of .pptx)"),
}


@dataclass(frozen=True)
class Format:
    """One format: its kind, the endings that agree with it, and what comes out of cleaning it."""

    kind: Kind
    endings: tuple[str, ...]
    content_type: str
    ending: str


FORMATS = {
    "image/jpeg": Format(Kind.IMAGE, (".jpg", ".jpeg"), "image/jpeg", ".jpg"),
    "image/png": Format(Kind.IMAGE, (".png",), "image/png", ".png"),
    "image/webp": Format(Kind.IMAGE, (".webp",), "image/webp", ".webp"),
    "image/heic": Format(Kind.IMAGE, (".heic", ".heif"), "image/jpeg", ".jpg"),  # few programs can show it
    "application/pdf": Format(Kind.PDF, (".pdf",), "application/pdf", ".pdf"),
    **{type_: Format(Kind.OFFICE, (ending,), type_, ending) for ending, type_ in office.TYPES.items()},
}


@dataclass(frozen=True)
class CleanUpload:
    """A file that may be kept: its cleaned content, a safe name with the right ending, and what it is."""

    name: str
    kind: Kind
    content_type: str
    content: bytes

    @property
    def file(self) -> ContentFile[bytes]:
        """The file, for a model field."""
        return ContentFile(self.content, name=self.name)


def check(file: UploadedFile | IO[bytes], kinds: Collection[Kind | str], size: int) -> CleanUpload:
    """Return the cleaned file. `size` is the most it may weigh, in bytes, before and after cleaning.

    Raises ValidationError with a sentence for the sender when it is too large, empty, of another kind than `kinds`, not
    what its name says, or not to be cleaned (a password, macros, a picture that would fill the memory).
    """
    wanted = [Kind(kind) for kind in kinds]
    content = _read(file, size)
    found = _format(content)
    if found is None or found.kind not in wanted:
        raise ValidationError(_not_wanted(wanted))
    name = PurePath(str(file.name or "").replace("\\", "/"))
    if name.suffix.lower() not in found.endings:
        raise ValidationError(_("De naam van het bestand past niet bij de inhoud. Verwacht: %s.") % found.endings[0])
    cleaned = _clean(found, content)
    if len(cleaned) > size:
        raise ValidationError(_too_large(size))
    return CleanUpload(_safe_name(name.stem) + found.ending, found.kind, found.content_type, cleaned)


def _read(file: UploadedFile | IO[bytes], size: int) -> bytes:
    file.seek(0)
    content = file.read(size + 1)
    if not content:
        raise ValidationError(_("Het bestand is leeg."))
    if len(content) > size:
        raise ValidationError(_too_large(size))
    return bytes(content)


def _format(content: bytes) -> Format | None:
    """Recognise the format by what the file holds; None for everything that is not on our list (SVG, HTML, programs)."""
    if office_type := office.recognise(content):
        return FORMATS[office_type]
    guess = filetype.guess(content)
    return FORMATS.get(guess.mime) if guess else None


def _clean(found: Format, content: bytes) -> bytes:
    if found.kind is Kind.IMAGE:
        return images.clean(content, found.content_type)
    return pdfs.clean(content) if found.kind is Kind.PDF else office.clean(content)


def _safe_name(stem: str) -> str:
    """Return a short name without folders, control characters or marks that turn text around."""
    printable = "".join(character for character in stem if character.isprintable())
    return get_valid_filename(printable.strip(". ")[:80] or "bestand").strip("._") or "bestand"


def _too_large(size: int) -> str:
    return _("Het bestand is te groot. Het mag hoogstens %s zijn.") % filesizeformat(size).replace("\xa0", " ")


def _not_wanted(wanted: list[Kind]) -> str:
    return _("Dit soort bestand nemen we niet aan. Kies %s.") % _(" of ").join(str(LABELS[kind]) for kind in wanted)
