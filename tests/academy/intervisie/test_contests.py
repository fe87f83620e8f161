"""Saying whether a recording is right, and what the office decides."""

import pytest

from academy.hours import ledger
from academy.hours.models import Entry
from academy.intervisie import contests, recording
from academy.intervisie.models import Confirmation, Contest, ContestText, Group, Recording, Ruling
from academy.intervisie.refusals import (
    AlreadyContestedError,
    AlreadyRuledError,
    InvalidError,
    NotConcernedError,
    OutdatedError,
    OwnContestError,
)
from lvv_site.mail.models import Message
from lvv_site.members.models import Person, User
from tests.factories import intervisie as make
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return make.group()


@pytest.fixture
def made(group: Group) -> Recording:
    """Everybody was there but the last one."""
    return make.recorded(group, present=frozenset(one.pk for one in make.people_of(group)[:3]))


@pytest.fixture
def office() -> User:
    return UserFactory.create(role="office")


def somebody(group: Group, place: int) -> Person:
    return make.people_of(group)[place]


def test_who_was_present_confirms_once(group: Group, made: Recording) -> None:
    person = somebody(group, 1)
    assert contests.confirm(made.meeting, person, 1) == contests.confirm(made.meeting, person, 1)
    assert Confirmation.objects.count() == 1


def test_who_was_not_recorded_has_nothing_to_confirm(group: Group, made: Recording) -> None:
    for person in (somebody(group, 3), PersonFactory.create()):
        with pytest.raises(NotConcernedError):
            contests.confirm(made.meeting, person, 1)


def test_present_and_absent_participants_contest_and_strangers_do_not(group: Group, made: Recording) -> None:
    contests.contest(made.meeting, somebody(group, 1), "not_present", "Ik was ziek", 1)
    contests.contest(made.meeting, somebody(group, 3), "was_present", "", 1)
    with pytest.raises(NotConcernedError):
        contests.contest(made.meeting, PersonFactory.create(), "other", "Zomaar", 1)
    assert list(Contest.objects.order_by("pk").values_list("reason", flat=True)) == ["not_present", "was_present"]
    assert ContestText.objects.count() == 1


def test_once_for_each_recording(group: Group, made: Recording) -> None:
    contests.contest(made.meeting, somebody(group, 1), "not_present", "", 1)
    with pytest.raises(AlreadyContestedError):
        contests.contest(made.meeting, somebody(group, 1), "other", "", 1)


def test_what_was_corrected_meanwhile_is_looked_at_first(group: Group, made: Recording) -> None:
    recording.record(made.meeting_id, make.wanted(group), make.contact_of(group), seen=1)
    for act in (contests.confirm, lambda *args: contests.contest(args[0], args[1], "other", "", args[2])):
        with pytest.raises(OutdatedError):
            act(made.meeting, somebody(group, 1), 1)


def test_the_office_lets_it_stand_and_tells_the_member(group: Group, made: Recording, office: User) -> None:
    found = contests.contest(made.meeting, somebody(group, 1), "not_present", "", 1)
    contests.uphold(found.pk, "De lijst is getekend.", office)
    assert Ruling.objects.get().outcome == "upheld"
    assert Message.objects.filter(template="intervisie/ruled", to=somebody(group, 1).email).count() == 1
    with pytest.raises(AlreadyRuledError):
        contests.uphold(found.pk, "Nog eens", office)


def test_the_office_corrects_and_the_hours_follow(group: Group, made: Recording, office: User) -> None:
    absent = somebody(group, 3)
    found = contests.contest(made.meeting, absent, "was_present", "", 1)
    contests.correct(found.pk, make.wanted(group), "Je hebt gelijk.", office, seen=1)
    assert Ruling.objects.get().outcome == "corrected"
    assert ledger.left(Entry.objects.get(person=absent)) == 120
    assert set(Message.objects.filter(to=absent.email).values_list("template", flat=True)) == {
        "intervisie/ruled", "intervisie/proof",
    }  # fmt: skip


def test_a_correction_that_is_refused_leaves_the_contest_waiting(group: Group, made: Recording, office: User) -> None:
    found = contests.contest(made.meeting, somebody(group, 3), "was_present", "", 1)
    with pytest.raises(InvalidError):
        contests.correct(found.pk, make.wanted(group, minutes=75), "", office, seen=1)
    assert not Ruling.objects.exists()
    assert Recording.objects.count() == 1


def test_nobody_decides_about_their_own(group: Group, made: Recording, office: User) -> None:
    person = somebody(group, 1)
    own = UserFactory.create(person=person, role="office")
    found = contests.contest(made.meeting, person, "not_present", "", 1)
    for user in (own, make.contact_of(group)):
        with pytest.raises(OwnContestError):
            contests.uphold(found.pk, "Nee", user)
        with pytest.raises(OwnContestError):
            contests.correct(found.pk, make.wanted(group), "Ja", user, seen=1)
    assert not Ruling.objects.exists()
