"""What may be taken along, and what disappears on request or in time."""

import datetime as dt

import pytest

from academy.certification import decisions
from academy.dossier import outcomes, privacy, requirements
from academy.dossier.models import Handover, OutcomeReason, Requirement
from academy.dossier.outcomes import Verdict
from lvv_site import civil
from tests.factories.dossier import Holder, holder
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> Holder:
    made = holder()
    made.complete()
    requirements.record_vog(made.person, civil.today(), civil.today(), UserFactory.create())
    handover = made.hand_over()
    verdict = Verdict("held", civil.today(), "Eigen woorden", None, 0, decisions.last_event(made.certificate))
    outcomes.record(handover, verdict, UserFactory.create())
    return made


def test_export_holds_everything_about_the_person(one: Holder) -> None:
    told = privacy.export(one.person)
    assert [handed["sha256"] for handed in told["handed_over"]] == [Handover.objects.get().sha256]
    assert [(each["kind"], each["reason_text"]) for each in told["outcomes"]] == [("held", "Eigen woorden")]
    assert {each["kind"] for each in told["requirements"]} == {"vog", "practice"}
    assert privacy.export(holder().person) == {"handed_over": [], "outcomes": [], "requirements": []}


def test_erasing_takes_the_words_and_what_was_seen_and_keeps_the_facts(one: Holder) -> None:
    other = holder()
    requirements.declare_practice(other.person, other.user)
    privacy.erase(one.person)
    assert (Handover.objects.count(), OutcomeReason.objects.count()) == (1, 0)
    assert [left.person for left in Requirement.objects.all()] == [other.person]
    assert one.person.family_name not in str(Handover.objects.get().content)


def test_what_was_seen_goes_after_five_years(one: Holder) -> None:
    later = civil.today() + dt.timedelta(days=5 * 366)
    assert privacy.end_requirements(civil.today(), dry_run=False) == 0
    assert privacy.end_requirements(later, dry_run=True) == 2
    assert Requirement.objects.count() == 2
    assert privacy.end_requirements(later, dry_run=False) == 2
    assert Requirement.objects.count() == 0
    assert Handover.objects.count() == 1
