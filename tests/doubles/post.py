"""The post between the double of Stripe and our webhook, with what may happen to post underway."""

import json
import random
from collections.abc import Sequence

from django.test import Client

from tests.doubles.stripe import StripeDouble
from tests.doubles.stripe.server import WEBHOOK_SECRET, signature
from tests.doubles.stripe.world import Thing
from tests.factories.tasks import work

HOOK = "/betalen/stripe/"


def post(event: Thing, secret: str = WEBHOOK_SECRET, moment: float | None = None) -> int:
    """Send one signed event to the webhook; return the status of the answer."""
    payload = json.dumps(event).encode()
    header = signature(payload, secret, moment)
    return Client().post(HOOK, payload, "application/json", headers={"stripe-signature": header}).status_code


class Post:
    """Brings events in one way: `straight`, `doubled`, `reordered`, `delayed` or `lost`."""

    def __init__(self, double: StripeDouble, way: str, dice: random.Random) -> None:
        self.double, self.way, self.dice = double, way, dice
        self.fetched = 0
        self.kept: list[Thing] = []

    def pick_up(self) -> None:
        """Take what happened since; bring it at once, or later, or never."""
        found = list(self.double.world.events.values())[self.fetched :]
        self.fetched += len(found)
        if self.way == "lost":
            return
        if self.way in {"reordered", "delayed"}:
            self.kept += found
            return
        self._bring(found * self.dice.randint(2, 3) if self.way == "doubled" else found)

    def bring_all(self) -> None:
        """Bring what was kept back, shuffled when the way says so."""
        kept, self.kept = self.kept, []
        if self.way == "reordered":
            self.dice.shuffle(kept)
        self._bring(kept)

    def _bring(self, events: Sequence[Thing]) -> None:
        for event in events:
            assert post(event) == 200
            if self.dice.random() < 0.5:
                work()
        work()
