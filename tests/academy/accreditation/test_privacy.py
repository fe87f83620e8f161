"""What the room hands out and erases of somebody who decided."""

import pytest

from academy.accreditation import privacy
from academy.accreditation.models import AccreditationReason
from lvv_site.members import people
from tests.factories.accreditation import STARTS, accredited, granted, training
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_somebody_takes_along_what_they_decided_and_nothing_of_others() -> None:
    user = UserFactory.create(person=PersonFactory.create())
    granted(training("bns-mijn"), by=user)
    accredited("bns-ander")
    assert user.person is not None
    [row] = privacy.export(user.person)["accreditation_decisions"]
    assert (row["code"], row["kind"], row["from"], row["reason_text"]) == (
        "bns-mijn", "granted", STARTS, "Besluit van de commissie",
    )  # fmt: skip


def test_a_merged_entry_counts_as_the_same_person() -> None:
    user, other = UserFactory.create(person=PersonFactory.create()), PersonFactory.create()
    granted(training("bns-mijn"), by=user)
    assert user.person is not None
    people.merge(user.person, other, user)
    assert len(privacy.export(other)["accreditation_decisions"]) == 1


def test_who_never_decided_has_nothing() -> None:
    accredited()
    assert privacy.export(PersonFactory.create()) == {"accreditation_decisions": []}


def test_erasing_leaves_what_was_decided_about_trainings() -> None:
    user = UserFactory.create(person=PersonFactory.create())
    of = training()
    granted(of, by=user)
    assert user.person is not None
    privacy.erase(user.person)
    assert of.accreditations.count() == AccreditationReason.objects.count() == 1
