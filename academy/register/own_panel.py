"""The block on `/mijn/gegevens/` from which an adviser takes along the proof of the own registration."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lvv_site.members.models import Person
from lvv_site.members.panels import Panel

from .own_proof import certificate_ids, registered


def proof_panel(_request: HttpRequest, person: Person | None) -> list[Panel]:
    """Offer the own decisions and, while registered, the badge; nothing to who has no certificate."""
    if person is None or not certificate_ids(person):
        return []
    context = {"has_badge": registered(person) is not None}
    return [Panel(_("Bewijs van je registratie"), "register/panels/proof.html", context, order=60)]
