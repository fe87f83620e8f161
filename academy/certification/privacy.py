"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`)."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.privacy import RetentionRow

from .models import (
    Adjustment,
    AdjustmentReason,
    Certificate,
    LeafSalt,
    Proposal,
    StatusEvent,
    StatusReason,
    WithdrawnProposal,
    WithdrawnReason,
)

RETENTION = [
    RetentionRow(
        what=_("Registernummer, periodes en besluiten over het certificaat, met hun datums"),
        purpose=_("Kunnen zeggen wie op welke dag geregistreerd was"),
        term=_("Blijvend, zonder naam als u vraagt om te wissen"),
        how=_("Uw naam gaat weg. Het nummer antwoordt daarna 'niet geregistreerd', zonder naam"),
    ),
    RetentionRow(
        what=_("Reden van een besluit, of van een voorstel dat niet doorging"),
        purpose=_("Een besluit kunnen uitleggen, ook bij bezwaar"),
        term=_("Zolang het certificaat op uw naam staat"),
        how=_("Gewist als u daarom vraagt"),
    ),
    RetentionRow(
        what=_("De sleutel waarmee is na te gaan dat een besluit later niet is veranderd"),
        purpose=_("U en een rechter kunnen laten zien dat het register niet achteraf is aangepast"),
        term=_("Zolang het certificaat op uw naam staat"),
        how=_("Gewist als u daarom vraagt. Wat er in de openbare keten staat, zegt daarna niemand meer iets"),
    ),
    RetentionRow(
        what=_("Een maatregel in het openbare register: voorwaardelijk, geschorst of doorgehaald"),
        purpose=_("Organisaties en medewerkers beschermen"),
        term=_("Na afloop 1 jaar bij een voorwaarde, 5 jaar bij een schorsing; 10 jaar vanaf een doorhaling"),
        how=_("Daarna toont geen enkele pagina de maatregel meer, ook niet voor een dag in het verleden"),
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what this room knows about a person."""
    certificates = Certificate.objects.filter(person__in=people.ids_of(person)).order_by("pk")
    return {"certificates": [_certificate(one) for one in certificates]}


def erase(person: Person) -> None:
    """Take away every free text about the person, and what opens the leaves; decisions stay as facts without a name."""
    mine = people.ids_of(person)
    StatusReason.objects.filter(event__certificate__person__in=mine).delete()
    AdjustmentReason.objects.filter(adjustment__period__certificate__person__in=mine).delete()
    WithdrawnReason.objects.filter(proposal__certificate__person__in=mine).delete()
    Proposal.objects.filter(certificate__person__in=mine).delete()
    LeafSalt.objects.filter(leaf__event__certificate__person__in=mine).delete()


def _certificate(certificate: Certificate) -> dict[str, Any]:
    events = StatusEvent.objects.filter(certificate=certificate).order_by("pk")
    adjustments = Adjustment.objects.filter(period__certificate=certificate).order_by("pk")
    return {
        "number": certificate.number,
        "periods": [
            {"from": one.start, "until": one.last_day, "scheme": one.scheme.code}
            for one in certificate.periods.select_related("scheme").order_by("during")
        ],
        "decisions": list(
            events.values(
                "kind", "until", "decided_on", "recorded_at", reason_text=F("reason__text"), **{"from": F("starts")}
            )
        ),
        "withdrawn_proposals": list(
            WithdrawnProposal.objects.filter(certificate=certificate).values(
                "kind",
                "until",
                "decided_on",
                "made_at",
                "withdrawn_at",
                reason_text=F("reason__text"),
                **{"from": F("starts")},
            )
        ),
        "adjustments": list(
            adjustments.values(
                "kind",
                "months",
                "until",
                "hours_kind",
                "minutes",
                "decided_on",
                reason_text=F("reason__text"),
                **{"from": F("starts")},
            )
        ),
    }
