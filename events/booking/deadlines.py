"""How long places are kept for somebody. Settings may say otherwise, each as a `timedelta`."""

import datetime as dt

from django.conf import settings

# The checkout lives for forty minutes (Stripe asks for at least thirty); the hold outlasts it by five.
HOLD = dt.timedelta(minutes=45)
UNDER_WAY = dt.timedelta(days=14)  # a direct debit takes days
OFFER = dt.timedelta(days=2)
JUST_NOW = dt.timedelta(minutes=1)  # between reserving and beginning to pay in one go
LONGEST = dt.timedelta(hours=3)  # how long somebody who begins to pay again and again keeps a place
PATIENCE = dt.timedelta(days=1)  # after the hold: news of a payment may come late
LINK_SHOWN = dt.timedelta(days=1)  # before the start, the link for online is there for who comes


def hold() -> dt.timedelta:
    """Return how long a place is kept for who pays: `BOOKING_HOLD`."""
    return getattr(settings, "BOOKING_HOLD", HOLD)


def offer() -> dt.timedelta:
    """Return how long somebody who waited may think about a place: `BOOKING_OFFER`."""
    return getattr(settings, "BOOKING_OFFER", OFFER)
