"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`)."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from academy.certification.dates import months_later
from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.privacy import RetentionRow
from lvv_site.operations.append_only import retention

from .models import Handover, Outcome, OutcomeReason, Requirement

REQUIREMENT_MONTHS = 60  # a period of four years and the year in which the next one is decided about


def end_requirements(today: dt.date, dry_run: bool) -> int:
    """Erase what was seen or declared beside hours more than five years ago."""
    ended = Requirement.objects.filter(on__lt=months_later(today, -REQUIREMENT_MONTHS))
    if dry_run:
        return ended.count()
    with retention():
        return ended.delete()[0]


RETENTION = [
    RetentionRow(
        what=_("Dossier dat u overdroeg: uren, regeling en uitkomst op die dag, met een vingerafdruk"),
        purpose=_("Kunnen laten zien wat de certificerende instelling kreeg"),
        term=_("Blijvend, zonder naam als u vraagt om te wissen"),
        how=_("In het dossier staan nummers, datums en minuten. Uw naam en de titels staan ernaast en gaan weg"),
    ),
    RetentionRow(
        what=_("Reden die de certificerende instelling gaf"),
        purpose=_("U kunnen uitleggen wat er gevraagd of besloten is"),
        term=_("Zolang het certificaat op uw naam staat"),
        how=_("Gewist als u daarom vraagt"),
    ),
    RetentionRow(
        what=_("Dat het bureau uw VOG zag (datum en profiel, niet de VOG zelf) en wat u verklaarde"),
        purpose=_("Weten of aan de eisen buiten de uren is voldaan"),
        term=_("5 jaar"),
        how=_("Automatisch gewist"),
        task=end_requirements,
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what this room knows about a person."""
    mine = people.ids_of(person)
    handovers = Handover.objects.filter(period__certificate__person__in=mine).order_by("pk")
    outcomes = Outcome.objects.filter(handover__in=handovers).order_by("pk")
    return {
        "handed_over": list(handovers.values("number", "handed_over_on", "recorded_at", "content", "sha256")),
        "outcomes": list(
            outcomes.values("kind", "decided_on", dossier=F("handover__number"), reason_text=F("reason__text"))
        ),
        "requirements": list(
            Requirement.objects.filter(person__in=mine).order_by("pk").values("kind", "on", "issued_on", "profile")
        ),
    }


def erase(person: Person) -> None:
    """Take away every free text about the person, and that a VOG was seen; what was handed over stays without a name."""
    mine = people.ids_of(person)
    OutcomeReason.objects.filter(outcome__handover__period__certificate__person__in=mine).delete()
    with retention():
        Requirement.objects.filter(person__in=mine).delete()
