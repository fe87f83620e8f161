"""The proof of participation on paper. Paper proves nothing: its QR code leads to the page that says whether it holds."""

import io

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from academy.hours.models import Proof
from academy.hours.templatetags.hours import in_hours
from lvv_site import pdf
from lvv_site.members.models import Person
from lvv_site.pages.templatetags.site import long_date

from .models import Recording


def render(recording: Recording, proof: Proof, person: Person) -> bytes:
    """Return the proof as PDF, in the person's language. `proof` is that of the person's award for this recording."""
    with translation.override(person.language):
        entry, address = proof.entry, address_of(proof.code)
        facts = [
            (_("Groep"), recording.meeting.group.name),
            (_("Datum"), long_date(entry.on)),
            (_("Duur"), in_hours(entry.minutes)),
            (_("Telt als"), str(entry.get_kind_display())),
            (_("Thema"), recording.keyword),
            (_("Code"), proof.code),
        ]
        return pdf.render("intervisie_proof", {
            "language": person.language,
            "title": _("Bewijs van deelname aan intervisie"),
            "name": person.full_name,
            "sentence": _("nam deel aan een intervisiebijeenkomst van vertrouwenspersonen."),
            "facts": [fact for fact in facts if fact[1]],
            "qr": qr(address),
            "qr_label": _("scan om te controleren"),
            "note": _("Dit papier bewijst niets zonder de pagina erachter: %(address)s") % {"address": address},
        })  # fmt: skip


def address_of(code: str) -> str:
    """Return the address of the page that says whether a proof holds; in the language that is active."""
    return settings.WAGTAILADMIN_BASE_URL + reverse("hours:proof", kwargs={"code": code})


def qr(address: str) -> str:
    """Return a QR code as SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, border=2, light="#fff", omitsize=True
    )
    return drawn.getvalue().decode()


def filename(recording: Recording) -> str:
    """Return what the file is called: nothing personal."""
    return f"bewijs-intervisie-{recording.on:%Y-%m-%d}.pdf"
