"""The demonstration's hours are what the docstring states."""

import datetime as dt

import pytest

from academy.certification import demo as certification_demo
from academy.certification.models import Period
from academy.hours import demo, evidence, queries
from academy.hours.enums import DecisionKind, Source
from academy.hours.models import Decision, Entry, EvidenceUse
from lvv_site.members import demo as members_demo
from lvv_site.members.models import Person
from lvv_site.operations.demo import DemoPlan

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def _loaded():
    plan = DemoPlan(120, 2026, TODAY)
    for module in (members_demo, certification_demo, demo):
        module.load(plan)


@pytest.mark.usefixtures("_loaded")
def test_who_went_on_had_the_courses_and_extra_hours_for_it():
    seen = 0
    for period in Period.objects.select_related("certificate__person", "scheme"):
        if not Period.objects.filter(certificate=period.certificate, during__startswith__gt=period.start).exists():
            continue
        progress = queries.standing_of(period.certificate.person, period, TODAY).progress
        assert (progress.short["course"], progress.short["extra"]) == (0, 0), period
        seen += 1
    assert seen > 50


@pytest.mark.usefixtures("_loaded")
def test_there_is_work_for_the_office_and_the_member_has_one_of_everything():
    waiting = [one for one in Entry.objects.filter(source=Source.CLAIM) if one.decisions.count() == 1]
    member = Person.objects.get(email=demo.MEMBER)
    assert len(waiting) == demo.WAITING + 1
    assert all(one.evidence_uses.exists() for one in waiting)
    mine = Decision.objects.filter(entry__person=member, entry__recorded_by__isnull=False)
    assert sorted(mine.values_list("kind", flat=True)) == ["approved", "rejected", *["submitted"] * 3]
    assert Entry.objects.filter(person=member, reverses__isnull=False).count() == 1


@pytest.mark.usefixtures("_loaded")
def test_approved_claims_of_the_last_year_rest_on_a_file_that_is_intact():
    approved = Entry.objects.filter(source=Source.CLAIM, decisions__kind=DecisionKind.APPROVED)
    recent = approved.filter(on__gte=TODAY - dt.timedelta(days=365), source_ref__startswith="demo:")
    assert recent.count() > 20
    assert not recent.filter(evidence_uses=None).exclude(person__email=demo.MEMBER).exists()
    assert all(evidence.is_intact(one.evidence) for one in EvidenceUse.objects.select_related("evidence")[:30])


@pytest.mark.usefixtures("_loaded")
def test_nothing_lies_in_the_future_and_the_next_entry_gets_an_id_of_its_own():
    assert not Entry.objects.filter(on__gt=TODAY).exists()
    last = Entry.objects.order_by("-pk")[0]
    assert last.source_ref.startswith(("demo:lid", "reversal:"))
