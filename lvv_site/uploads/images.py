"""Pictures: drawn again, pixel by pixel, so that nothing but what one sees remains."""

from __future__ import annotations

import io
import struct

import pillow_heif
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

pillow_heif.register_heif_opener(thumbnails=False)

# A picture of 40 megapixels takes 160 MB while we look at it; a telephone's is 12 to 50 (then sent smaller).
MAX_PIXELS = 50_000_000
MAX_SIDE = 4_000  # kept: enough to read an attendance sheet
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
SAVING: dict[str, dict[str, object]] = {
    "image/jpeg": {"format": "JPEG", "quality": 88, "optimize": True},
    "image/png": {"format": "PNG", "optimize": True},
    "image/webp": {"format": "WEBP", "quality": 88},
}
# What Pillow raises on a broken picture, by format and version.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, struct.error)
TOO_MANY = (Image.DecompressionBombError, Image.DecompressionBombWarning)  # Pillow's own, higher limits


def clean(content: bytes, content_type: str) -> bytes:
    """Return the picture upright, without metadata, at most 4,000 pixels wide or high, in the format of `content_type`."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:  # known from the header: nothing is unpacked yet
                raise ValidationError(_("Deze afbeelding heeft te veel beeldpunten. Maak haar kleiner."))
            return _drawn_again(picture, content_type)
    except TOO_MANY:
        raise ValidationError(_("Deze afbeelding heeft te veel beeldpunten. Maak haar kleiner.")) from None
    except BROKEN:
        raise ValidationError(_("Deze afbeelding is beschadigd.")) from None


def _drawn_again(picture: Image.Image, content_type: str) -> bytes:
    upright = ImageOps.exif_transpose(picture) or picture
    upright = _in_srgb(upright)
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    mode = "RGBA" if content_type != "image/jpeg" and upright.has_transparency_data else "RGB"
    pixels = upright.convert(mode)
    # A new picture: saving the old one would take comments and profiles along.
    fresh = Image.new(mode, pixels.size)
    fresh.paste(pixels)
    out = io.BytesIO()
    fresh.save(out, **SAVING[content_type])  # type: ignore[arg-type]
    return out.getvalue()


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Translate the colours: the profile that explains them is dropped with the other metadata."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "CMYK", "L"}:
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError):
        return picture
