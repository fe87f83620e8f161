"""Runs of providers among what could help a member."""

import datetime as dt
from typing import Any

import pytest

from academy.accreditation import planned, runs
from academy.accreditation.models import ProviderRun
from academy.hours.planned import Planned, booked_of, planned_of
from lvv_site import civil
from tests.factories import accreditation as make
from tests.factories.certification import certified
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
TODAY, DAY = civil.today(), dt.timedelta(days=1)


def ahead(days: int, title: str = "Luisteren", until: dt.date | None = None) -> ProviderRun:
    """A run so many days ahead, of a training that is accredited until a day."""
    training = make.accredited(title=title, starts=TODAY - 30 * DAY, until=until)
    return make.run(training, -days)


def told(found: list[Planned]) -> list[tuple[str, dt.date, str, bool]]:
    return [(one.title, one.on, str(one.kind), one.booked) for one in found]


def test_what_comes_is_suggested_as_what_it_will_count() -> None:
    person = PersonFactory.create()
    ahead(20, "Later")
    soon = ahead(10, "Eerst")
    ahead(30, "Buiten de accreditatie", TODAY + 25 * DAY)
    ahead(-3, "Voorbij")
    runs.call_off(ahead(5, "Afgelast"), make.worker())

    assert told(planned.suggested(person)) == [
        ("Eerst", TODAY + 10 * DAY, "course", False),
        ("Later", TODAY + 20 * DAY, "course", False),
        ("Buiten de accreditatie", TODAY + 30 * DAY, "extra", False),
    ]
    assert planned_of(person)[0].url == f"/agenda/{soon.occasion.code}/"
    assert booked_of(person) == []


def test_one_run_of_each_training_and_at_most_eight() -> None:
    first = ahead(4, "Vaak")
    make.run(first.training, -6)
    for number in range(9):
        ahead(10 + number, f"Nog een {number}")

    found = planned.suggested(PersonFactory.create())

    assert [one.title for one in found] == ["Vaak", *(f"Nog een {number}" for number in range(7))]


def test_what_somebody_followed_is_not_suggested_again_to_them() -> None:
    certificate = certified()
    run = make.run()
    make.listed(run, f"{certificate.number};6")
    make.run(run.training, -10)

    assert planned.suggested(certificate.person) == []
    assert len(planned.suggested(PersonFactory.create())) == 1


def test_any_number_takes_the_same_queries(django_assert_max_num_queries: Any) -> None:
    person = PersonFactory.create()
    for number in range(6):
        ahead(5 + number, f"Opleiding {number}")
    with django_assert_max_num_queries(5):
        assert len(planned.suggested(person)) == 6
