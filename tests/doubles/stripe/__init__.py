"""A small Stripe on loopback: what the payments room uses of it, held against Stripe's own description of itself.

`StripeDouble` serves the API and a hosted page with the four endings of a payment; `World` holds what happened; the events
that it made are delivered by the test, in the order, as often and as late as the test likes.
"""

from .server import API_KEY, WEBHOOK_SECRET, StripeDouble
from .world import World

__all__ = ["API_KEY", "WEBHOOK_SECRET", "StripeDouble", "World"]
