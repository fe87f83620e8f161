"""A refund from the provider's own screens that crosses one of ours that was not sent yet.

Both together would be more than was paid, so the provider can send only one of them, and it sent the other. What went back
outside then carries out ours, as far as it reaches: the books show the money once. The rest of ours is still sent; the rest of
the other is a refund of its own.
"""

from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from .enums import RunState
from .models import OutsideRefund, Payment, Refund, RefundRun
from .money import NOTHING


def to_send(refund: Refund) -> Decimal:
    """Return what of a refund is still to be sent."""
    return Decimal(refund.amount - _sum(OutsideRefund.objects.filter(refund=refund)))


def key_of(refund: Refund) -> str:
    """Return the key with which a refund is sent once; for what is left of it another one than for the whole."""
    left = to_send(refund)
    return refund.external_ref if left == refund.amount else f"{refund.external_ref}:{left}"


def taken_of(external_ref: str) -> Decimal:
    """Return how much of what went back outside carried out refunds of ours."""
    return _sum(OutsideRefund.objects.filter(external_ref=external_ref))


def take(payment: Payment, amount: Decimal, external_ref: str) -> Decimal:
    """Let what went back outside carry out refunds of ours that were not sent, the oldest first; return what is over.

    The caller holds the lock on the payment.
    """
    for one in _unsent(payment):
        part = min(amount, to_send(one))
        if part > 0:
            OutsideRefund.objects.create(refund=one, amount=part, external_ref=external_ref)
            amount -= part
        if not to_send(one):
            RefundRun.objects.filter(refund=one).update(state=RunState.DONE, external_id=external_ref)
    return amount


def _unsent(payment: Payment) -> list[Refund]:
    """Return refunds that no provider has: they wait to be sent, or were refused."""
    unsent = Q(run__state=RunState.FAILED) | Q(run__state=RunState.WAITING, run__external_id="")
    return list(Refund.objects.filter(unsent, payment=payment).order_by("pk"))


def _sum(found: QuerySet[OutsideRefund]) -> Decimal:
    return found.aggregate(summed=Sum("amount"))["summed"] or NOTHING
