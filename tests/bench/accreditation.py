"""A provider with 2,000 accredited trainings, for the pages that list them."""

import datetime as dt

from academy.accreditation import decisions
from academy.accreditation.enums import FactKind
from academy.accreditation.models import Accreditation, Provider, ProviderPerson, Training
from lvv_site.hours_kind import HoursKind
from lvv_site.members.models import User

SLUG, NUMBER = "bench-academie", 2_000
STARTS, UNTIL = dt.date(2025, 1, 1), dt.date(2099, 1, 1)
WORKER = "bench@provider.example"


def prepare() -> None:
    """Make them, once."""
    if Provider.objects.filter(slug=SLUG).exists():
        return
    provider = Provider.objects.create(name="Benchacademie", slug=SLUG, place="Utrecht")
    made = Training.objects.bulk_create(
        Training(code=f"bench-{number}", title=f"Oefendag {number:04}", provider=provider) for number in range(NUMBER)
    )
    decisions.record([
        Accreditation(
            training=one, kind=FactKind.GRANTED, starts=STARTS, until=UNTIL, minutes=480, hours_kind=HoursKind.COURSE,
            decided_on=STARTS,
        )
        for one in made
    ])  # fmt: skip
    ProviderPerson.objects.create(provider=provider, user=worker())


def worker() -> User:
    """Return who works for it."""
    return User.objects.filter(email=WORKER).first() or User.objects.create_user(WORKER)
