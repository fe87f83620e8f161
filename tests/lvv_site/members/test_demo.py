"""The people of the demonstration: believable, the same every time, and no clones."""

import datetime as dt
import re
import time
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate

from lvv_site.members import demo, names, roles
from lvv_site.members.membership import is_member
from lvv_site.members.models import Membership, Person, User
from lvv_site.operations.demo import DemoPlan

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


def plan(members: int, seed: int = 2026) -> DemoPlan:
    return DemoPlan(members=members, seed=seed, today=TODAY)


@pytest.fixture
def association() -> list[Person]:
    demo.load(plan(1600))
    return list(Person.objects.exclude(email__endswith="@demo.example"))


def test_names_are_no_clones_and_follow_the_stated_distribution(association: list[Person]) -> None:
    total = len(association)

    assert total == 1600 + 128
    assert len({person.full_name for person in association}) > 0.95 * total
    assert 0.17 < sum(bool(person.infix) for person in association) / total < 0.23
    assert 0.025 < sum("-" in person.family_name for person in association) / total < 0.055
    assert sum(not person.full_name.isascii() for person in association) > 40
    assert Counter(person.given_name for person in association).most_common(1)[0][1] < 0.03 * total


def test_addresses_are_unique_and_can_never_exist(association: list[Person]) -> None:
    addresses = [person.email or "" for person in association]

    assert len(set(addresses)) == len(addresses)
    assert all(re.fullmatch(r"[a-z-]+\.[a-z-]+\d*@[a-z]+\.example", address) for address in addresses)


def test_memberships_follow_the_stated_distribution(association: list[Person]) -> None:
    memberships = list(Membership.objects.filter(person__in=association).order_by("number"))
    ended = [membership for membership in memberships if membership.until]

    assert len(memberships) == 1600
    assert 0.04 < len(ended) / 1600 < 0.08
    assert {membership.start.year for membership in memberships} == set(range(1999, 2027))
    assert [one.start for one in memberships] == sorted(one.start for one in memberships)
    assert all(one.until >= one.start and one.until < TODAY for one in ended if one.until)
    assert 0.6 < sum((one.start.month, one.start.day) == (1, 1) for one in memberships) / 1600 < 0.75


def test_members_have_no_account_yet_and_guests_an_unusable_password(association: list[Person]) -> None:
    guests = User.objects.exclude(email__endswith="@demo.example")

    assert guests.count() == 128
    assert not guests.filter(person__memberships__isnull=False).exists()
    assert not any(guest.has_usable_password() for guest in guests)
    assert EmailAddress.objects.filter(user__in=guests, verified=True, primary=True).count() == 128


def test_it_is_the_same_every_time() -> None:
    def drawn(seed: int) -> list[names.Name]:
        dice = plan(0, seed).random("members.names")
        return [names.draw(dice) for _index in range(200)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_the_accounts_can_be_signed_in_to_and_have_their_roles() -> None:
    demo.load(plan(0))

    found = {user.email.removesuffix("@demo.example"): user for user in User.objects.all()}
    assert {name: [role.code for role in roles.of(user)] for name, user in found.items()} == {
        "lid": [], "nieuw": [], "opleider": ["provider"], "bureau": ["office"], "redactie": ["editor"],
        "bestuur": ["board"], "commissie": ["committee"], "penningmeester": ["treasurer"],
        "vragen": ["question_editor"], "beoordelaar1": ["assessor"], "beoordelaar2": ["assessor"],
    }  # fmt: skip
    assert authenticate(None, email="lid@demo.example", password="demo-wachtwoord-2026") == found["lid"]
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == len(found)
    assert is_member(found["lid"].person, TODAY)
    assert found["nieuw"].person is not None
    assert not is_member(found["nieuw"].person, TODAY)
    assert not any(user.is_superuser or user.is_staff for user in found.values())


@pytest.mark.slow
def test_a_hundred_thousand_people_take_less_than_a_minute() -> None:
    started = time.perf_counter()

    demo.load(plan(100_000))

    assert time.perf_counter() - started < 60
    assert Membership.objects.count() >= 100_000
