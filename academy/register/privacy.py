"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`)."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.privacy import AUTOMATIC, RetentionRow

from .indexing import forget_unused_words
from .models import PendingImport, Profile

PENDING_DAYS = 1
PUBLIC = (
    "name", "kind", "place", "province", "findable", "first_registered", "languages", "sectors", "website", "regions",
    "available", "contactable",
)  # fmt: skip


def end_pending_imports(today: dt.date, dry_run: bool) -> int:
    """Delete uploaded lists that nobody confirmed."""
    old = PendingImport.objects.filter(made_at__date__lt=today - dt.timedelta(days=PENDING_DAYS))
    return old.count() if dry_run else old.delete()[0]


RETENTION = [
    RetentionRow(
        what=_("Openbare vermelding: naam, plaats, soort, talen, sectoren en wat u zelf aanzet"),
        purpose=_("Laten nagaan wie geregistreerd is, en vindbaar zijn als u dat wilt"),
        term=_("Zolang het certificaat op uw naam staat"),
        how=_("Gewist als u daarom vraagt"),
    ),
    RetentionRow(
        what=_("Een ingelezen lijst die nog niet is bevestigd"),
        purpose=_("Laten zien wat er zou veranderen"),
        term=_("1 dag"),
        how=AUTOMATIC,
        task=end_pending_imports,
    ),
    RetentionRow(
        what=_("Welke organisatie de openbare lijst downloadde, waarvoor en wanneer"),
        purpose=_("Iedereen laten zien wie een kopie van het register heeft"),
        term=_("Blijvend; het gaat over organisaties"),
        how=_("Staat op de openbare pagina over afnemers"),
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what this room knows about a person."""
    mine = Profile.objects.filter(certificate__person__in=people.ids_of(person)).order_by("pk")
    return {"register": list(mine.values("certificate__number", *PUBLIC))}


def erase(person: Person) -> None:
    """Take the listing away, its words and its photo included: the number then answers without a name."""
    for profile in Profile.objects.filter(certificate__person__in=people.ids_of(person)):
        if profile.photo:
            profile.photo.delete(save=False)
        profile.delete()
    forget_unused_words()
