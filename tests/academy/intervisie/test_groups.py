"""Who takes part from when until when, who the contact person is, what the association registered."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from academy.intervisie import groups
from academy.intervisie.models import Participation, RoomRules
from academy.intervisie.queries import (
    contact_of,
    is_contact,
    kind_on,
    participants,
    participants_on,
    rules_on,
    takes_part,
)
from academy.intervisie.refusals import (
    AlreadyInError,
    ContactStaysError,
    FullError,
    NotInError,
    RegistrationOrderError,
)
from academy.intervisie.validity import FIRST
from lvv_site import civil
from lvv_site.mail.models import Message
from lvv_site.members import people
from tests.factories import intervisie as make
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_who_starts_a_group_is_its_contact_person() -> None:
    group = make.group(others=0)
    starter = make.contact_of(group).person
    assert participants(group) == [starter]
    assert contact_of(group) == starter


def test_leaving_is_at_once_and_the_day_itself_still_counts() -> None:
    group = make.group()
    leaver = make.people_of(group)[1]
    groups.leave(group.pk, leaver, None)
    assert not takes_part(group, leaver)
    assert leaver in participants_on(group, civil.today())
    assert leaver not in participants_on(group, civil.today() + DAY)
    with pytest.raises(NotInError):
        groups.leave(group.pk, leaver, None)
    groups.add(group.pk, leaver, None)
    assert takes_part(group, leaver)


def test_the_contact_person_hands_over_before_leaving() -> None:
    group = make.group()
    user = make.contact_of(group)
    other = make.people_of(group)[1]
    with pytest.raises(ContactStaysError):
        groups.leave(group.pk, user.person, user)
    groups.change_contact(group.pk, other.pk, user)
    groups.leave(group.pk, user.person, user)
    assert contact_of(group) == other
    assert not is_contact(group, user.person)
    assert list(Message.objects.values_list("template", "to")) == [("intervisie/contact", other.email)]


def test_the_last_one_may_leave_as_contact_person() -> None:
    group = make.group(others=0)
    user = make.contact_of(group)
    groups.leave(group.pk, user.person, user)
    assert participants(group) == []
    assert contact_of(group) is None


def test_only_a_participant_becomes_contact_person() -> None:
    group = make.group()
    for stranger in (PersonFactory.create().pk, 0):
        with pytest.raises(NotInError):
            groups.change_contact(group.pk, stranger, make.contact_of(group))


def test_nobody_takes_part_twice() -> None:
    group = make.group()
    inside = make.people_of(group)[1]
    with pytest.raises(AlreadyInError):
        groups.add(group.pk, inside, None)
    with pytest.raises(IntegrityError, match="takes part"), transaction.atomic():
        Participation.objects.create(group=group, person=inside, starts=civil.today())


def test_somebody_known_under_two_entries_takes_part_once() -> None:
    group = make.group()
    inside, twin = make.people_of(group)[1], PersonFactory.create()
    people.merge(inside, twin)
    with pytest.raises(AlreadyInError):
        groups.add(group.pk, twin, None)
    assert twin in participants(group)
    assert len(participants(group)) == 4


def test_a_group_of_eight_is_full_and_the_rules_say_so() -> None:
    group = make.group(others=7)
    with pytest.raises(FullError):
        groups.add(group.pk, PersonFactory.create(), None)
    RoomRules.objects.create(
        valid_from=civil.today(), min_group=3, max_group=9, min_minutes=60, min_present=2, latest_recording_days=30
    )
    groups.add(group.pk, PersonFactory.create(), None)
    assert len(participants(group)) == 9


def test_rules_hold_from_their_day_and_the_last_of_a_day_wins() -> None:
    make.rules()
    today = civil.today()
    for days, present in ((-10, 4), (0, 5), (0, 6), (10, 7)):
        RoomRules.objects.create(
            valid_from=today + days * DAY,
            min_group=3,
            max_group=8,
            min_minutes=90,
            min_present=present,
            latest_recording_days=60,
        )
    asked = (dt.date(1999, 1, 1), today - 11 * DAY, today - 10 * DAY, today - DAY, today, today + 10 * DAY)
    assert [rules_on(on).min_present for on in asked] == [3, 3, 4, 4, 6, 7]


@pytest.mark.parametrize(
    "numbers",
    [{"min_group": 9}, {"min_present": 9}, {"min_minutes": 0}, {"latest_recording_days": 0}, {"min_group": 1}],
)
def test_the_database_refuses_rules_that_contradict_each_other(numbers: dict[str, int]) -> None:
    sound = {"min_group": 3, "max_group": 8, "min_minutes": 90, "min_present": 3, "latest_recording_days": 60}
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomRules.objects.create(valid_from=civil.today(), **{**sound, **numbers})


def test_a_registration_holds_until_the_group_is_taken_out() -> None:
    group = make.group(registered=None)
    office = make.member()
    for kind, starts in (("registered", dt.date(2025, 3, 10)), ("deregistered", dt.date(2025, 6, 1))):
        groups.register(group.pk, kind, starts, "Verzoek van de groep", office)
    asked = [dt.date(2025, 3, 9), dt.date(2025, 3, 10), dt.date(2025, 5, 31), dt.date(2025, 6, 1)]
    assert [kind_on(group, on).value for on in asked] == ["extra", "intervisie", "intervisie", "extra"]
    assert Message.objects.filter(template="intervisie/registration").count() == 2


@pytest.mark.parametrize("kind", ["registered", "deregistered"])
def test_what_is_so_already_is_not_registered_again(kind: str) -> None:
    group = make.group(registered=make.SINCE if kind == "registered" else None)
    with pytest.raises(RegistrationOrderError):
        groups.register(group.pk, kind, civil.today(), "Nog eens", make.member())


def test_the_first_rules_are_those_that_the_migrations_ship() -> None:
    make.rules()
    (shipped,) = RoomRules.objects.all()
    assert shipped.as_rules() == FIRST
