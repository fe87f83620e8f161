"""What may be taken along, what ends when, and what disappears on request."""

import datetime as dt
import json

import pytest
import time_machine
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from events.booking import attendance, privacy
from events.booking.enums import PlaceState
from events.booking.models import Place
from lvv_site import civil
from tests.factories import booking as make
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return list(Place.objects.order_by("pk").values_list("name", flat=True))


def test_names_of_attendees_end_two_years_after_the_occasion():
    with time_machine.travel(timezone.now() - dt.timedelta(days=800), tick=False):
        make.confirmed(make.occasion(days=1))
        make.confirmed(make.occasion(days=100))
        make.confirmed(make.occasion(starts=None, ends=None))
    _old, recent, _undated = names()
    assert privacy.end_names(civil.today(), dry_run=True) == 2
    assert privacy.end_names(civil.today(), dry_run=False) == 2
    assert privacy.end_names(civil.today(), dry_run=False) == 0
    assert names() == ["", recent, ""]


def test_a_person_takes_along_what_is_theirs_and_nothing_of_others():
    person, occasion = PersonFactory.create(), make.occasion(title="Mijn dag")
    place = make.confirmed(occasion, attendees=[make.attendee(person.pk)])
    other = make.confirmed(occasion)
    attendance.check_in(place)
    told = json.dumps(privacy.export(person), cls=DjangoJSONEncoder)
    assert place.code in told
    assert "Mijn dag" in told
    assert '"minutes": 240' in told
    assert other.code not in told
    assert other.name not in told


def test_erasing_gives_up_what_is_to_come_and_leaves_what_happened_without_a_name():
    person = PersonFactory.create()
    was = make.confirmed(make.occasion(), attendees=[make.attendee(person.pk)])
    attendance.check_in(was)
    comes = make.confirmed(make.occasion(), attendees=[make.attendee(person.pk)])
    other = make.confirmed(make.occasion())
    privacy.erase(person)
    assert names() == ["", "", other.name]
    states = [one.state(timezone.now()) for one in Place.objects.order_by("pk")]
    assert states == [PlaceState.CONFIRMED, PlaceState.CANCELLED, PlaceState.CONFIRMED]
    assert (was.attendances.count(), comes.attendances.count()) == (1, 0)


def test_erasing_also_empties_places_that_a_colleague_booked_with_the_address():
    person = PersonFactory.create(email="collega@voorbeeld.example")
    place = make.confirmed(make.occasion())
    Place.objects.filter(pk=place.pk).update(email="Collega@voorbeeld.example")
    privacy.erase(person)
    assert names() == [""]
