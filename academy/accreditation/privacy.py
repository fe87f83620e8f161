"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`).

Providers and trainings are organisations and what they offer. A person is in it only as the one who decided.
"""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.privacy import RetentionRow

from .models import Accreditation

RETENTION = [
    RetentionRow(
        what=_("Besluiten over de accreditatie van opleidingen, met hun datums en wie ze vastlegde"),
        purpose=_("Kunnen zeggen of een opleiding op een dag geaccrediteerd was, en wie dat besloot"),
        term=_("Blijvend: hiervan hangt af hoe uren meetellen"),
        how=_("Uw naam gaat weg als u vraagt om te wissen. Het besluit blijft"),
    ),
    RetentionRow(
        what=_("Reden van een besluit over accreditatie"),
        purpose=_("Een besluit kunnen uitleggen, ook bij bezwaar"),
        term=_("Zolang het besluit bestaat. Er horen geen namen in"),
        how=_("Blijft bij het besluit"),
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return the decisions that a person recorded."""
    made = Accreditation.objects.filter(by__person__in=people.ids_of(person)).order_by("pk")
    fields = ("kind", "until", "decided_on", "recorded_at")
    rows = made.values(*fields, code=F("training__code"), reason_text=F("reason__text"), **{"from": F("starts")})
    return {"accreditation_decisions": list(rows)}


def erase(_person: Person) -> None:
    """Nothing: who decided is an account, which loses its name with the person; a reason is about a training."""
