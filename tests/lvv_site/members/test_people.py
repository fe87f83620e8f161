"""Merging: facts keep their person id, queries resolve it."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from lvv_site.members import people
from lvv_site.members.membership import is_member, since
from lvv_site.members.models import Membership, Person, PersonMerge
from tests.factories.members import MembershipFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


def test_an_entry_never_merged_stands_for_itself() -> None:
    person = PersonFactory()

    assert people.resolve(person.pk) == person.pk
    assert people.ids_of(person) == [person.pk]


def test_merges_are_followed_to_the_end_from_every_entry() -> None:
    first, second, third, stranger = PersonFactory.create_batch(4)
    people.merge(first, second)
    people.merge(second, third)

    assert people.resolve_many([first.pk, second.pk, third.pk, stranger.pk]) == {
        first.pk: third.pk,
        second.pk: third.pk,
        third.pk: third.pk,
        stranger.pk: stranger.pk,
    }
    for entry in (first, second, third):
        assert sorted(people.ids_of(entry)) == sorted([first.pk, second.pk, third.pk])
    assert list(Person.objects.current().order_by("pk")) == [third, stranger]


def test_merging_moves_account_and_address_to_an_entry_that_has_none() -> None:
    user = UserFactory()
    source, into = user.person, PersonFactory(email=None)
    address = source.email

    people.merge(source, into)

    user.refresh_from_db()
    into.refresh_from_db()
    source.refresh_from_db()
    assert user.person == into
    assert (source.email, into.email) == (None, address)


def test_merging_keeps_the_address_that_is_there() -> None:
    source, into = PersonFactory(), PersonFactory(email="blijft@voorbeeld.example")

    people.merge(source, into)

    into.refresh_from_db()
    assert into.email == "blijft@voorbeeld.example"


def test_two_accounts_are_not_merged_and_nothing_changes() -> None:
    source, into = UserFactory().person, UserFactory().person

    with pytest.raises(people.CannotMergeError, match="Beide personen hebben een account"):
        people.merge(source, into)

    source.refresh_from_db()
    assert source.email
    assert not PersonMerge.objects.exists()


def test_no_circles_and_nobody_with_themselves() -> None:
    first, second = PersonFactory.create_batch(2)
    with pytest.raises(people.CannotMergeError):
        people.merge(first, first)
    people.merge(first, second)
    with pytest.raises(people.CannotMergeError):
        people.merge(second, first)
    with pytest.raises(people.CannotMergeError):
        people.merge(first, PersonFactory())


def test_a_merge_is_a_fact() -> None:
    merge = people.merge(PersonFactory(), PersonFactory())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PersonMerge.objects.filter(pk=merge.pk).update(into=PersonFactory())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        merge.delete()


def test_membership_of_a_merged_entry_counts_for_the_one_that_stands() -> None:
    source, into = MembershipFactory(start=dt.date(2010, 1, 1)).person, PersonFactory()
    assert not is_member(into, TODAY)

    people.merge(source, into)

    assert is_member(into, TODAY)
    assert is_member(source, TODAY)
    assert since(into) == dt.date(2010, 1, 1)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (dt.date(2019, 12, 31), False),
        (dt.date(2020, 1, 1), True),
        (dt.date(2024, 12, 31), True),
        (dt.date(2025, 1, 1), False),
    ],
)
def test_membership_holds_from_its_first_to_its_last_day(on: dt.date, expected: bool) -> None:
    membership = MembershipFactory(start=dt.date(2020, 1, 1), until=dt.date(2024, 12, 31))

    assert is_member(membership.person, on) is expected
    assert membership.covers(on) is expected


def test_nobody_is_no_member() -> None:
    assert not is_member(None, TODAY)


def test_memberships_of_one_person_may_touch_but_not_overlap() -> None:
    first = MembershipFactory(start=dt.date(2020, 1, 1), until=dt.date(2020, 12, 31))
    MembershipFactory(person=first.person, start=dt.date(2021, 1, 1))

    with pytest.raises(IntegrityError, match="membership_one_at_a_time"), transaction.atomic():
        MembershipFactory(person=first.person, start=dt.date(2020, 12, 31), until=dt.date(2020, 12, 31))
    assert Membership.objects.count() == 2


@pytest.mark.parametrize("text", ["noel", "NOËL jager", "jäger", "noel@", "L0042", "l0042 noel", "oël"])
def test_people_are_found_by_part_of_name_address_or_number(text: str) -> None:
    person = PersonFactory(given_name="Noël", infix="de", family_name="Jager", email="noel@voorbeeld.example")
    MembershipFactory(person=person, number="L0042")
    PersonFactory(given_name="Noud", family_name="Visser")

    assert list(Person.objects.search(text)) == [person]


@pytest.mark.parametrize("text", ["%", "_", "noel'; --", "L0043", "noel \0"])
def test_signs_in_a_search_mean_nothing(text: str) -> None:
    PersonFactory(given_name="Anna", email="anna@voorbeeld.example")

    assert list(Person.objects.search(text)) == []
