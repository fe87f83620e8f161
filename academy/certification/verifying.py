"""Checking the whole chain against the events: the first place where something is not what it was is named.

A leaf whose salt was erased with its person is sealed: nobody can open it, its place in the chain still counts. A salt that is
gone while the person is still there is not an erasure, so that is a broken place too. Reads in batches, so that the length of
the chain does not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from lvv_site import signing

from . import heads
from .chain import COLUMNS, TABLES, WITHOUT_LEAF, Place, opened
from .leaves import START, follow, leaf
from .models import ChainHead, ChainLeaf

BATCH = 2000
LEAVES = f"""
SELECT leaf.sequence, leaf.leaf, leaf.hash, salt.salt, person.erased_at IS NOT NULL, {COLUMNS}
FROM {TABLES}
JOIN certification_chainleaf leaf ON leaf.event_id = event.id
JOIN members_person person ON person.id = certificate.person_id
LEFT JOIN certification_leafsalt salt ON salt.leaf_id = leaf.sequence
WHERE leaf.sequence > %s ORDER BY leaf.sequence LIMIT %s
"""  # noqa: S608


class BrokenError(Exception):
    """The chain does not hold; the text names the first place and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked: where the chain ends, how many of its leaves are sealed, how many heads were published."""

    end: Place
    sealed: int
    heads: int


def verify() -> Report:
    """Recompute everything. Raises BrokenError at the first place that is not what it was."""
    end, sealed = _leaves()
    with connection.cursor() as cursor:
        cursor.execute(f"{WITHOUT_LEAF} LIMIT 1")
        if row := cursor.fetchone():
            raise BrokenError(f"event {row[0]} has no place in the chain")
    return Report(end, sealed, _heads(end))


def _leaves() -> tuple[Place, int]:
    end, sealed = Place(), 0
    for sequence, commitment, after, salt, erased, *row in _rows():
        where = f"leaf {end.sequence + 1}"
        if sequence != end.sequence + 1:
            raise BrokenError(f"{where}: it, or the event that it commits to, is gone; the next one is leaf {sequence}")
        if follow(end.hash, commitment) != after:
            raise BrokenError(f"{where}: its hash does not follow from the one before")
        if salt is None and not erased:
            raise BrokenError(f"{where}: its salt is gone, but nobody was erased")
        if salt is not None and leaf(opened(row).as_text(), salt) != commitment:
            raise BrokenError(f"{where}: the event is not what was recorded")
        sealed += salt is None
        end = Place(sequence, after)
    # A last leaf whose event is gone is not among the rows above.
    if (count := ChainLeaf.objects.count()) != end.sequence:
        raise BrokenError(f"leaf {end.sequence + 1}: the event that it commits to is gone ({count} leaves)")
    return end, sealed


def _rows() -> Iterator[tuple[Any, ...]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(LEAVES, [last, BATCH])
            rows = cursor.fetchall()
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1][0]


def _heads(end: Place) -> int:
    count, before = 0, 0
    for head in ChainHead.objects.order_by("date").iterator():
        count += 1
        where = f"head of {head.date:%Y-%m-%d}"
        if not before <= head.sequence <= end.sequence:
            raise BrokenError(f"{where}: it names leaf {head.sequence}, and the chain ends at leaf {end.sequence}")
        if _hash_at(head.sequence) != head.hash:
            raise BrokenError(f"{where}: leaf {head.sequence} has another hash than was published")
        _check_signature(head, where)
        before = head.sequence
    return count


def _hash_at(sequence: int) -> str:
    if not sequence:
        return START
    return ChainLeaf.objects.values_list("hash", flat=True).get(pk=sequence)


def _check_signature(head: ChainHead, where: str) -> None:
    try:
        said = signing.verify(head.statement)
    except signing.BadSignatureError as error:
        raise BrokenError(f"{where}: its signature is not of one of the register's keys ({error})") from None
    # The address of the site may have changed since.
    if any(said.get(name) != value for name, value in heads.claims(head).items() if name != "iss"):
        raise BrokenError(f"{where}: what was signed is something else than what stands here")
