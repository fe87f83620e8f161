"""Training providers and trainings of the demonstration association, all invented.

Stated, and tested:

- 12 providers offer 60 trainings: the 16 whose hours stand in the ledger (`academy/hours/demo.py`, same codes), 36 more for permanent
  education, 8 basic courses.
- The 16 are accredited without a gap since twelve years ago, longer than any hours in the ledger, and six months ahead at least.
- Of the others, 5 end within three months, 1 was withdrawn two months ago, 3 are over, 2 begin next month, 2 have no end,
  of 1 the hours were corrected; the rest goes on for more than three months. Accreditation lasts two years.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import slugify

from academy.certification.dates import months_later
from academy.hours.demo import COURSES
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import User
from lvv_site.operations.demo import DemoPlan

from . import decisions, demo_applications, demo_committee, demo_portal, demo_runs
from .enums import FactKind, TrainingKind
from .models import Accreditation, AccreditationReason, Provider, Training

AFTER = ("lvv_site.members", "academy.hours")
OFFICE = "bureau@demo.example"
HOUR, YEARS, TERM, AHEAD = 60, 12, 24, 6  # the last two in months

PROVIDERS = (
    ("academie-de-brug", "Academie De Brug", "Utrecht"), ("oever-opleidingen", "Oever Opleidingen", "Zwolle"),
    ("het-luisterhuis", "Het Luisterhuis", "Amersfoort"), ("kompas-integriteit", "Kompas Integriteit", "Den Haag"),
    ("bureau-ruimte", "Bureau Ruimte", "Groningen"), ("de-gesprekskamer", "De Gesprekskamer", "Arnhem"),
    ("noorderwind-trainingen", "Noorderwind Trainingen", "Leeuwarden"), ("instituut-veilig-werk", "Instituut Veilig Werk", "Rotterdam"),
    ("maas-en-waal-academie", "Maas en Waal Academie", "Nijmegen"), ("zuiderlicht-leren", "Zuiderlicht Leren", "Eindhoven"),
    ("praktijk-tussenruimte", "Praktijk Tussenruimte", "Haarlem"), ("vakschool-vertrouwen", "Vakschool Vertrouwen", "Apeldoorn"),
)  # fmt: skip
MORE = (
    ("Schrijven van een gespreksverslag zonder oordeel", 4), ("De eerste tien minuten van een gesprek", 6),
    ("Werken met tolken en taalverschil", 4), ("Vertrouwenspersoon bij de politie en defensie", 8),
    ("Meldingen over leidinggevenden", 6), ("Nazorg als de zaak voorbij is", 4), ("Spelen met perspectief: oefenen met acteurs", 8),
    ("Rouw en verlies bij de melder", 6), ("Privacy in de praktijk: wat noteer je wel en niet", 4),
    ("De vertrouwenspersoon en de bedrijfsarts", 3), ("Racisme bespreekbaar maken", 8), ("Luisteren naar jonge werknemers", 4),
    ("Sociale veiligheid in de wetenschap", 6), ("Sociale veiligheid in de sport", 6), ("Sociale veiligheid in de cultuursector", 6),
    ("Omgaan met anonieme signalen", 4), ("Klokkenluiders bijstaan", 8), ("Bemiddelen of juist niet", 6),
    ("De ongevraagde adviseur: signalen naar de directie", 6), ("Grenzen aan loyaliteit", 4), ("Trauma-sensitief werken", 12),
    ("De beschuldigde in beeld", 6), ("Samenwerken in een team van vertrouwenspersonen", 6), ("Voorlichting die blijft hangen", 7.5),
    ("Cultuurverandering na een incident", 8), ("Je eigen vooroordelen onderzoeken", 6), ("Stalking en bedreiging op het werk", 4),
    ("Neurodiversiteit op de werkvloer", 4), ("Als melden niet meer kan: verjaring en bewijs", 3), ("Vertrouwenswerk in het mkb", 4),
    ("Externe vertrouwenspersoon: offerte tot afscheid", 6), ("De ethiek van geheimhouding", 8), ("Verzuim en sociale onveiligheid", 4),
    ("Oefendag moeilijke gesprekken", 6.5), ("Digitaal vertrouwen: gesprekken op afstand", 4), ("Jaarprogramma supervisie", 16),
)  # fmt: skip
BASIC = (
    "Basisopleiding vertrouwenspersoon", "Basisopleiding vertrouwenspersoon in vier dagen", "Basisopleiding voor zorg en welzijn",
    "Basisopleiding voor het onderwijs", "Basisopleiding voor de overheid", "Basisopleiding in de avonduren",
    "Basisopleiding ongewenste omgangsvormen en integriteit", "Basisopleiding met praktijkbegeleiding",
)  # fmt: skip
BASIC_HOURS = 32
REASONS = {
    FactKind.GRANTED.value: "De commissie vond dat de opleiding aan de eisen voldoet.",
    FactKind.WITHDRAWN.value: "De opleider is met deze opleiding gestopt.",
}


@dataclass
class _Offer:
    """A training to be, with the hours it is accredited for and what is special about it."""

    training: Training
    minutes: int
    number: int  # among its sort

    def granted(self, starts: dt.date, until: dt.date | None, minutes: int | None = None) -> Accreditation:
        """Return an unsaved grant, decided two weeks before."""
        return Accreditation(
            training=self.training, kind=FactKind.GRANTED, starts=starts, until=until, minutes=minutes or self.minutes,
            hours_kind=HoursKind.COURSE, decided_on=starts - dt.timedelta(days=14),
        )  # fmt: skip


def load(plan: DemoPlan) -> None:
    """Make the providers, their trainings, and what was decided about them."""
    office = User.objects.filter(email=OFFICE).first()
    dice = plan.random("accreditation")
    providers = _providers()
    known = _offers(providers, ((code, title, hours) for code, title, hours in COURSES), TrainingKind.COURSE)
    more = _offers(providers, ((_code("bns-", title), title, hours) for title, hours in MORE), TrainingKind.COURSE)
    basic = _offers(providers, ((_code("", title), title, BASIC_HOURS) for title in BASIC), TrainingKind.BASIC)
    Training.objects.bulk_create(one.training for one in (*known, *more, *basic))
    first = plan.today.replace(day=1)
    grants = [grant for one in known for grant in _renewed(one, first, dice.randint(0, TERM - 1))]
    grants += [_special(one, plan.today) or _going_on(one, first, dice.randint(1, 18)) for one in more]
    grants += [_going_on(one, first, dice.randint(1, 18)) for one in basic]
    _record(grants, office)
    held = {grant.training_id: grant for grant in grants}
    _record([_withdrawal(held[more[5].training.pk], first), _correction(held[more[13].training.pk], more[13])], office)
    for part in (demo_portal, demo_applications, demo_committee, demo_runs):
        part.load(plan)


def _providers() -> list[Provider]:
    return Provider.objects.bulk_create(
        Provider(slug=slug, name=name, place=place, website=f"https://{slug}.example/", kvk_number=f"{number:08}")
        for number, (slug, name, place) in enumerate(PROVIDERS, 101)
    )


def _code(prefix: str, title: str) -> str:
    return f"{prefix}{slugify(title)}"[:60].rstrip("-")


def _offers(providers: list[Provider], offered: Iterator[tuple[str, str, float]], kind: TrainingKind) -> list[_Offer]:
    return [
        _Offer(
            Training(code=code, title=title, kind=kind, provider=providers[number * 7 % len(providers)]),
            int(hours * HOUR), number,
        )
        for number, (code, title, hours) in enumerate(offered)
    ]  # fmt: skip


def _renewed(one: _Offer, first: dt.date, shift: int) -> Iterator[Accreditation]:
    """Yield a grant for every two years, from before the first hours until half a year ahead."""
    months = -12 * YEARS - shift
    while months <= AHEAD:
        yield one.granted(months_later(first, months), months_later(first, months + TERM))
        months += TERM


def _special(one: _Offer, today: dt.date) -> Accreditation | None:
    """Return the grant of those that are not simply going on."""
    first = today.replace(day=1)
    if one.number < 5:
        until = today + dt.timedelta(days=10 + 15 * one.number)
        return one.granted(months_later(until, -TERM), until)
    begins = {5: -10, 6: -36, 7: -33, 8: -30, 9: 1, 10: 1, 11: -8, 12: -5, 13: -4}.get(one.number)
    if begins is None:
        return None
    endless = one.number in {11, 12}
    return one.granted(months_later(first, begins), None if endless else months_later(first, begins + TERM))


def _going_on(one: _Offer, first: dt.date, since: int) -> Accreditation:
    return one.granted(months_later(first, -since), months_later(first, TERM - since))


def _withdrawal(grant: Accreditation, first: dt.date) -> Accreditation:
    on = months_later(first, -2)
    return Accreditation(
        training_id=grant.training_id, kind=FactKind.WITHDRAWN, starts=on, withdraws=grant, decided_on=on
    )


def _correction(grant: Accreditation, one: _Offer) -> Accreditation:
    made = one.granted(grant.starts or grant.decided_on, grant.until, one.minutes + HOUR)
    made.replaces = grant
    return made


def _record(made: list[Accreditation], office: User | None) -> None:
    for one in made:
        one.by = office
    decisions.record(made)
    AccreditationReason.objects.bulk_create(
        AccreditationReason(accreditation=one, text=REASONS[one.kind]) for one in made
    )
