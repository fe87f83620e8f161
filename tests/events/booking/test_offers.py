"""What occasions offer: places and prices with VAT, in a fixed number of queries."""

from decimal import Decimal

import pytest
from django.utils import timezone

from events.booking import offers
from events.booking.enums import Audience, Bookable
from events.booking.models import Occasion
from tests.factories import booking as make

pytestmark = pytest.mark.django_db


def test_it_tells_places_and_prices_with_vat():
    one = make.occasion(capacity=2)
    make.confirmed(one)
    (offer,) = offers.of([one], timezone.now())
    assert (offer.price_member, offer.price_guest) == (Decimal("121.00"), Decimal("181.50"))
    assert (offer.availability.bookable, offer.availability.free, offer.is_free) == (Bookable.OPEN, 1, False)


def test_without_a_price_it_says_none_and_a_free_one_is_free():
    unpriced, free = make.occasion(priced=False), make.occasion(priced=False)
    make.price(free, Audience.GUEST, "0.00")
    without, nothing = offers.of([unpriced, free], timezone.now())
    assert (without.price_member, without.price_guest, without.is_free) == (None, None, False)
    assert nothing.is_free


@pytest.mark.parametrize("number", [1, 12])
def test_the_number_of_queries_is_fixed(number, django_assert_num_queries):
    for _each in range(number):
        make.occasion()
    occasions = list(Occasion.objects.select_related("called_off"))
    with django_assert_num_queries(2):
        assert len(offers.of(occasions, timezone.now())) == number
