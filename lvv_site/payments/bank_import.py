"""Takes in what somebody agreed to of a bank statement. Each transfer once, however often the same statement comes.

A crash halfway is no harm: what was written is known the next time, the rest is still to do.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import batched
from typing import Any

from django.db import transaction

from . import receiving
from .camt import Entry
from .matching import Kind, Match
from .models import Payment, PaymentOrigin
from .providers import OnInvoice
from .receiving import Received

BATCH = 500
SKIP = "skip"  # what is no payment of an order: a payout, a donation, our own money


@dataclasses.dataclass(frozen=True)
class Taken:
    """How many transfers were written down for an order, how many without one, and which stood there otherwise."""

    placed: int
    unplaced: int
    refused: tuple[str, ...] = ()


def take_in(matches: Sequence[Match], choices: Mapping[str, str]) -> Taken:
    """Write down what is new. `choices` names, by reference, the code of an order that a person chose, or `SKIP`.

    What is sure goes to its order, what is doubtful to the one that was chosen; anything else is written down without an
    order and listed until somebody places it.
    """
    new = [(one, _chosen(one, choices)) for one in matches if one.kind not in {Kind.KNOWN, Kind.ASIDE}]
    placed = [_received(one, code) for one, code in new if code not in {"", SKIP}]
    loose = [one for one, code in new if not code]
    # Refused is what somebody wrote down otherwise since we looked.
    refused = [one for some in batched(placed, BATCH) for one in receiving.record(some, OnInvoice.code)]
    for some in batched(loose, BATCH):
        _record_loose(some)
    return Taken(len(placed) - len(refused), len(loose), tuple(refused))


def _chosen(one: Match, choices: Mapping[str, str]) -> str:
    """Return the code of the order, `SKIP`, or nothing. A choice counts only when it was offered."""
    if one.kind is Kind.SURE:
        return one.candidates[0].code
    chosen = choices.get(one.reference, SKIP if one.is_payout else "")
    return chosen if chosen in {SKIP, *(each.code for each in one.candidates)} else ""


def _received(one: Match, code: str) -> Received:
    return Received(code, one.entry.amount, one.entry.currency.upper(), one.reference, one.entry.booked_on)


@transaction.atomic
def _record_loose(some: Sequence[Match]) -> None:
    """Write down money of which nobody knows for what it is, with from whom it came."""
    Payment.objects.bulk_create(
        [
            Payment(
                amount=one.entry.amount, currency=one.entry.currency, provider=OnInvoice.code,
                external_ref=one.reference, received_on=one.entry.booked_on,
            )
            for one in some
        ],
        ignore_conflicts=True,  # somebody took in the same statement at the same moment
    )  # fmt: skip
    by_reference = {one.reference: one.entry for one in some}
    written = Payment.objects.filter(external_ref__in=by_reference, order=None, placement=None)
    PaymentOrigin.objects.bulk_create(
        [
            PaymentOrigin(
                payment=one, name=by_reference[one.external_ref].name, text=by_reference[one.external_ref].text
            )
            for one in written
        ],
        ignore_conflicts=True,
    )


def packed(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return entries as JSON values."""
    return [
        {**dataclasses.asdict(one), "booked_on": one.booked_on.isoformat(), "amount": str(one.amount)}
        for one in entries
    ]


def unpacked(rows: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """Return the entries that were packed."""
    return [
        Entry(
            **{
                **row, "booked_on": dt.date.fromisoformat(row["booked_on"]), "amount": Decimal(row["amount"]),
                "structured": tuple(row["structured"]),
            }
        )
        for row in rows
    ]  # fmt: skip
