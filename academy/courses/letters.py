"""The mail this room sends: the proof of participation. Rows in the queue hold ids only; the subject holds nothing personal."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from academy.hours import ledger
from academy.hours.models import Entry, Proof
from events.booking.models import Place
from lvv_site import mail
from lvv_site.mail import registry
from lvv_site.members import people
from lvv_site.members.models import Person

from . import paper

PROOF = "courses/proof"


def register() -> None:
    """Tell the queue about this room's templates."""
    registry.register(PROOF, proof_context)


def send_proof(place: Place, first: Entry) -> None:
    """Send the proofs of a place's attendance: once for as long as the first award stands."""
    person = _now(place)
    if person and person.email:
        ids: dict[str, int | str] = {"place": place.pk}
        mail.queue(PROOF, person.email, ids, f"{PROOF}:{place.pk}:{first.pk}", person.language)


def proof_context(ids: registry.Ids) -> Mapping[str, Any]:
    """Return what the mail with proofs shows; withdraw it when the hours were taken back."""
    place = Place.objects.select_related("occasion").get(pk=int(ids["place"]))
    person, held = _now(place), held_proofs(place)
    if person is None or not held:
        raise registry.Withdrawn
    with translation.override(person.language):
        return {
            "language": person.language,
            "name": person.given_name,
            "url": settings.WAGTAILADMIN_BASE_URL + reverse("hours:overview"),
            "occasion": place.occasion,
            "entry": held[0].entry,
            "minutes": sum(ledger.left(proof.entry) for proof in held),
            "number": len(held),
            "attachments": [
                registry.Attachment(
                    paper.filename(place.occasion, number), "application/pdf", paper.render(place.occasion, proof, person)
                )
                for number, proof in enumerate(held, 1)
            ],
        }  # fmt: skip


def held_proofs(place: Place) -> list[Proof]:
    """Return the proofs of this place's attendance of which something is left, in order."""
    refs = [fact.source_ref for fact in place.attendances.filter(withdrawal=None).order_by("pk")]
    found = Proof.objects.filter(entry__source_ref__in=refs).select_related("entry").order_by("entry")
    return [proof for proof in found if ledger.left(proof.entry)]


def _now(place: Place) -> Person | None:
    """Return who attends, by the entry that stands for them now."""
    return Person.objects.get(pk=people.resolve(place.person_id)) if place.person_id else None
