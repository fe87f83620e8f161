"""Every event gets a leaf in a chain of hashes, so that a change afterwards shows (domain rule 6).

The rule: a leaf is written in the transaction that records its event, in the order of recording, under a lock of the whole
chain; places follow each other without a gap and no two leaves follow the same one. The lock is taken before any lock on a
certificate, so that two who decide never wait for each other in a ring. A leaf shows nothing of its event: that takes its
salt, which goes when the person is erased. What a leaf is, byte by byte, stands in `leaves.py`.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db import connection, transaction

from .leaves import SALT_BYTES, START, Opened, follow, leaf

LOCK = 7_201_115  # of the chain; everything that is recorded passes one by one
BATCH = 2000

# The event as it is committed to; `opened` reads these columns.
COLUMNS = """
certificate.number, event.kind, event."from", event.until, scheme.code, other.code, event.mode, lifted.sequence,
event.decided_on, event.recorded_at, event.source
"""
TABLES = """
certification_statusevent event
JOIN certification_certificate certificate ON certificate.id = event.certificate_id
LEFT JOIN certification_schemeversion scheme ON scheme.id = event.scheme_id
LEFT JOIN certification_schemeversion other ON other.id = event.other_scheme_id
LEFT JOIN certification_chainleaf lifted ON lifted.event_id = event.lifts_id
"""
FACTS = f"SELECT event.id, event.lifts_id, {COLUMNS} FROM {TABLES} WHERE event.id = ANY(%s) ORDER BY event.id"  # noqa: S608
OPENED = f"""
SELECT leaf.sequence, salt.salt, leaf.leaf, {COLUMNS} FROM {TABLES}
JOIN certification_chainleaf leaf ON leaf.event_id = event.id
JOIN certification_leafsalt salt ON salt.leaf_id = leaf.sequence
WHERE event.certificate_id = ANY(%s) ORDER BY leaf.sequence
"""  # noqa: S608
LAST = "SELECT sequence, hash FROM certification_chainleaf ORDER BY sequence DESC LIMIT 1"
ADD = """
INSERT INTO certification_chainleaf (sequence, event_id, leaf, hash)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::varchar[], %s::varchar[])
"""
ADD_SALTS = "INSERT INTO certification_leafsalt (leaf_id, salt) SELECT * FROM unnest(%s::bigint[], %s::varchar[])"
WITHOUT_LEAF = """
SELECT id FROM certification_statusevent event
WHERE NOT EXISTS (SELECT 1 FROM certification_chainleaf leaf WHERE leaf.event_id = event.id) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Place:
    """The end of the chain: how many leaves there are, and the hash over all of them."""

    sequence: int = 0
    hash: str = START


@dataclass(frozen=True, slots=True)
class _Link:
    sequence: int
    event: int
    leaf: str
    hash: str
    salt: str


def hold() -> None:
    """Take the chain until the transaction ends; others who record wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def end() -> Place:
    """Return where the chain ends now."""
    with connection.cursor() as cursor:
        cursor.execute(LAST)
        row = cursor.fetchone()
    return Place(*row) if row else Place()


def append(event_ids: Sequence[int]) -> None:
    """Give these recorded events their places, in the order of their ids; the transaction is the one that recorded them."""
    if not event_ids:
        return
    hold()
    with connection.cursor() as cursor:
        links = list(_links(end(), _facts(event_ids)))
        cursor.execute(ADD, [[getattr(one, name) for one in links] for name in ("sequence", "event", "leaf", "hash")])
        cursor.execute(ADD_SALTS, [[one.sequence for one in links], [one.salt for one in links]])


@transaction.atomic
def catch_up() -> int:
    """Give every event that has no place yet its own; return how many that were. For what did not pass `record`."""
    hold()
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_LEAF)
        waiting = [event for (event,) in cursor.fetchall()]
    for some in batched(waiting, BATCH):
        append(some)
    return len(waiting)


def opened_of(certificate_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Return what opens the leaves of these certificates: place, salt, the text that is committed to, and the leaf."""
    with connection.cursor() as cursor:
        cursor.execute(OPENED, [list(certificate_ids)])
        return [
            {"sequence": sequence, "salt": salt, "text": opened(row).as_text(), "leaf": commitment}
            for sequence, salt, commitment, *row in cursor.fetchall()
        ]


def opened(row: Sequence[Any], lifts: int | None = None) -> Opened:
    """Return the event of a row of `COLUMNS`; `lifts` is the place of what it lifts when the row does not know it yet."""
    number, kind, starts, until, scheme, other, mode, lifted, decided_on, recorded_at, source = row
    return Opened(number, kind, starts, until, scheme, other, mode, lifted or lifts, decided_on, recorded_at, source)


def _facts(event_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(FACTS, [list(event_ids)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _links(after: Place, rows: Iterable[tuple[Any, ...]]) -> Iterator[_Link]:
    """Yield what is appended. A measure and its lift may come in one go, so places given here are remembered."""
    sequence, before, given = after.sequence, after.hash, dict[int, int]()
    for event, lifts, *row in rows:
        sequence += 1
        given[event] = sequence
        salt = secrets.token_hex(SALT_BYTES)
        commitment = leaf(opened(row, given.get(lifts)).as_text(), salt)
        before = follow(before, commitment)
        yield _Link(sequence, event, commitment, before, salt)
