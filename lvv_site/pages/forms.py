"""What editors upload is looked at by content and stripped of metadata before it is kept."""

from typing import Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from lvv_site import uploads
from lvv_site.uploads import Kind, images

DOCUMENT_KINDS = (Kind.PDF, Kind.OFFICE, Kind.IMAGE)
VIDEO_TYPES = {"video/mp4": ".mp4", "video/webm": ".webm"}
CAPTIONS_START = b"WEBVTT"
CAPTIONS_BYTES = 2 * 1024 * 1024


class SiteImageField(WagtailImageField):
    """The file of an image. Wagtail unpacks it to know its size, and falls over one whose inside is broken."""

    def to_python(self, data: Any) -> Any:
        """Return the file as Wagtail wants it.

        Raises:
            ValidationError: it is no image, another kind of image than its name says, too large, or broken.
        """
        try:
            return super().to_python(data)
        except images.BROKEN:
            raise ValidationError(_("Deze afbeelding is beschadigd."), code="invalid_image") from None


class SiteImageForm(BaseImageForm):
    """Images: drawn again, so that no place or camera goes along."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = SiteImageField(label=file.label, required=file.required, widget=file.widget)

    def clean_file(self) -> Any:
        """Return the cleaned image; an unchanged one as it is."""
        file = self.cleaned_data["file"]
        return cleaned(file, (Kind.IMAGE,)) if isinstance(file, UploadedFile) else file


class SiteDocumentForm(BaseDocumentForm):
    """Documents: PDF, office files and pictures are rebuilt; video and captions are checked."""

    def clean_file(self) -> Any:
        """Return the cleaned document; an unchanged one as it is.

        Raises:
            ValidationError: the file is of another kind, too large or not to be cleaned.
        """
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        name = str(file.name).lower()
        if name.endswith(".vtt"):
            return checked_captions(file)
        if name.endswith(tuple(VIDEO_TYPES.values())):
            return checked_video(file)
        return cleaned(file, DOCUMENT_KINDS)


def cleaned(file: UploadedFile, kinds: tuple[Kind, ...]) -> SimpleUploadedFile:
    """Return the file without metadata."""
    clean = uploads.check(file, kinds, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
    return SimpleUploadedFile(clean.name, clean.content, clean.content_type)


def checked_captions(file: UploadedFile) -> UploadedFile:
    """Return captions that are captions.

    Raises:
        ValidationError: too large, no UTF-8, or not WebVTT.
    """
    content = file.read(CAPTIONS_BYTES + 1)
    file.seek(0)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        content = b""
    if len(content) > CAPTIONS_BYTES or not content.removeprefix(b"\xef\xbb\xbf").startswith(CAPTIONS_START):
        raise ValidationError(_("Dit is geen ondertiteling. Kies een vtt-bestand dat met WEBVTT begint."))
    return file


def checked_video(file: UploadedFile) -> UploadedFile:
    """Return a video whose content is what its name says.

    Raises:
        ValidationError: it is something else.
    """
    guess = filetype.guess(file.read(4096))
    file.seek(0)
    if guess is None or not str(file.name).lower().endswith(VIDEO_TYPES.get(guess.mime, "?")):
        raise ValidationError(_("Dit is geen video van het type mp4 of webm."))
    return file
