"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`)."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.certification.dates import months_later
from lvv_site.mail import retention as mail_retention
from lvv_site.members import people
from lvv_site.members.models import Person, User
from lvv_site.members.privacy import AUTOMATIC, RetentionRow

from . import photos, relay
from .corrections import ENDS
from .indexing import forget_unused_words
from .models import Correction, CorrectionStep, CorrectionStepText, CorrectionText, PendingImport, Profile, Watch
from .watch_links import PENDING
from .watch_mails import YEAR

PENDING_DAYS = 1
CORRECTION_DAYS = 365
PUBLIC = (
    "name", "kind", "place", "province", "findable", "first_registered", "languages", "sectors", "website", "regions",
    "available", "contactable", "photo", "choices_changed_at",
)  # fmt: skip


def end_pending_imports(today: dt.date, dry_run: bool) -> int:
    """Delete uploaded lists that nobody confirmed."""
    old = PendingImport.objects.filter(made_at__date__lt=today - dt.timedelta(days=PENDING_DAYS))
    return old.count() if dry_run else old.delete()[0]


def end_unsent_messages(today: dt.date, dry_run: bool) -> int:
    """Give up messages to advisers that could not be sent for two weeks, and delete what they said."""
    return mail_retention.withdraw_unsent(relay.TEMPLATE, today - dt.timedelta(days=relay.UNSENT_DAYS), dry_run)


def end_unconfirmed_watches(_today: dt.date, dry_run: bool) -> int:
    """Delete what somebody asked to watch and did not confirm in time."""
    return _end(Watch.objects.filter(confirmed_at=None, asked_at__lte=timezone.now() - PENDING), dry_run)


def end_old_watches(today: dt.date, dry_run: bool) -> int:
    """Delete the lists that were not confirmed again within a year."""
    return _end(Watch.objects.filter(renewed_on__lte=months_later(today, -YEAR)), dry_run)


def _end(watches: QuerySet[Watch], dry_run: bool) -> int:
    return watches.count() if dry_run else watches.delete()[1].get(Watch._meta.label, 0)


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
        what=_("Foto in het register"),
        purpose=_("Laten zien wie u bent, als u dat wilt"),
        term=_("Zolang u die laat zien"),
        how=AUTOMATIC,
        task=photos.end_unused,
    ),
    RetentionRow(
        what=_("Bericht aan een vertrouwenspersoon via het register: naam, e-mailadres en tekst van wie schrijft"),
        purpose=_("Het bericht doorsturen"),
        term=_("Tot het verstuurd is, versleuteld; hoogstens 14 dagen als dat niet lukt"),
        how=AUTOMATIC,
        task=end_unsent_messages,
    ),
    RetentionRow(
        what=_("Een ingelezen lijst die nog niet is bevestigd"),
        purpose=_("Laten zien wat er zou veranderen"),
        term=_("1 dag"),
        how=AUTOMATIC,
        task=end_pending_imports,
    ),
    RetentionRow(
        what=_("E-mailadres en registernummers van wie een wijziging gemeld wil krijgen, nog niet bevestigd"),
        purpose=_("Nagaan of u het zelf vroeg"),
        term=_("7 dagen"),
        how=AUTOMATIC,
        task=end_unconfirmed_watches,
    ),
    RetentionRow(
        what=_("E-mailadres en registernummers van wie een wijziging gemeld wil krijgen"),
        purpose=_("U mailen als de status van zo'n nummer verandert"),
        term=_("Tot u stopt, of een jaar nadat u het voor het laatst bevestigde"),
        how=_("Meteen gewist als u stopt; anders automatisch na een jaar"),
        task=end_old_watches,
    ),
    RetentionRow(
        what=_("Wat u meldt dat niet klopt in het register, en uw e-mailadres als u dat invult"),
        purpose=_("Fouten herstellen en u antwoorden"),
        term=_("1 jaar nadat het bureau uw melding heeft afgehandeld"),
        how=AUTOMATIC,
        task=end_corrections,
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
    watches = [
        {"asked_at": one.asked_at, "confirmed_at": one.confirmed_at, "renewed_on": one.renewed_on,
         "numbers": list(one.numbers.order_by("pk").values_list("certificate__number", flat=True))}
        for one in _watches_of(person).order_by("pk")
    ]  # fmt: skip
    about = Correction.objects.filter(certificate__person__in=people.ids_of(person)).order_by("pk")
    return {
        "register": list(mine.values("certificate__number", *PUBLIC)),
        "watches": watches,
        # That something was reported, not by whom or in which words: those are somebody else's.
        "register_reports": list(about.values("certificate__number", "subject", "at")),
    }


def erase(person: Person) -> None:
    """Take the listing away, its words and its photo included: the number then answers without a name."""
    for profile in Profile.objects.filter(certificate__person__in=people.ids_of(person)):
        if name := profile.photo.name:  # not before: what is not erased after all still shows it
            transaction.on_commit(partial(photos.delete, name), robust=True)
        profile.delete()
    forget_unused_words()
    about = Q(certificate__person__in=people.ids_of(person))
    _forget(Correction.objects.filter(about | Q(text__email__iexact=person.email) if person.email else about))
    _watches_of(person).delete()


def _watches_of(person: Person) -> QuerySet[Watch]:
    """Return the lists of the addresses that are known to be this person's; a watch knows nobody but an address."""
    ids = people.ids_of(person)
    emails = {
        *Person.objects.filter(pk__in=ids).exclude(email=None).values_list(Lower("email"), flat=True),
        *User.objects.filter(person__in=ids).values_list(Lower("email"), flat=True),
    }
    return Watch.objects.annotate(address=Lower("email")).filter(address__in=emails)
