"""Counting: one statement a check, atomic over all processes, on PostgreSQL or on Valkey."""

from __future__ import annotations

import datetime as dt
import logging
import math
import secrets
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from . import valkey

logger = logging.getLogger("lvv.ratelimit")

# PostgreSQL's clock decides, so machines whose clocks differ count alike. The row is not touched by anything else, and
# the update changes no indexed column within a window, so it stays on its page.
COUNT = """
INSERT INTO ratelimit_counter AS counter (key, number, expires)
VALUES (%(key)s, %(times)s, clock_timestamp() + %(seconds)s * interval '1 second')
ON CONFLICT (key) DO UPDATE SET
    number = CASE WHEN counter.expires <= clock_timestamp() THEN excluded.number ELSE counter.number + excluded.number END,
    expires = CASE WHEN counter.expires <= clock_timestamp() THEN excluded.expires ELSE counter.expires END
RETURNING number, extract(epoch FROM expires - clock_timestamp())::float8
"""
# Now and then the same statement takes some closed windows away. Its own row is left to the insert: one statement may
# not change a row twice. Rows that another process holds are skipped, so two of these cannot wait for each other.
PRUNE = """
WITH pruned AS (
    DELETE FROM ratelimit_counter WHERE key IN (
        SELECT key FROM ratelimit_counter WHERE expires <= clock_timestamp() AND key <> %(key)s
        ORDER BY expires LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
)
"""
PRUNE_ONE_IN = 200


@dataclass(frozen=True)
class Verdict:
    """Whether it may go on; if not, after how many whole seconds it may be tried again."""

    allowed: bool
    retry_after: int = 0


def check(scope: str, key: str, limit: tuple[int, int] | None = None, times: int = 1) -> Verdict:
    """Count one, or so many `times` at once, and say whether it is within the limit (number, seconds); by default `settings.RATE_LIMITS[scope]`.

    `key` may be personal (an address, an e-mail address): only a hash of it with the salt of the day is kept.
    """
    number, seconds = limit or settings.RATE_LIMITS[scope]
    today = dt.datetime.now(dt.UTC).date().isoformat()
    count, left = _count(_digest(f"{today}:{scope}", key), seconds, times)
    if count <= number:
        return Verdict(allowed=True)
    return Verdict(allowed=False, retry_after=max(1, math.ceil(left)))


def once(scope: str, token: str, seconds: int) -> bool:
    """Return True for the first use of a token in so many seconds and False for every later one.

    Unlike `check`, midnight changes nothing: the token must not be personal.
    """
    return _count(_digest(f"once:{scope}", token), seconds)[0] == 1


def _digest(salt: str, value: str) -> uuid.UUID:
    digest = salted_hmac(f"lvv_site.ratelimit:{salt}", value, algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16])


def _count(key: uuid.UUID, seconds: int, times: int = 1) -> tuple[int, float]:
    """Return how many there were in this window with these, and the seconds until the window closes."""
    if valkey.configured():
        try:
            return valkey.count(key.hex, seconds, times)
        except valkey.unavailable() as error:
            # A limit that vanishes with the cache would be an invitation: count in the database meanwhile.
            logger.warning("cache unreachable (%s), counting in the database", type(error).__name__)
    return _count_in_database(key, seconds, times)


def _count_in_database(key: uuid.UUID, seconds: int, times: int) -> tuple[int, float]:
    statement = COUNT if secrets.randbelow(PRUNE_ONE_IN) else PRUNE + COUNT
    with connection.cursor() as cursor:
        cursor.execute(statement, {"key": key, "seconds": seconds, "times": times})
        number, left = cursor.fetchone()
    return number, left
