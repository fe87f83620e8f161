"""Listings of the demonstration association.

Stated, and tested:

- kind: internal 45 %, external 35 %, both 20 %;
- findable: 85 % of the external, 80 % of both, 10 % of the internal;
- place: a town of at least 5,000 people, as likely as it is large, so that provinces come out as they are populated;
- languages: everyone Dutch, English 45 %, German 10 %, French 6 %, Turkish, Arabic, Polish, Spanish and Frisian less;
- sectors: one to three for who works for others, one for who is internal;
- opt-ins of the findable: a website 30 %, a region of work 35 %, whether one is available 60 % (of those 7 in 10 are), a form
  to write to them 25 %.
"""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, batched

from academy.certification.models import Certificate, Period
from lvv_site.members.demo import copy
from lvv_site.members.models import Person
from lvv_site.operations.demo import DemoPlan

from . import indexing
from .enums import PROVINCES, SECTORS, AdviserKind
from .models import Profile
from .towns import towns

AFTER = ("academy.certification",)
KINDS = {AdviserKind.INTERNAL: 0.45, AdviserKind.EXTERNAL: 0.35, AdviserKind.BOTH: 0.20}
FINDABLE = {AdviserKind.INTERNAL: 0.10, AdviserKind.EXTERNAL: 0.85, AdviserKind.BOTH: 0.80}
LANGUAGE_SHARES = {
    "en": 0.45, "de": 0.10, "fr": 0.06, "tr": 0.025, "ar": 0.02, "es": 0.02, "pl": 0.015, "fy": 0.015, "dse": 0.004,
}  # fmt: skip
CONTACTABLE = 0.25
SMALLEST_TOWN = 5_000
BATCH = 5_000


def load(plan: DemoPlan) -> None:
    """Make a listing for every certificate there is."""
    dice, writes = plan.random("register.profiles"), plan.random("register.contactable")
    choose = [town for town in towns().values() if town.population >= SMALLEST_TOWN]
    weights = list(accumulate(town.population for town in choose))
    firsts = _first_days()
    for certificates in batched(Certificate.objects.select_related("person").order_by("pk").iterator(BATCH), BATCH):
        profiles = []
        for certificate in certificates:
            profile = _profile(certificate, firsts[certificate.pk], dice)
            town = dice.choices(choose, cum_weights=weights)[0]
            profile.place, profile.town, profile.province = town.name, town.id, town.province
            profile.contactable = profile.findable and writes.random() < CONTACTABLE
            indexing.set_names(profile, certificate.person)
            profiles.append(profile)
        _copy(profiles)
        indexing.post(_people(certificates))
        indexing.set_listed([certificate.pk for certificate in certificates])


def _first_days() -> dict[int, dt.date]:
    days: dict[int, dt.date] = {}
    for certificate, during in Period.objects.order_by("-during").values_list("certificate", "during"):
        days[certificate] = during.lower
    return days


def _profile(certificate: Certificate, first: dt.date, dice: random.Random) -> Profile:
    kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
    findable = dice.random() < FINDABLE[kind]
    languages = ["nl", *(code for code, share in LANGUAGE_SHARES.items() if dice.random() < share)]
    sectors = dice.sample(list(SECTORS), 1 if kind == AdviserKind.INTERNAL else dice.randint(1, 3))
    website = findable and dice.random() < 0.30
    regions = dice.sample(PROVINCES, dice.randint(1, 3)) if findable and dice.random() < 0.35 else []
    available = dice.random() < 0.7 if findable and dice.random() < 0.60 else None
    return Profile(
        certificate=certificate, kind=kind, findable=findable, first_registered=first, languages=languages,
        sectors=sorted(sectors), website=f"https://www.voorbeeld.example/{certificate.pk}" if website else "",
        regions=sorted(regions), available=available,
    )  # fmt: skip


def _copy(profiles: Sequence[Profile]) -> None:
    fields = Profile._meta.concrete_fields
    rows = ([_plain(getattr(profile, one.attname)) for one in fields] for profile in profiles)
    copy(Profile._meta.db_table, [one.column or "" for one in fields], rows)


def _plain(value: object) -> object:
    """Return what COPY can write: a photo is its name, a choice its value."""
    return value if isinstance(value, bool | int | list | dt.date | None) else str(value or "")


def _people(certificates: Iterable[Certificate]) -> Iterator[tuple[int, Person]]:
    return ((certificate.pk, certificate.person) for certificate in certificates)
