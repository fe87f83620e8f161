"""The badge that an adviser puts on a website: an image that says what the register says today.

Plain shapes and attributes only: no script, no style sheet, no font and no other file, so it draws the same in every page
and mail. Colour, shape and words each tell the status. It proves nothing by itself: it stands there to be clicked.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.certification.enums import Status
from lvv_site.pages.templatetags.site import status_word

HEIGHT = 52
SIDE = 52  # the block with the shape
QR_SIZE = 148
WORD_SIZE, LINE_SIZE = 17, 13
# How wide characters are in the widest of the fonts that a reader may have, as a part of the size. Nothing may be cut off.
BROAD, CAPITAL, NARROW, OTHER, BOLD = 1.0, 0.73, 0.42, 0.64, 1.1
GREEN, AMBER, GREY, RED = "#17633d", "#b86e00", "#50565c", "#9c2219"
INK = "#1c1f23"
SHAPES = {
    "check": '<path d="m17 27 6 6 13-14"/>',
    "half": '<circle cx="26" cy="26" r="10"/><path d="M26 16v20a10 10 0 0 0 0-20Z" fill="#fff"/>',
    "pause": '<path d="M21 17v18M31 17v18"/>',
    "clock": '<circle cx="26" cy="26" r="11"/><path d="M26 19v8l5 3"/>',
    "out": '<path d="M28 15h-11v22h11M23 26h14m-5-5 5 5-5 5"/>',
    "strike": '<circle cx="26" cy="26" r="11"/><path d="m18 34 16-16"/>',
    "none": '<path d="M17 26h18"/>',
    "unknown": '<path d="M21 21a5 5 0 1 1 7 5q-2 1-2 4M26 35v1"/>',
}
LOOKS = {
    Status.REGISTERED: (GREEN, "check"),
    Status.CONDITIONAL: (AMBER, "half"),
    Status.SUSPENDED: (RED, "pause"),
    Status.EXPIRED: (GREY, "clock"),
    Status.RESIGNED: (GREY, "out"),
    Status.STRUCK_OFF: (RED, "strike"),
    Status.NOT_REGISTERED: (GREY, "none"),
}
UNKNOWN = (gettext_lazy("Nummer niet gevonden"), GREY, "unknown")


@dataclass(frozen=True)
class Badge:
    """What stands on a badge: the words of the status, what stands below it, and the longer text for who cannot see it."""

    word: str
    line: str
    description: str
    colour: str
    shape: str


def of_number(number: str, status: str, address: str) -> Badge:
    """Return the badge of a number that was issued; `address` is that of its live page."""
    colour, shape = LOOKS[Status(status)]
    word, association = status_word(status), settings.WAGTAIL_SITE_NAME
    values = {"number": number, "name": association, "status": word, "address": address}
    description = (
        _("Nummer %(number)s in het register van de %(name)s: %(status)s. Kijk het na op %(address)s") % values
    )
    return Badge(word, _("%(name)s-register %(number)s") % values, description, colour, shape)


def of_nobody() -> Badge:
    """Return the badge of a number that was never issued."""
    word, colour, shape = UNKNOWN
    line = _("%(name)s-register") % {"name": settings.WAGTAIL_SITE_NAME}
    return Badge(str(word), line, _("Dit nummer staat niet in het register."), colour, shape)


def as_svg(badge: Badge, language: str, qr: str = "") -> str:
    """Return the badge as an SVG file; with `qr`, itself an SVG, that code stands below it."""
    wide = max(_width(badge.word, WORD_SIZE) * BOLD, _width(badge.line, LINE_SIZE), QR_SIZE if qr else 0)
    width = round(SIDE + 24 + wide)
    height = HEIGHT + (QR_SIZE + 8 if qr else 0)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="t d" xml:lang="{language}">'
        f'<title id="t">{escape(badge.word)}, {escape(badge.line)}</title><desc id="d">{escape(badge.description)}</desc>'
        f'<rect x="1" y="1" width="{width - 2}" height="{height - 2}" rx="7" fill="#fff" stroke="{badge.colour}" '
        f'stroke-width="2"/><path fill="{badge.colour}" d="M8 0h{SIDE - 8}v{HEIGHT}H8a8 8 0 0 1-8-8V8a8 8 0 0 1 8-8Z"/>'
        '<g fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round">'
        f"{SHAPES[badge.shape]}</g>"
        '<g font-family="system-ui,-apple-system,Segoe UI,Roboto,Arial,sans-serif">'
        f'<text x="{SIDE + 12}" y="23" font-size="{WORD_SIZE}" font-weight="700" fill="{INK}">{escape(badge.word)}</text>'
        f'<text x="{SIDE + 12}" y="42" font-size="{LINE_SIZE}" fill="{INK}">{escape(badge.line)}</text></g>'
        f"{_placed(qr, (width - QR_SIZE) // 2) if qr else ''}</svg>"
    )


def _width(text: str, size: int) -> float:
    """Return how many pixels a text takes at most."""
    return size * sum(_share(one) for one in text)


def _share(character: str) -> float:
    if character in "WMwm@&":
        return BROAD
    if character in "iljtfrI.,:'- ":
        return NARROW
    return CAPITAL if character.isupper() or character.isdigit() else OTHER


def _placed(qr: str, x: int) -> str:
    """Return a code of its own as a part of this image."""
    return qr.replace("<svg ", f'<svg x="{x}" y="{HEIGHT}" width="{QR_SIZE}" height="{QR_SIZE}" ', 1)
