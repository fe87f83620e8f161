"""The committee of the demonstration does what it says."""

import pytest

from academy.accreditation import committee_files, deciding, demo_committee, steps
from academy.accreditation.models import Application, Meeting, Tie
from lvv_site import civil
from lvv_site.members.models import User
from lvv_site.operations.demo import DemoPlan
from tests.factories.accreditation import submitted
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
PLAN = DemoPlan(members=0, seed=1, today=civil.today())


def test_without_applications_there_are_meetings() -> None:
    demo_committee.load(PLAN)
    assert [one.on > PLAN.today for one in Meeting.objects.order_by("on")] == [False, True, True]


def test_five_files_each_on_their_way() -> None:
    roles = (
        ("bureau", "office"),
        ("commissie", "committee"),
        ("beoordelaar1", "assessor"),
        ("beoordelaar2", "assessor"),
    )
    for login, role in roles:
        UserFactory.create(person=PersonFactory.create(email=f"{login}@demo.example"), role=role)
    files = [submitted() for _ in range(6)][::-1]  # the one that came last goes first
    demo_committee.load(PLAN)
    states = committee_files.states_of([one.pk for one in files])
    assert [states[one.pk].value for one in files] == [
        "in_assessment", "in_assessment", "accredited", "refused", "objection", "submitted",
    ]  # fmt: skip
    assert [deciding.lacking(one) for one in files[:2]] == [1, 0]
    assert all(one.text.letter for one in files[3].steps.filter(kind="refused"))
    assert steps.state(Application.objects.get(pk=files[2].pk)) == "accredited"
    assert User.objects.count() >= 4
    assert Tie.objects.count() == 0
