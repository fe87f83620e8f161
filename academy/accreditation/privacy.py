"""What this room knows about people, why, and how long (see `lvv_site/members/privacy.py`; the tasks are in `privacy_terms.py`).

Providers and trainings are organisations and what they offer. People are in it as who works for a provider, who teaches, who
assesses and decides, and who was at a training.
"""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lvv_site.members import people
from lvv_site.members.models import Person, User
from lvv_site.members.privacy import RetentionRow

from . import portal_people
from . import privacy_terms as terms
from .models import (
    Accreditation,
    Application,
    Assessment,
    AssessmentDraft,
    Assignment,
    AttendanceContest,
    AttendanceContestText,
    AttendanceRulingText,
    ListedAttendance,
    ProviderDetails,
    ProviderInvitation,
    ProviderPerson,
    ProviderRequest,
    Step,
    Tie,
    Trace,
    TraceText,
)

type _Told = dict[str, QuerySet[Any, Any]]

AUTOMATIC = _("Automatisch gewist")
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
    RetentionRow(
        what=_("Aanvraag voor een opleidersaccount: organisatie, naam, e-mailadres en telefoonnummer van wie vraagt"),
        purpose=_("Beoordelen of de organisatie een account krijgt, en antwoorden"),
        term=_("1 jaar na het besluit; 30 dagen als het e-mailadres niet is bevestigd"),
        how=AUTOMATIC,
        task=terms.end_requests,
    ),
    RetentionRow(
        what=_("Uitnodiging om voor een opleider te werken: het e-mailadres"),
        purpose=_("De uitnodiging sturen en het antwoord kennen"),
        term=_("14 dagen dat de link werkt, en dan nog 1 maand"),
        how=AUTOMATIC,
        task=terms.end_invitations,
    ),
    RetentionRow(
        what=_("Wie voor welke opleider werkt of werkte, en tot wanneer"),
        purpose=_("Toegang geven, en voorkomen dat iemand een opleiding van een bekende beoordeelt"),
        term=_("Zolang u er werkt, en 10 jaar daarna"),
        how=AUTOMATIC,
        task=terms.end_places,
    ),
    RetentionRow(
        what=_("Contactpersoon en factuuradres van een opleider"),
        purpose=_("Schrijven over aanvragen en aanwezigheid, en rekeningen sturen"),
        term=_("Zolang de organisatie opleider is"),
        how=_("De opleider wijzigt ze zelf; ze gaan weg als u vraagt om te wissen"),
    ),
    RetentionRow(
        what=_("Aanvraag voor accreditatie die niet is ingediend, met de docenten die erin staan"),
        purpose=_("De aanvraag later kunnen afmaken"),
        term=_("2 jaar na de laatste wijziging"),
        how=AUTOMATIC,
        task=terms.end_drafts,
    ),
    RetentionRow(
        what=_("Een bestand dat bij geen aanvraag voor accreditatie (meer) hoort"),
        purpose=_("Het opslaan van een bestand kunnen afmaken"),
        term=_("1 dag"),
        how=AUTOMATIC,
        task=terms.end_orphans,
    ),
    RetentionRow(
        what=_("Docenten in een ingediende aanvraag: naam, opleiding, ervaring en bewijs"),
        purpose=_("Beoordelen of een opleiding aan de eisen voldoet, ook bij bezwaar en toezicht"),
        term=_("5 jaar na het laatste besluit, maar zolang de accreditatie geldt"),
        how=_("Automatisch gewist uit de aanvraag, met de bestanden. De rest van de aanvraag blijft"),
        task=terms.end_teachers,
    ),
    RetentionRow(
        what=_("Wat beoordelaars schreven over een aanvraag"),
        purpose=_("Het besluit kunnen onderbouwen, ook bij bezwaar"),
        term=_("5 jaar; wat niet is ingeleverd 3 maanden na het einde van de beoordeling"),
        how=_("Automatisch gewist. Het advies en de score blijven"),
        task=terms.end_assessments,
    ),
    RetentionRow(
        what=_("Brieven van de commissie en de toelichting bij stappen in een aanvraag"),
        purpose=_("Kunnen laten zien wat er is geschreven en besloten"),
        term=_("7 jaar na de stap"),
        how=_("Automatisch gewist. De stap en de datum blijven"),
        task=terms.end_letters,
    ),
    RetentionRow(
        what=_("Sporen: wie wat wijzigde aan een aanvraag of een opleider, met de oude en nieuwe tekst"),
        purpose=_("Kunnen nagaan wie wat deed"),
        term=_("De teksten 5 jaar; dat er iets is gedaan blijvend, zonder naam als u vraagt om te wissen"),
        how=_("De teksten worden automatisch gewist"),
        task=terms.end_traces,
    ),
    RetentionRow(
        what=_("Banden van beoordelaars met opleiders"),
        purpose=_("Voorkomen dat iemand een opleiding van een bekende beoordeelt"),
        term=_("10 jaar nadat de band eindigde"),
        how=AUTOMATIC,
        task=terms.end_ties,
    ),
    RetentionRow(
        what=_("Aanwezigheid bij een opleiding volgens de opleider: datum, uren en soort"),
        purpose=_("Uw uren kunnen verantwoorden"),
        term=_("Blijvend, zonder naam als u vraagt om te wissen"),
        how=_("Uw naam gaat weg, de uren en datums blijven"),
    ),
    RetentionRow(
        what=_("Wat u schreef toen u aanwezigheid betwistte, en het antwoord"),
        purpose=_("De melding kunnen beoordelen en uitleggen"),
        term=_("2 jaar na het besluit"),
        how=AUTOMATIC,
        task=terms.end_contests,
    ),
]


def export(person: Person) -> dict[str, Any]:
    """Return what this room knows about a person; kinds of which there is nothing are left out, decisions never."""
    mine = Q(by__person__in=people.ids_of(person))
    decisions = Accreditation.objects.filter(mine).order_by("pk")
    fields = ("kind", "until", "decided_on", "recorded_at")
    rows = decisions.values(*fields, code=F("training__code"), reason_text=F("reason__text"), **{"from": F("starts")})
    told: _Told = {**_as_provider(person), **_as_assessor(person), **_as_member(person)}
    told["traces"] = Trace.objects.filter(mine).values(
        "what", "field", "at", application_code=F("application__code"), provider_name=F("provider__name")
    )
    return {
        "accreditation_decisions": list(rows),
        **{name: found for name, query in told.items() if (found := list(query))},
    }


def erase(person: Person) -> None:
    """End somebody's access, delete what they wrote and where their address stands; facts stay, of an account without a name."""
    accounts = list(User.objects.filter(person=person))
    for place in ProviderPerson.objects.filter(user__in=accounts, ended_at=None).select_related("provider"):
        portal_people.end(place.provider, place.pk, None, leave_nobody=True, tells=False)
    for email in {text for text in (person.email, *(one.email for one in accounts)) if text}:
        _erase_address(email)
    AssessmentDraft.objects.filter(assignment__assessor__in=accounts).delete()
    AttendanceRulingText.objects.filter(ruling__contest__attendance__person=person).delete()
    AttendanceContestText.objects.filter(contest__attendance__person=person).delete()


def _erase_address(email: str) -> None:
    ProviderRequest.objects.filter(email__iexact=email).delete()
    ProviderInvitation.objects.filter(email__iexact=email).delete()
    TraceText.objects.filter(Q(old__iexact=email) | Q(new__iexact=email)).delete()
    ProviderDetails.objects.filter(email__iexact=email).update(contact="", email="", phone="")
    ProviderDetails.objects.filter(invoice_email__iexact=email).update(invoice_email="", attention="")


def _as_provider(person: Person) -> _Told:
    ids = people.ids_of(person)
    emails = [text for text in User.objects.filter(person__in=ids).values_list("email", flat=True) if text]
    theirs = Q(email__in=[*emails, *([person.email] if person.email else [])])
    asked = ("name", "kvk_number", "place", "website", "contact", "email", "phone", "message")
    return {
        "provider_places": ProviderPerson.objects.filter(user__person__in=ids).values(
            "since", "ended_at", provider_name=F("provider__name")
        ),
        "provider_requests": ProviderRequest.objects.filter(theirs).values(*asked, "asked_at", "decided_at", "refusal"),
        "provider_invitations": ProviderInvitation.objects.filter(theirs).values(
            "email", "sent_at", "used_at", "withdrawn_at", provider_name=F("provider__name")
        ),
        "applications": Application.everything.filter(started_by__person__in=ids).values("code", "kind", "started_at"),
        "application_steps": Step.objects.filter(by__person__in=ids).values(
            "kind", "decided_on", code=F("application__code")
        ),
    }


def _as_assessor(person: Person) -> _Told:
    ids = people.ids_of(person)
    return {
        "ties": Tie.objects.filter(user__person__in=ids).values(
            "kind", "since", "ended_on", provider_name=F("provider__name")
        ),
        "assignments": Assignment.objects.filter(assessor__person__in=ids).values(
            "at", "ended_at", "end", code=F("application__code")
        ),
        "assessments": Assessment.objects.filter(assignment__assessor__person__in=ids).values(
            "advice", "score", "at", code=F("assignment__application__code"), answers=F("text__answers"),
            remark=F("text__remark"),
        ),
    }  # fmt: skip


def _as_member(person: Person) -> _Told:
    ids = people.ids_of(person)
    return {
        "attendance": ListedAttendance.objects.filter(person__in=ids).values(
            "on", "minutes", "kind", "revision", training=F("run__training__title")
        ),
        "contested_attendance": AttendanceContest.objects.filter(attendance__person__in=ids).values(
            "reason", "at", on=F("attendance__on"), words=F("text__text"), outcome=F("ruling__outcome"),
            answer=F("ruling__text__text"),
        ),
    }  # fmt: skip
