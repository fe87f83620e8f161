"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`).

Who attended is `events.booking`'s, the hours are the ledger's. This room only keeps which attendance the ledger refused.
"""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.privacy import RetentionRow

from .models import Doubt

RETENTION = [
    RetentionRow(
        what=_("Aanwezigheid die niet vanzelf uren werd, met de reden in een code"),
        purpose=_("Iemand van het bureau kan het nakijken, zodat er geen uren verloren gaan"),
        term=_("Zolang de aanwezigheid bewaard wordt"),
        how=_("Er staat geen naam in. Die gaat weg bij de deelnemer zelf"),
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what the ledger refused of a person's attendance."""
    refused = Doubt.objects.filter(attendance__place__person__in=people.ids_of(person)).order_by("pk")
    rows = refused.values("code", "at", on=F("attendance__on"), activity=F("attendance__place__occasion__title"))
    return {"attendance_without_hours": list(rows)}


def erase(_person: Person) -> None:
    """Nothing: names stand with the place, which `events.booking` erases."""
