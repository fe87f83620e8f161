"""The proof of participation on paper. Paper proves nothing: its QR code leads to the page that says whether it holds."""

from django.utils import translation
from django.utils.translation import gettext as _

from academy.hours import proofs
from academy.hours.models import Proof
from academy.hours.templatetags.hours import in_hours
from academy.intervisie.paper import address_of, qr
from events.booking.models import Occasion
from lvv_site import pdf
from lvv_site.members.models import Person
from lvv_site.pages.templatetags.site import long_date


def render(occasion: Occasion, proof: Proof, person: Person) -> bytes:
    """Return the proof as PDF, in the person's language."""
    with translation.override(person.language):
        entry, address = proof.entry, address_of(proof.code)
        return pdf.render("participation_proof", {
            "language": person.language,
            "title": _("Bewijs van deelname"),
            "name": person.full_name,
            "sentence": _("nam deel aan een activiteit van de vereniging."),
            "facts": [
                (_("Activiteit"), occasion.title),
                (_("Datum"), days(proof)),
                (_("Duur"), in_hours(proofs.minutes_left(proof))),
                (_("Telt als"), str(entry.get_kind_display())),
                (_("Code"), proof.code),
            ],
            "qr": qr(address),
            "qr_label": _("scan om te controleren"),
            "note": _("Dit papier bewijst niets zonder de pagina erachter: %(address)s") % {"address": address},
        })  # fmt: skip


def days(proof: Proof) -> str:
    """Return the day of an activity in full, or its first and last."""
    entry = proof.entry
    if entry.started_on is None or entry.started_on == entry.on:
        return long_date(entry.on)
    return _("%(first)s tot en met %(last)s") % {"first": long_date(entry.started_on), "last": long_date(entry.on)}


def filename(occasion: Occasion, number: int) -> str:
    """Return what the file is called: nothing personal."""
    return f"bewijs-{occasion.code}{f'-{number}' if number > 1 else ''}.pdf"
