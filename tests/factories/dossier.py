"""Dossiers for tests: somebody whose certificate ends within a year, with as many hours as asked."""

import datetime as dt
from dataclasses import dataclass

from academy.certification.dates import months_later
from academy.certification.enums import EventKind
from academy.certification.models import Certificate, Period
from academy.dossier import handing, overview, requirements
from academy.dossier.models import Handover
from academy.dossier.overview import Overview
from academy.hours.models import Entry
from lvv_site import civil
from lvv_site.members.models import Person, User
from tests.factories import hours
from tests.factories.certification import certificate, event
from tests.factories.members import MembershipFactory, UserFactory

ENOUGH = {"course": 24, "intervisie": 32, "extra": 16}  # hours, lvv-2024


@dataclass(eq=False)
class Holder:
    """Somebody with a certificate and an account."""

    user: User
    person: Person
    certificate: Certificate
    period: Period

    def dossier(self, today: dt.date | None = None) -> Overview:
        """The dossier as it is now."""
        self.period.refresh_from_db()
        return overview.of(self.person, self.period, today or civil.today())

    def hours(self, kind: str, number: float, *, days_ago: int = 40, title: str = "") -> list[Entry]:
        """Hours that count at once, at most eight on a day."""
        left = int(number * 60)
        entries: list[Entry] = []
        while left:
            part = min(left, 480)
            day = civil.today() - dt.timedelta(days=days_ago + len(entries))
            entries.append(hours.entry(self.person, kind, part, day, title=title))
            left -= part
        return entries

    def complete(self) -> None:
        """Everything that a dossier asks for."""
        for kind, number in ENOUGH.items():
            self.hours(kind, number)
        requirements.declare_practice(self.person, self.user)

    def hand_over(self, number: int = 1) -> Handover:
        """Hand it over."""
        return handing.hand_over(self.person, self.period, self.user, number)


def holder(months_left: int = 8, *, scheme: str = "lvv-2024", name: str = "Houder", **account: object) -> Holder:
    """Somebody whose four years end (exclusive) in so many months from today; fewer than one is over already."""
    user = UserFactory.create(person__family_name=name, **account)
    person = user.person
    assert person is not None
    MembershipFactory.create(person=person)
    end = months_later(civil.today(), months_left)
    start = months_later(end, -48)
    made = certificate(person)
    event(made, EventKind.GRANTED, start, end - dt.timedelta(days=1), scheme=scheme)
    return Holder(user, person, made, Period.objects.get(certificate=made))
