"""A statement on paper. Paper proves nothing: its QR code leads to the live page, and the statement on it can be checked."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lvv_site import civil, pdf
from lvv_site.pages.templatetags.site import long_date, status_word

from . import statements
from .adviser import Entry, live_address
from .qr import qr_svg

TEMPLATE = "statement"


def render(found: Entry, on: dt.date) -> bytes:
    """Return the statement about somebody and a day as PDF, in the language that is active."""
    status, number, asked = found.on(on), found.certificate.number, civil.now()
    live, check = live_address(found.certificate), settings.WAGTAILADMIN_BASE_URL + reverse("register:statement_check")
    facts = [
        (_("Registernummer"), number),
        (_("Dag"), long_date(on)),
        (_("Status op die dag"), status_word(status.status)),
        (_("Gevraagd op"), _("%(day)s om %(time)s uur") % {"day": long_date(asked), "time": f"{asked:%H.%M}"}),
    ]
    return pdf.render(TEMPLATE, {
        "language": get_language() or "nl",
        "title": _("Verklaring over een dag"),
        "name": found.profile.name if found.profile else number,
        "sentence": _("Zo stond deze registratie op die dag in het register, volgens wat het register nu weet."),
        "facts": facts,
        "check": _("Controleer deze verklaring op %(address)s. Upload dit bestand, of plak deze tekst:") % {"address": check},
        "statement": statements.sign(number, on, status.status),
        "qr": qr_svg(live),
        "qr_label": _("scan voor wat nu geldt"),
        "note": _("Dit papier bewijst niets zonder de pagina erachter: %(address)s") % {"address": live},
    })  # fmt: skip
