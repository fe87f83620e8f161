"""Demonstration data never mixes with real data."""

import datetime as dt

import pytest

from lvv_site.members.models import Person
from lvv_site.operations.demo import DemoPlan, NotEmptyError, load
from tests.factories.members import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "somebody", [PersonFactory.create, lambda: UserFactory.create(person=None)], ids=["person", "account"]
)
def test_a_database_with_somebody_in_it_is_left_alone(somebody):
    somebody()
    before = Person.objects.count()
    with pytest.raises(NotEmptyError):
        load(DemoPlan(10, 1, dt.date(2026, 11, 21)))
    assert Person.objects.count() == before
