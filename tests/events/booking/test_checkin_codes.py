"""The code in a QR, and which part people come for at a moment."""

import datetime as dt

import pytest

from events.booking import checkin_codes, checkin_list
from events.booking.models import Occasion
from tests.factories import booking as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def occasion() -> Occasion:
    return make.occasion(None)


def test_the_qr_holds_the_address_of_the_place_and_no_name(occasion, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://lvv.example"
    place = make.confirmed(occasion)
    assert checkin_codes.address(place) == f"https://lvv.example/inchecken/{place.code}/"
    assert checkin_codes.read(checkin_codes.address(place)) == place.code
    drawn = checkin_codes.qr_svg(place)
    assert drawn.startswith("<svg")
    assert "style" not in drawn


@pytest.mark.parametrize(("minutes_later", "index"), [(-600, 0), (30, 0), (119, 0), (121, 1), (1000, 1)])
def test_the_part_that_is_not_over_is_the_one_people_come_for(occasion, minutes_later, index):
    make.part(occasion), make.part(occasion, hours=2)
    slots = checkin_list.slots_of(occasion)
    at = occasion.starts + dt.timedelta(minutes=minutes_later)
    assert checkin_list.going_on(slots, at) == slots[index]
