"""Providers, trainings and their accreditation for tests, decided through the same door as everywhere."""

import datetime as dt
from itertools import count

from academy.accreditation import decisions
from academy.accreditation.decisions import Decision, Granting
from academy.accreditation.models import Accreditation, Provider, Training
from lvv_site.members.models import User
from tests.factories.members import UserFactory

SERIAL = count(1)
STARTS, UNTIL = dt.date(2026, 3, 1), dt.date(2027, 3, 1)


def provider(name: str = "", **fields: str) -> Provider:
    """A provider."""
    number = next(SERIAL)
    return Provider.objects.create(name=name or f"Opleider {number}", slug=f"opleider-{number}", **fields)


def training(code: str = "", **fields: object) -> Training:
    """A training that was never accredited."""
    number = next(SERIAL)
    given = {"title": f"Opleiding {number}", "provider": fields.pop("provider", None) or provider(), **fields}
    return Training.objects.create(code=code or f"bns-{number}", **given)  # type: ignore[misc]  # any field


def decision(of: Training, by: User | None = None, reason: str = "Besluit van de commissie") -> Decision:
    """A decision by somebody who has seen everything."""
    return Decision(by or UserFactory.create(), STARTS, reason, decisions.last_fact(of))


def granted(
    of: Training, starts: dt.date = STARTS, until: dt.date | None = UNTIL, minutes: int = 480,
    hours_kind: str = "course", *, by: User | None = None,
) -> Accreditation:  # fmt: skip
    """Grant a period."""
    return decisions.grant(of, Granting(starts, until, minutes, hours_kind), decision(of, by))


def accredited(
    code: str = "", starts: dt.date = STARTS, until: dt.date | None = UNTIL, minutes: int = 480,
    hours_kind: str = "course", **fields: object,
) -> Training:  # fmt: skip
    """A training with one granted period."""
    made = training(code, **fields)
    granted(made, starts, until, minutes, hours_kind)
    return made
