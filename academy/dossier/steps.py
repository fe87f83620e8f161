"""The way to a first certificate and to the next one, step by step, each with the source it was read in.

The steps are said without addressing anybody, so that one text serves the public and members. Numbers of hours come from the
scheme, who certifies and examines from the settings: both change without a programmer.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.certification.models import SchemeVersion
from academy.hours import queries
from lvv_site.members.models import Person

from . import overview
from .enums import State
from .overview import Overview
from .requirements import MEMBERSHIP, Source

CONSULTED = dt.date(2025, 1, 31)
CERTIFIER = Source(
    "LVV-registervertrouwenspersoon, MijnCertificatie",
    "https://www.mijncertificatie.nl/certificeringen/lvv-registervertrouwenspersoon/", CONSULTED,
)  # fmt: skip
CHANGES = Source(
    "Wijzigingen certificeren per 2024, lvvv.nl", "https://www.lvvv.nl/wijzigingen-certificeren-per-2024", CONSULTED
)
EXAM = Source("Landelijk examen vertrouwenspersonen", "https://skv.examenmanagementomgeving.nl/", CONSULTED)
RENEWAL_PAGE = Source("Hercertificering, lvvv.nl", "https://www.lvvv.nl/hercertificering", CONSULTED)
INTERVISIE = Source("Intervisie, lvvv.nl", "https://www.lvvv.nl/intervisie", CONSULTED)


@dataclass(frozen=True)
class Step:
    """One step: a code for programs, what it is called, what happens, and where that was read."""

    code: str
    title: str | Promise
    text: tuple[str | Promise, ...]
    sources: tuple[Source, ...]
    goes_to: str = ""


FIRST = (
    Step(
        "training",
        _("De basisopleiding volgen"),
        (
            _(
                "Kies een basisopleiding die door de vereniging is geaccrediteerd. Integriteit hoort daar sinds 2021 bij."
            ),
            _("Het bewijs van deelname geldt twee jaar. Binnen die tijd hoort het examen gedaan te zijn."),
        ),
        (CERTIFIER, CHANGES),
    ),
    Step(
        "exam",
        _("Het landelijk examen doen"),
        (
            _("Sinds 1 januari 2024 is het diploma nodig voor een eerste certificaat."),
            _("Eerst de theorie: 30 gesloten vragen in 45 minuten, geslaagd vanaf 60 procent."),
            _("Daarna een eerste gesprek van 30 minuten met een acteur, geslaagd vanaf 70 procent."),
        ),
        (EXAM, CHANGES),
        "exam",
    ),
    Step(
        "application",
        _("Het certificaat aanvragen"),
        (
            _(
                "Dat gaat bij de certificerende instelling, met het bewijs van de opleiding en het diploma. Zij beoordeelt en beslist."
            ),
            _("Intervisie en extra activiteiten tellen pas bij de volgende certificering."),
        ),
        (CERTIFIER, CHANGES),
        "certifier",
    ),
    Step(
        "register",
        _("In het register, en lid"),
        (
            _("Wie het certificaat krijgt, staat vier jaar in het register. Daarna is een nieuwe beoordeling nodig."),
            _(
                "Lid worden kan sinds 2024 alleen met een certificaat. Bij de aanmelding hoort een VOG met profiel 75 van hoogstens een jaar oud."
            ),
        ),
        (CHANGES, MEMBERSHIP),
        "register",
    ),
)
RENEWAL = (
    Step(
        "gather",
        _("Uren verzamelen, vier jaar lang"),
        (
            _("Verdeel de uren redelijk over de jaren. Te veel van de ene soort vult een andere soort niet aan."),
            _("De datum op een bewijs valt binnen de termijn. Een intervisiegroep is vooraf aangemeld."),
        ),
        (RENEWAL_PAGE, INTERVISIE),
        "hours",
    ),
    Step(
        "complete",
        _("Het dossier compleet maken"),
        (_("Vanaf een jaar voor de einddatum gaat het dossier open. Het laat zien wat er is en wat er nog mist."),),
        (RENEWAL_PAGE,),
        "dossier",
    ),
    Step(
        "hand_over",
        _("Overdragen en aanvragen"),
        (
            _("Is alles er, dan wordt het dossier met één knop vastgelegd zoals het op dat moment is."),
            _("Overzicht en bewijzen gaan daarna naar de certificerende instelling. Daar wordt de aanvraag ingediend."),
        ),
        (CERTIFIER, RENEWAL_PAGE),
        "dossier",
    ),
    Step(
        "assessment",
        _("De certificerende instelling beoordeelt"),
        (_("Zij kan om een aanvulling vragen. Dat is geen afwijzing: vul aan en draag opnieuw over."),),
        (CERTIFIER,),
        "certifier",
    ),
    Step(
        "outcome",
        _("Het nieuwe certificaat"),
        (
            _("Op tijd aangevraagd: de nieuwe termijn begint op de dag na de oude, wanneer het besluit ook komt."),
            _(
                "Na de einddatum aangevraagd: de nieuwe termijn begint op de dag van het besluit. Daartussen staat 'verlopen' in het register."
            ),
        ),
        (RENEWAL_PAGE,),
        "register",
    ),
)
# Where somebody is, by the state of the dossier.
PLACES: Mapping[State, str] = {
    State.EARLY: "gather",
    State.OPEN: "complete",
    State.HELD: "complete",
    State.COMPLETE: "hand_over",
    State.HANDED_OVER: "assessment",
    State.REFUSED: "outcome",
    State.GRANTED: "outcome",
}


@dataclass(frozen=True)
class Place:
    """One step of a route with its tense for the reader: past, now, future; empty when nobody in particular reads."""

    step: Step
    tense: str = ""


@dataclass(frozen=True)
class Position:
    """Where somebody is: the route that concerns them, the step they are at, and the dossier behind it, if any."""

    route: str
    code: str
    dossier: Overview | None = None


def position_of(person: Person, today: dt.date) -> Position:
    """Return where a person is: without a certificate, or after it ended before its time, at the start of the first route."""
    period = overview.current_period(queries.periods_of(person), today)
    if period is None:
        return Position("first", FIRST[0].code)
    dossier = overview.of(person, period, today)
    if dossier.state == State.CLOSED:
        return Position("first", FIRST[0].code, dossier)
    return Position("renewal", PLACES[dossier.state], dossier)


def route(steps: Sequence[Step], at: str | None = None) -> list[Place]:
    """Return the steps, each with its tense when the reader is at one of them."""
    codes = [step.code for step in steps]
    if at not in codes:
        return [Place(step) for step in steps]
    here = codes.index(at)
    tenses = ["past"] * here + ["now"] + ["future"] * (len(codes) - here - 1)
    return [Place(step, tense) for step, tense in zip(steps, tenses, strict=True)]


def current_scheme() -> SchemeVersion | None:
    """Return the scheme that was published last: what somebody who starts now is held to."""
    return SchemeVersion.objects.exclude(published_at=None).order_by("-published_at", "-code").first()
