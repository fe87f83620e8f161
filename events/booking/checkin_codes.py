"""The QR code of a place: the address that any phone's camera opens. It says no name and not what it is for.

Whoever holds a code can see that place's own page. So a device at the door keeps only its hash.
"""

import hashlib
import re

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from .codes import ALPHABET, LENGTH
from .models import Place

BORDER = 2  # modules of white around it
SIGNS = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
BETWEEN = re.compile(r"[\s-]+")
# The address stays good when it is printed: one form, whatever the language of the letter.
ADDRESS_LANGUAGE = "nl"


def address(place: Place) -> str:
    """Return the absolute address in the QR code."""
    with translation.override(ADDRESS_LANGUAGE):
        return settings.WAGTAILADMIN_BASE_URL + reverse("checkin:place", args=[place.code])


def qr_svg(place: Place) -> SafeString:
    """Return the QR code as an SVG element, black on white whatever the colours around it."""
    code = segno.make(address(place), error="m", micro=False)
    drawn = code.svg_inline(
        border=BORDER, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None, draw_transparent=False
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by us, of a code of our own


def read(text: str) -> str:
    """Return the code in what was scanned or typed (an address, small letters, without dashes); empty when it is none."""
    last = text.strip().rpartition("/inchecken/")[2].strip("/ ")
    signs = BETWEEN.sub("", last).upper()
    if not SIGNS.fullmatch(signs):
        return ""
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def digest(occasion: str, code: str) -> str:
    """Return what a device keeps instead of a code: of no use at another occasion, and never to be turned back."""
    return hashlib.sha256(f"{occasion}:{code}".encode()).hexdigest()
