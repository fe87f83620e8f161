"""Writes down many payments of orders at once, as `orders.record_payment` does one: a bank statement holds thousands.

The same rules: once for each reference, under the locks of the orders, and what is then paid for is told once.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from .books import SETTLED
from .models import Order, Payment, Settlement
from .queries import with_standing
from .signals import order_paid


@dataclass(frozen=True)
class Received:
    """Money that came for an order, by its code: a bank transfer in whole cents above zero."""

    order: str
    amount: Decimal
    currency: str
    external_ref: str
    received_on: dt.date


@transaction.atomic
def record(some: Sequence[Received], provider: str) -> list[str]:
    """Write them down and settle what they were for; return the references that stand for something else already."""
    found = Order.objects.select_for_update().filter(code__in={one.order for one in some}).order_by("pk")
    orders = {one.code: one for one in found}
    Payment.objects.bulk_create(
        [
            Payment(
                order=orders[one.order], amount=one.amount, currency=one.currency, provider=provider,
                external_ref=one.external_ref, received_on=one.received_on,
            )
            for one in some
        ],
        ignore_conflicts=True,  # it stands there, or somebody writes it now: what stands there is compared below
    )  # fmt: skip
    written = Payment.objects.filter(external_ref__in=[one.external_ref for one in some])
    told = {one.external_ref: (one.amount, one.currency, one.provider, one.order_id) for one in written}
    refused = [
        one.external_ref
        for one in some
        if told[one.external_ref] != (one.amount, one.currency, provider, orders[one.order].pk)
    ]
    _settle([one.pk for one in orders.values()])
    return refused


def _settle(order_ids: Sequence[int]) -> None:
    """Tell which of these orders are paid for now. They are locked."""
    asked = Order.objects.filter(pk__in=order_ids, cancelled=None, settlement=None)
    paid = with_standing(asked).filter(standing__in=SETTLED).order_by("pk")  # type: ignore[misc]
    ids = list(paid.values_list("pk", flat=True))
    Settlement.objects.bulk_create([Settlement(order_id=one) for one in ids])
    for one in ids:
        order_paid.send(sender=Order, order_id=one)
