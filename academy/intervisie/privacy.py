"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`)."""

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lvv_site.members import people
from lvv_site.members.models import Person
from lvv_site.members.privacy import RetentionRow

from . import groups, listing
from .enums import Answer
from .models import (
    ContactChange,
    Contest,
    ContestText,
    Invitation,
    Meeting,
    Participation,
    Request,
    Ruling,
    RulingText,
    Theme,
)
from .models.groups import NOT_LEFT
from .queries import is_contact

INVITATION_DAYS = 44  # the link works for 14 days, and then a month
REQUEST_DAYS = 90
PLACE_DAYS = 365
WORDS_DAYS = 730
THEME_DAYS = 6 * 366


def _before(today: dt.date, days: int) -> dt.date:
    return today - dt.timedelta(days=days)


def _end(rows: QuerySet[Any], dry_run: bool) -> int:
    return rows.count() if dry_run else rows.delete()[1].get(rows.model._meta.label, 0)


def end_invitations(today: dt.date, dry_run: bool) -> int:
    """Delete invitations, with the addresses in them, a month after their link stopped working."""
    return _end(Invitation.objects.filter(sent_at__date__lt=_before(today, INVITATION_DAYS)), dry_run)


def end_requests(today: dt.date, dry_run: bool) -> int:
    """Delete requests three months after they were answered."""
    answered = Request.objects.exclude(answer=Answer.OPEN)
    return _end(answered.filter(answered_at__date__lt=_before(today, REQUEST_DAYS)), dry_run)


def end_places(today: dt.date, dry_run: bool) -> int:
    """Empty place and link of meetings a year later: a place may be somebody's home."""
    rows = Meeting.objects.filter(~Q(place="", link=""), on__lt=_before(today, PLACE_DAYS))
    return rows.count() if dry_run else rows.update(place="", link="")


def end_themes(today: dt.date, dry_run: bool) -> int:
    """Delete the themes of meetings that count for no certificate period any more."""
    return _end(Theme.objects.filter(recording__on__lt=_before(today, THEME_DAYS)), dry_run)


def end_words(today: dt.date, dry_run: bool) -> int:
    """Delete what was written about a contest two years after the decision."""
    decided = Ruling.objects.filter(at__date__lt=_before(today, WORDS_DAYS))
    words = _end(ContestText.objects.filter(Exists(decided.filter(contest=OuterRef("contest")))), dry_run)
    return words + _end(RulingText.objects.filter(ruling__in=decided), dry_run)


RETENTION = [
    RetentionRow(
        what=_("In welke intervisiegroep u meedeed en bij welke bijeenkomsten u was"),
        purpose=_("Uw uren en bewijzen kunnen verantwoorden"),
        term=_("Blijvend, zonder naam als u vraagt om te wissen"),
        how=_("Uw naam gaat weg, de uren en datums blijven"),
    ),
    RetentionRow(
        what=_("Thema van een intervisiebijeenkomst, in een trefwoord"),
        purpose=_("Het staat op het bewijs van deelname"),
        term=_("6 jaar"),
        how=_("Automatisch gewist"),
        task=end_themes,
    ),
    RetentionRow(
        what=_("Plaats en link van een intervisiebijeenkomst"),
        purpose=_("Deelnemers laten weten waar ze moeten zijn"),
        term=_("1 jaar na de bijeenkomst"),
        how=_("Automatisch gewist"),
        task=end_places,
    ),
    RetentionRow(
        what=_("Uitnodiging voor een intervisiegroep: het e-mailadres"),
        purpose=_("De uitnodiging sturen en het antwoord kennen"),
        term=_("14 dagen dat de link werkt, en dan nog 1 maand"),
        how=_("Automatisch gewist"),
        task=end_invitations,
    ),
    RetentionRow(
        what=_("Aanmelding bij een intervisiegroep"),
        purpose=_("De contactpersoon laten antwoorden"),
        term=_("3 maanden na het antwoord"),
        how=_("Automatisch gewist"),
        task=end_requests,
    ),
    RetentionRow(
        what=_("Wat u schreef toen u een fout in een intervisiebijeenkomst meldde, en het antwoord"),
        purpose=_("De melding kunnen beoordelen en uitleggen"),
        term=_("2 jaar na het besluit"),
        how=_("Automatisch gewist"),
        task=end_words,
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what this room knows about a person."""
    mine = people.ids_of(person)
    participations = Participation.objects.filter(person__in=mine).order_by("starts")
    contests = Contest.objects.filter(person__in=mine).order_by("pk")
    return {
        "groups": list(
            participations.values(group_name=F("group__name"), since=F("starts"), until=F("departure__until"))
        ),
        "contact_person": list(
            ContactChange.objects.filter(person__in=mine).order_by("pk").values(group_name=F("group__name"), since=F("starts"))
        ),
        "requests": list(
            Request.objects.filter(person__in=mine).values("made_at", "answer", group_name=F("group__name"))
        ),
        "meetings": [_meeting(one) for one in listing.attended(person)],
        "contests": list(
            contests.values(
                "reason", "at", on=F("recording__on"), words=F("text__text"), outcome=F("ruling__outcome"),
                answer=F("ruling__text__text"),
            )
        ),
    }  # fmt: skip


def _meeting(attended: listing.Attended) -> dict[str, Any]:
    return {
        "group": attended.meeting.group.name,
        "on": attended.recording.on,
        "minutes": attended.recording.minutes,
        "kind": attended.presence.entry.kind,
        "theme": attended.recording.keyword,
        "proof": attended.proof.code if attended.proof else None,
        "confirmed": attended.confirmed,
        "contested": attended.contested,
    }


def erase(person: Person) -> None:
    """Take somebody out of their groups and delete what they wrote; what happened stays, of a person without a name."""
    Request.objects.filter(person=person).delete()
    RulingText.objects.filter(ruling__contest__person=person).delete()
    ContestText.objects.filter(contest__person=person).delete()
    if person.email:
        Invitation.objects.filter(email__iexact=person.email).delete()
    for participation in Participation.objects.filter(NOT_LEFT, person=person).select_related("group"):
        leads = is_contact(participation.group, person)
        groups.end([participation], None)
        if leads:
            groups.hand_to_the_longest(participation.group)
