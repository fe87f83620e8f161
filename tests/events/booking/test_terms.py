"""What comes back, by the days that were left."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.booking.enums import Audience
from events.booking.prices import FrozenPrice
from events.booking.terms import Extent, ShareBack, Step, Terms, percentage, share

START = dt.date(2027, 3, 31)
TERMS = Terms((Step(7, 50), Step(28, 100)))
PRICE = FrozenPrice(Audience.GUEST, Decimal("99.99"), Decimal(21))


@pytest.mark.parametrize(
    ("days_left", "percent", "extent"),
    [
        (100, 100, Extent.FULL),
        (28, 100, Extent.FULL),
        (27, 50, Extent.PARTIAL),
        (7, 50, Extent.PARTIAL),
        (6, 0, Extent.NONE),
        (0, 0, Extent.NONE),
        (-3, 0, Extent.NONE),
    ],
)
def test_the_step_that_was_reached_counts(days_left, percent, extent):
    found = percentage(TERMS, START - dt.timedelta(days_left), START)
    assert (found, share(PRICE, found).extent) == (percent, extent)


def test_days_are_civil_dates_also_when_the_clock_changes():
    assert percentage(Terms((Step(3, 100),)), dt.date(2027, 3, 28), START) == 100  # a day of 23 hours among them


def test_without_dates_or_steps_nothing_comes_back():
    assert percentage(TERMS, START, None) == 0
    assert percentage(Terms(()), START - dt.timedelta(100), START) == 0


@pytest.mark.parametrize(
    ("percent", "net", "gross"), [(100, "99.99", "120.99"), (50, "50.00", "60.50"), (0, "0.00", "0.00"), (33, "33.00", "39.93")]
)  # fmt: skip
def test_a_share_is_whole_cents(percent, net, gross):
    assert share(PRICE, percent) == ShareBack(percent, Decimal(net), Decimal(gross))


@pytest.mark.parametrize(
    "steps", [(Step(0, 100),), (Step(1, 101),), (Step(1, -1),), (Step(7, 50), Step(7, 40)), (Step(7, 50), Step(14, 40))]
)
def test_terms_that_contradict_themselves(steps):
    with pytest.raises(ValueError, match=r"step|less"):
        Terms(steps)


@st.composite
def terms(draw):
    days = sorted(draw(st.sets(st.integers(1, 60), max_size=5)))
    percents = sorted(draw(st.lists(st.integers(0, 100), min_size=len(days), max_size=len(days))))
    return Terms(tuple(Step(day, percent) for day, percent in zip(days, percents, strict=True)))


@given(terms(), st.integers(-10, 80), st.integers(0, 20), st.decimals(0, 9999, places=2))
def test_earlier_never_gives_less_and_never_more_than_was_paid(some, left, earlier, net):
    price = FrozenPrice(Audience.GUEST, net, Decimal(21))
    now = share(price, percentage(some, START - dt.timedelta(left), START))
    before = share(price, percentage(some, START - dt.timedelta(left + earlier), START))
    assert Decimal(0) <= now.gross <= before.gross <= price.gross
    assert share(price, 100) == ShareBack(100, price.net, price.gross)
