"""What is asked beside hours, each with its source, and the two ways in which it is recorded.

What the association's page on recertification asks is hours. A VOG and working as an adviser are asked of who becomes a
member; no source says that they are asked again. So `settings.DOSSIER_NEEDS` names what must be there before a dossier is
complete; the rest is shown and holds nothing up.

A VOG is never stored, it is seen: the day on it, its profile and the day on which the office looked (domain rule 13).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.certification.dates import months_later
from academy.hours.period import window_opens
from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person, User

from .enums import RequirementKind
from .models import Requirement
from .refusals import DossierError

PROFILE = "75"
VOG_MONTHS = 12  # how old a VOG may be when it is seen
DEFAULT_NEEDS = (RequirementKind.PRACTICE.value,)


@dataclass(frozen=True)
class Source:
    """Where a rule was read, and on which day."""

    title: str
    url: str
    seen: dt.date


MEMBERSHIP = Source("Lidmaatschap, lvvv.nl", "https://www.lvvv.nl/lidmaatschap", dt.date(2025, 1, 31))


@dataclass(frozen=True)
class Demand:
    """One requirement that is no hours: what it asks, in words for the member, and where that stands."""

    kind: RequirementKind
    title: str | Promise
    text: str | Promise
    source: Source


DEMANDS = (
    Demand(
        RequirementKind.PRACTICE,
        _("Je werkt als vertrouwenspersoon"),
        _(
            "Het lidmaatschap is voor wie als vertrouwenspersoon werkt in of voor een organisatie. Dat verklaar je zelf."
        ),
        MEMBERSHIP,
    ),
    Demand(
        RequirementKind.VOG,
        _("VOG met screeningsprofiel 75"),
        _(
            "Bij de aanmelding als lid hoort een VOG die dan hoogstens een jaar oud is. Het bureau noteert dat het de VOG zag en "
            "bewaart haar niet. Of de certificerende instelling er bij hercertificering opnieuw om vraagt, staat niet in de bron."
        ),
        MEMBERSHIP,
    ),
)


@dataclass(frozen=True)
class Standing:
    """How one demand stands: the fact that meets it, if any, and whether the dossier waits for it."""

    demand: Demand
    met_by: Requirement | None
    needed: bool

    @property
    def missing(self) -> bool:
        """Whether the dossier is not complete for want of it."""
        return self.needed and self.met_by is None


def needs() -> tuple[str, ...]:
    """Return the codes of what must be there before a dossier is complete."""
    return tuple(getattr(settings, "DOSSIER_NEEDS", DEFAULT_NEEDS))


def facts_of(person: Person) -> list[Requirement]:
    """Return everything recorded about a person, the latest first."""
    mine = Requirement.objects.filter(person__in=people.ids_of(person))
    return list(mine.select_related("by").order_by("-on", "-pk"))


def standings(facts: Sequence[Requirement], end: dt.date) -> list[Standing]:
    """Return how each demand stands for a period that ends (exclusive) on `end`, given the facts, the latest first."""
    asked = needs()
    return [Standing(demand, _meeting(demand, facts, end), demand.kind.value in asked) for demand in DEMANDS]


def declare_practice(person: Person, by: User, today: dt.date | None = None) -> Requirement:
    """Let a member declare to work as an adviser; the same day twice is once."""
    today = today or civil.today()
    declared, _made = Requirement.objects.get_or_create(
        person=person, kind=RequirementKind.PRACTICE, on=today, defaults={"by": by}
    )
    return declared


def record_vog(person: Person, issued_on: dt.date, seen_on: dt.date, by: User) -> Requirement:
    """Record that the office saw a VOG with profile 75; the VOG itself is not kept.

    Raises:
        DossierError: of tomorrow, seen before it was issued, or more than a year old when seen.
    """
    if seen_on > civil.today():
        raise DossierError(_("Deze dag moet nog komen."), "on")
    if issued_on > seen_on:
        raise DossierError(_("De VOG is dan nog niet afgegeven."), "issued_on")
    if seen_on > months_later(issued_on, VOG_MONTHS):
        raise DossierError(_("De VOG was toen ouder dan een jaar. Vraag om een nieuwe."), "issued_on")
    seen, _made = Requirement.objects.get_or_create(
        person=person, kind=RequirementKind.VOG, on=seen_on,
        defaults={"by": by, "issued_on": issued_on, "profile": PROFILE},
    )  # fmt: skip
    return seen


def _meeting(demand: Demand, facts: Sequence[Requirement], end: dt.date) -> Requirement | None:
    """Return the latest fact that meets a demand. A declaration is about this application, so given in its window."""
    earliest = window_opens(end) if demand.kind == RequirementKind.PRACTICE else dt.date.min
    return next((one for one in facts if one.kind == demand.kind and one.on >= earliest), None)
