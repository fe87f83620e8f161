"""Who comes now: a place, the waiting list, or why not."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.booking.availability import Availability, Counts, Registration, availability
from events.booking.enums import Bookable

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SOON, JUST = NOW + dt.timedelta(seconds=1), NOW - dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("registration", "why"),
    [
        ({}, Bookable.OPEN),
        ({"here": False}, Bookable.NOT_HERE),
        ({"cancelled": True, "here": False, "closes_at": JUST}, Bookable.CANCELLED),
        ({"opens_at": SOON}, Bookable.NOT_OPEN_YET),
        ({"opens_at": NOW}, Bookable.OPEN),
        ({"closes_at": NOW}, Bookable.CLOSED),
        ({"closes_at": SOON}, Bookable.OPEN),
        ({"starts": NOW}, Bookable.CLOSED),
        ({"starts": JUST, "closes_at": SOON}, Bookable.OPEN),  # the office says until when
    ],
)
def test_when_an_occasion_can_be_booked(registration, why):
    assert availability(Registration(**registration), Counts(1), NOW) == Availability(why, 1, 0)


@pytest.mark.parametrize(
    ("counts", "empty", "free", "why"),
    [
        (Counts(None, 500, 0), None, None, Bookable.OPEN),
        (Counts(10, 9, 0), 1, 1, Bookable.OPEN),
        (Counts(10, 10, 0), 0, 0, Bookable.FULL),
        (Counts(10, 9, 1), 1, 0, Bookable.FULL),  # somebody waits for it
        (Counts(10, 7, 1), 3, 2, Bookable.OPEN),
        (Counts(10, 12, 3), 0, 0, Bookable.FULL),  # the room became smaller
        (Counts(0), 0, 0, Bookable.FULL),
    ],
)
def test_who_waits_goes_before_who_comes(counts, empty, free, why):
    assert (counts.empty, availability(Registration(), counts, NOW)) == (empty, Availability(why, free, counts.waiting))


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 10), st.integers(1, 60))
def test_what_has_room_never_goes_past_the_capacity_nor_the_list(capacity, taken, waiting, number):
    if Counts(capacity, taken, waiting).has_room(number):
        assert taken + waiting + number <= capacity
