"""The journal of a period: every fact about money as amounts on accounts that add up to nothing, to the cent.

    an order       debtors +total                        revenue and VAT of each rate -
    a credit       debtors -amount                       revenue and VAT of each rate +
    cancelled      debtors - what was not yet credited   revenue and VAT of each rate +
    a payment      money:<way> +amount                   debtors - (without an order: unplaced -)
    placed         unplaced +amount                      debtors -
    a refund       debtors +amount (or unplaced)         money:<way> -

Money in another currency stands on accounts of its own, `money:<way>:USD` against `foreign:USD`. A fact belongs to the
civil date on which it happened; a payment to the date on which it was received.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from lvv_site import civil

from .models import Credit, Order, OrderCancelled, Payment, Placement, Refund
from .money import EUR, NOTHING
from .vat import RateTotal, part_of, totals

DEBTORS, UNPLACED = "debtors", "unplaced"


@dataclass(frozen=True)
class Posting:
    """One amount on one account, in EUR unless the account says otherwise; `fact` names what it is about."""

    on: dt.date
    fact: str
    order: str
    account: str
    amount: Decimal


def journal(first: dt.date, last: dt.date) -> list[Posting]:
    """Return what happened from the first to the last day, both included, in order of day."""
    found = [*_orders(first, last), *_credits(first, last), *_cancelled(first, last)]
    found += [*_payments(first, last), *_placements(first, last), *_refunds(first, last)]
    return sorted(found, key=lambda one: (one.on, one.fact))


def _between(name: str, first: dt.date, last: dt.date) -> dict[str, dt.datetime]:
    start = dt.datetime.combine(first, dt.time(), civil.AMSTERDAM)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), civil.AMSTERDAM)
    return {f"{name}__gte": start, f"{name}__lt": end}


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(civil.AMSTERDAM).date()


def _rates(order: Order) -> tuple[RateTotal, ...]:
    return totals([one.price for one in order.lines.all()]).rates


def _sold(on: dt.date, fact: str, order: Order, rates: tuple[RateTotal, ...], sign: int) -> Iterator[Posting]:
    """Give the debtors and, against them, revenue and VAT of each rate."""
    yield Posting(on, fact, order.code, DEBTORS, sign * sum((one.total for one in rates), NOTHING))
    for one in rates:
        yield Posting(on, fact, order.code, f"revenue:{one.rate.value}", -sign * one.net)
        yield Posting(on, fact, order.code, f"vat:{one.rate.value}", -sign * one.vat)


def _orders(first: dt.date, last: dt.date) -> Iterator[Posting]:
    for one in Order.objects.filter(**_between("made_at", first, last)).prefetch_related("lines"):
        yield from _sold(_day(one.made_at), f"order:{one.pk}", one, _rates(one), 1)


def _credited_before(credits: QuerySet[Credit]) -> Decimal:  # noqa: A002 - the field's word
    return sum(credits.values_list("amount", flat=True), NOTHING)


def _credits(first: dt.date, last: dt.date) -> Iterator[Posting]:
    # A credit after the cancellation cannot be: nothing is owed then.
    for one in Credit.objects.filter(**_between("credited_at", first, last)).select_related("order"):
        before = _credited_before(Credit.objects.filter(order=one.order, pk__lt=one.pk))
        rates = part_of(_rates(one.order), before, one.amount)
        yield from _sold(_day(one.credited_at), f"credit:{one.pk}", one.order, rates, -1)


def _cancelled(first: dt.date, last: dt.date) -> Iterator[Posting]:
    for one in OrderCancelled.objects.filter(**_between("cancelled_at", first, last)).select_related("order"):
        before = _credited_before(Credit.objects.filter(order=one.order))
        rates = part_of(_rates(one.order), before, one.order.total - before)
        yield from _sold(_day(one.cancelled_at), f"cancelled:{one.pk}", one.order, rates, -1)


def _moved(on: dt.date, fact: str, order: Order | None, payment: Payment, amount: Decimal) -> Iterator[Posting]:
    """Give money that came (or, below zero, went) and the account against it."""
    foreign = "" if payment.currency == EUR else payment.currency
    code = order.code if order else ""
    against = f"foreign:{foreign}" if foreign else DEBTORS if order else UNPLACED
    yield Posting(on, fact, code, f"money:{payment.provider}" + (f":{foreign}" if foreign else ""), amount)
    yield Posting(on, fact, code, against, -amount)


def _payments(first: dt.date, last: dt.date) -> Iterator[Posting]:
    for one in Payment.objects.filter(received_on__range=(first, last)).select_related("order"):
        yield from _moved(one.received_on, f"payment:{one.pk}", one.order, one, one.amount)


def _placements(first: dt.date, last: dt.date) -> Iterator[Posting]:
    found = Placement.objects.filter(**_between("placed_at", first, last), payment__currency=EUR)
    for one in found.select_related("order", "payment"):
        on, fact = _day(one.placed_at), f"placement:{one.pk}"
        yield Posting(on, fact, one.order.code, UNPLACED, one.payment.amount)
        yield Posting(on, fact, one.order.code, DEBTORS, -one.payment.amount)


def _refunds(first: dt.date, last: dt.date) -> Iterator[Posting]:
    for one in Refund.objects.filter(**_between("made_at", first, last)).select_related("order", "payment"):
        yield from _moved(_day(one.made_at), f"refund:{one.pk}", one.order, one.payment, -one.amount)
