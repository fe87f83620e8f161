"""Which price holds, and what a code makes of it."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.booking.enums import Audience, DiscountKind
from events.booking.prices import (
    SMALLEST_NET,
    Discount,
    FrozenPrice,
    NoDiscount,
    NoPriceError,
    Tariff,
    price_of,
    refusal,
    with_vat,
    without_vat,
)

DAY = dt.date(2026, 11, 22)
BEFORE, AFTER = DAY - dt.timedelta(1), DAY + dt.timedelta(1)
MEMBER = Tariff(Audience.MEMBER, Decimal("100.00"), Decimal(21))
GUEST = Tariff(Audience.GUEST, Decimal("150.00"), Decimal(21))
EARLY = Tariff(Audience.MEMBER, Decimal("80.00"), Decimal(21), until=DAY)
GROUP = Tariff(Audience.GUEST, Decimal("120.00"), Decimal(21), people=5)
FREE = Tariff(Audience.MEMBER, Decimal("0.00"))
NORMAL = (MEMBER, GUEST)


@pytest.mark.parametrize(
    ("tariffs", "on", "is_member", "people", "net"),
    [
        (NORMAL, DAY, True, 1, "100.00"),
        (NORMAL, DAY, False, 1, "150.00"),
        ((GUEST,), DAY, True, 1, "150.00"),  # no price of their own: members pay what guests pay
        (
            (Tariff(Audience.MEMBER, Decimal(200), Decimal(21)), GUEST),
            DAY,
            True,
            1,
            "150.00",
        ),  # never more than a guest
        ((*NORMAL, EARLY), DAY, True, 1, "80.00"),  # the last day counts
        ((*NORMAL, EARLY), AFTER, True, 1, "100.00"),
        ((*NORMAL, EARLY), DAY, False, 1, "150.00"),
        ((*NORMAL, Tariff(Audience.GUEST, Decimal(10), None, since=AFTER)), DAY, False, 1, "150.00"),
        ((*NORMAL, Tariff(Audience.GUEST, Decimal(10), None, since=DAY)), DAY, False, 1, "10.00"),
        ((*NORMAL, GROUP), DAY, False, 4, "150.00"),
        ((*NORMAL, GROUP), DAY, False, 5, "120.00"),
        ((*NORMAL, GROUP), DAY, True, 5, "100.00"),  # the group price is not the lowest for a member
        ((FREE, GUEST), DAY, True, 1, "0.00"),
    ],
)
def test_the_lowest_price_that_holds(tariffs, on, is_member, people, net):
    assert price_of(tariffs, on, is_member=is_member, people=people).net == Decimal(net)


def test_the_lowest_is_the_lowest_with_vat():
    exempt, taxed = Tariff(Audience.GUEST, Decimal("110.00")), Tariff(Audience.GUEST, Decimal("100.00"), Decimal(21))
    assert price_of([taxed, exempt], DAY, is_member=False) == FrozenPrice(Audience.GUEST, Decimal("110.00"), None)


@pytest.mark.parametrize("tariffs", [(), (MEMBER,), (GROUP,), (Tariff(Audience.GUEST, Decimal(1), until=BEFORE),)])
def test_without_a_price_nothing_is_sold(tariffs):
    with pytest.raises(NoPriceError):
        price_of(tariffs, DAY, is_member=False)


@pytest.mark.parametrize(
    ("net", "rate", "gross"),
    [("100.00", "21", "121.00"), ("100.00", "9", "109.00"), ("100.00", None, "100.00"), ("0.50", "21", "0.61"), ("0.10", "5", "0.11")],
)  # fmt: skip
def test_people_see_it_with_vat_half_a_cent_up(net, rate, gross):
    assert with_vat(Decimal(net), rate and Decimal(rate)) == Decimal(gross)


TEN, HALF = Discount(DiscountKind.AMOUNT, Decimal("10.00")), Discount(DiscountKind.PERCENTAGE, Decimal(50))


@pytest.mark.parametrize(
    ("discount", "paid"),
    [
        (TEN, "111.00"),
        (HALF, "60.50"),
        (Discount(DiscountKind.AMOUNT, Decimal(500)), "0.00"),
        (Discount(DiscountKind.PERCENTAGE, Decimal(100)), "0.00"),
        (Discount(DiscountKind.PERCENTAGE, Decimal("33.33")), "80.67"),
        (Discount(DiscountKind.AMOUNT, Decimal(10), members_only=True), "111.00"),
        (Discount(DiscountKind.AMOUNT, Decimal(10), until=BEFORE), "121.00"),
    ],
)
def test_a_code_takes_off_what_it_says_and_never_more_than_there_is(discount, paid):
    price = price_of(NORMAL, DAY, is_member=True, discount=discount)
    assert (price.gross, with_vat(price.net + price.discount, price.vat_rate)) == (Decimal(paid), Decimal("121.00"))


@pytest.mark.parametrize(
    ("change", "is_member", "people", "why"),
    [
        ({}, False, 1, None),
        ({"since": DAY, "until": DAY}, False, 1, None),
        ({"since": AFTER}, True, 1, NoDiscount.NOT_YET),
        ({"until": BEFORE}, True, 1, NoDiscount.ENDED),
        ({"members_only": True}, False, 1, NoDiscount.MEMBERS_ONLY),
        ({"members_only": True}, True, 1, None),
        ({"left": 2}, False, 2, None),
        ({"left": 2}, False, 3, NoDiscount.USED_UP),  # for all of the booking or not at all
        ({"left": 0}, True, 1, NoDiscount.USED_UP),
    ],
)
def test_why_a_code_gives_nothing(change, is_member, people, why):
    assert refusal(Discount(DiscountKind.AMOUNT, Decimal(10), **change), DAY, is_member=is_member, people=people) is why


@pytest.mark.parametrize(("kind", "value"), [("amount", "-1"), ("percentage", "101"), ("percentage", "-1")])
def test_a_discount_that_cannot_be(kind, value):
    with pytest.raises(ValueError, match="a discount of"):
        Discount(DiscountKind(kind), Decimal(value))


amounts = st.decimals(0, 100_000, places=2)
rates = st.sampled_from([None, Decimal(9), Decimal(21)])
days = st.none() | st.dates(BEFORE, AFTER)
tariffs = st.builds(Tariff, st.sampled_from(Audience), amounts, rates, days, days, st.integers(1, 6))
discounts = st.builds(Discount, st.just(DiscountKind.AMOUNT), amounts) | st.builds(
    Discount, st.just(DiscountKind.PERCENTAGE), st.decimals(0, 100, places=2)
)


@given(st.lists(tariffs, max_size=6), st.booleans(), st.integers(1, 6), st.none() | discounts)
def test_a_price_is_whole_cents_never_below_zero_and_adds_up(offered, is_member, people, discount):
    guest = Tariff(Audience.GUEST, Decimal("99.99"), Decimal(21))
    price = price_of([*offered, guest], DAY, is_member=is_member, people=people, discount=discount)
    assert Decimal(0) <= price.net <= price.gross
    assert price.net == price.net.quantize(SMALLEST_NET)
    before = price.net + price.discount
    assert with_vat(before, price.vat_rate) in {with_vat(one.net, one.vat_rate) for one in [*offered, guest]}


@given(st.lists(tariffs, max_size=3), st.integers(1, 200), st.none() | discounts)
def test_many_places_cost_exactly_so_many_times_what_one_costs(offered, people, discount):
    guest = Tariff(Audience.GUEST, Decimal("99.99"), Decimal(21))
    price = price_of([*offered, guest], DAY, is_member=False, people=people, discount=discount)
    assert with_vat(price.net * people, price.vat_rate) == price.gross * people


@given(amounts, rates)
def test_a_price_with_vat_comes_back_to_the_cent(gross, rate):
    assert with_vat(without_vat(gross, rate), rate) == gross


@given(st.lists(tariffs, max_size=6), st.integers(1, 6))
def test_a_member_never_pays_more_than_a_guest_and_a_group_never_more_than_one(offered, people):
    offered = [*offered, GUEST]
    guest = price_of(offered, DAY, is_member=False, people=people).gross
    assert price_of(offered, DAY, is_member=True, people=people).gross <= guest
    assert guest <= price_of(offered, DAY, is_member=False, people=1).gross
