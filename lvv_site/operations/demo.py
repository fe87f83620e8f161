"""The demonstration association. Each room brings its own `demo.py`; this module says what they may rely on.

Everything follows from the seed and the date: the same call on an empty database gives the same people, numbers and pages.
"""

import datetime as dt
import logging
import random
import time
from dataclasses import dataclass

from django.db import connection, transaction

from .rooms import collect, in_order

logger = logging.getLogger("lvv.demo")


@dataclass(frozen=True)
class DemoPlan:
    """What to make: how many members, from which seed, seen from which civil date."""

    members: int
    seed: int
    today: dt.date

    def random(self, name: str) -> random.Random:
        """Return a generator of its own for one purpose, so that one room's draws never shift another's."""
        return random.Random(f"{self.seed}:{name}")  # noqa: S311 - a demonstration, not a secret


class NotEmptyError(Exception):
    """The database holds people or accounts already; demonstration data never mixes with real data."""


def load(plan: DemoPlan) -> None:
    """Fill an empty database, all or nothing."""
    from lvv_site.members.models import Person, User

    logging.getLogger("wagtail").setLevel(logging.WARNING)  # two lines for every page are no news here
    with transaction.atomic():
        if Person.objects.exists() or User.objects.exists():
            raise NotEmptyError
        for module in in_order([module for module in collect("demo") if module.__name__ != __name__]):
            started = time.perf_counter()
            module.load(plan)
            logger.info("demo %s: %.1f s", module.__name__, time.perf_counter() - started)
    with connection.cursor() as cursor:
        # Fresh bulk rows without statistics make the planner choose badly until autovacuum comes by; and without a visibility
        # map no index answers alone. A test's transaction allows only the first.
        cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
