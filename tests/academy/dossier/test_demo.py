"""The demonstration is what its docstring states."""

import datetime as dt
from collections import Counter

import pytest
import time_machine

from academy.certification import demo as certification_demo
from academy.certification.models import Period
from academy.dossier import demo, overview, snapshot
from academy.dossier.enums import State
from academy.dossier.models import Handover, Outcome, Requirement
from academy.hours import demo as hours_demo
from academy.intervisie import demo as intervisie_demo
from lvv_site.members import demo as members_demo
from lvv_site.operations.demo import DemoPlan

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _on_a_day():
    with time_machine.travel(dt.datetime(2026, 11, 21, 10, tzinfo=dt.UTC), tick=False):
        yield


def load(members: int) -> None:
    for room in (members_demo, certification_demo, hours_demo, intervisie_demo, demo):
        room.load(DemoPlan(members, 2026, TODAY))


def test_dossiers_are_in_every_state():
    load(400)
    declared = Requirement.objects.filter(kind="practice").count()
    assert declared == demo.MOST
    assert Requirement.objects.filter(kind="vog").count() == demo.VOGS
    chosen = Period.objects.filter(certificate__person__in=Requirement.objects.values("person"), during__contains=TODAY)
    states = Counter(one.state for one in overview.of_many([one.pk for one in chosen], TODAY).values())
    assert (states[State.HELD], states[State.REFUSED], states[State.GRANTED]) == (1, 1, 2)
    assert states[State.COMPLETE] >= demo.KEPT
    assert states[State.HANDED_OVER] >= 10
    assert sorted(Outcome.objects.values_list("kind", flat=True)) == ["granted", "granted", "held", "refused"]
    assert all(snapshot.digest(one.content) == one.sha256 for one in Handover.objects.all())
    assert all(one.handed_over_on <= TODAY for one in Handover.objects.all())


def test_without_members_there_is_little_and_no_error():
    load(0)
    assert Handover.objects.count() <= len(members_demo.ACCOUNTS)
