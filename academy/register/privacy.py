"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`)."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.privacy import AUTOMATIC, RetentionRow

from .corrections import ENDS
from .indexing import forget_unused_words
from .models import Correction, CorrectionStep, CorrectionStepText, CorrectionText, PendingImport, Profile

PENDING_DAYS = 1
CORRECTION_DAYS = 365
PUBLIC = (
    "name", "kind", "place", "province", "findable", "first_registered", "languages", "sectors", "website", "regions",
    "available", "contactable",
)  # fmt: skip


def end_pending_imports(today: dt.date, dry_run: bool) -> int:
    """Delete uploaded lists that nobody confirmed."""
    old = PendingImport.objects.filter(made_at__date__lt=today - dt.timedelta(days=PENDING_DAYS))
    return old.count() if dry_run else old.delete()[0]


def end_corrections(today: dt.date, dry_run: bool) -> int:
    """Delete the words and addresses of reports that ended a year ago, and what the office wrote."""
    ended = CorrectionStep.objects.filter(kind__in=ENDS, at__date__lt=today - dt.timedelta(days=CORRECTION_DAYS))
    return _forget(Correction.objects.filter(pk__in=ended.values("correction")), dry_run=dry_run)


def _forget(corrections: QuerySet[Correction], *, dry_run: bool = False) -> int:
    texts = CorrectionText.objects.filter(correction__in=corrections)
    written = CorrectionStepText.objects.filter(step__correction__in=corrections)
    if dry_run:
        return texts.count() + written.count()
    return written.delete()[0] + texts.delete()[0]


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
        what=_("Wat u meldt dat niet klopt in het register, en uw e-mailadres als u dat invult"),
        purpose=_("Fouten herstellen en u antwoorden"),
        term=_("1 jaar nadat het bureau uw melding heeft afgehandeld"),
        how=AUTOMATIC,
        task=end_corrections,
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what this room knows about a person."""
    mine = Profile.objects.filter(certificate__person__in=people.ids_of(person)).order_by("pk")
    about = Correction.objects.filter(certificate__person__in=people.ids_of(person)).order_by("pk")
    return {
        "register": list(mine.values("certificate__number", *PUBLIC)),
        # That something was reported, not by whom or in which words: those are somebody else's.
        "register_reports": list(about.values("certificate__number", "subject", "at")),
    }


def erase(person: Person) -> None:
    """Take the listing away, its words and its photo included: the number then answers without a name."""
    for profile in Profile.objects.filter(certificate__person__in=people.ids_of(person)):
        if profile.photo:
            profile.photo.delete(save=False)
        profile.delete()
    forget_unused_words()
    about = Q(certificate__person__in=people.ids_of(person))
    _forget(Correction.objects.filter(about | Q(text__email__iexact=person.email) if person.email else about))
