"""Money goes back the way it came, and less is owed.

A refund is decided and written first, under the lock on its order; a task then has the provider carry it out, with the
refund's own reference as idempotency key. A crash in between is repeated without sending money twice.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q

from lvv_site.members.models import User

from . import crediting, crossing, providers, tasks
from .enums import Reason, RunState
from .models import Credit, Order, Payment, Refund, RefundRun
from .money import EUR, NOTHING, is_whole_cents
from .orders import lock
from .queries import payments_of, standing
from .refusals import AmountError, ConflictError, CreditTooMuchError, ReasonError, TooMuchError


@transaction.atomic
def refund(order: Order, amount: Decimal, reason_code: str, by: User | None, reference: str = "") -> tuple[Refund, ...]:
    """Send back an amount the way it came, the latest payment first; one refund for each payment that it takes.

    What was paid too much goes first; for the rest less is owed. With a `reference` of its own it is idempotent.

    Raises:
        AmountError: not an amount in whole cents above zero.
        TooMuchError: more than we have of this payer for this order.
        ConflictError: the reference stands for another amount or order.
        ReasonError: no known reason.
    """
    _check(amount, reason_code)
    locked = lock(order.pk)
    if reference and (done := tuple(Refund.objects.filter(external_ref__startswith=f"{reference}:"))):
        if sum((one.amount for one in done), NOTHING) != amount or {one.order_id for one in done} != {locked.pk}:
            raise ConflictError
        return done
    found = standing(locked)
    if amount > found.kept:
        raise TooMuchError
    reference = reference or f"refund:{locked.code}:{locked.refunds.count() + 1}"
    if (forgiven := amount - found.overpaid) > 0:
        crediting.write(locked, forgiven, reason_code, by, f"{reference}:credit")
    shares = _shares(list(payments_of(locked).filter(currency=EUR).order_by("-received_on", "-pk")), amount)
    sent = tuple(_refund(one, locked, part, reason_code, by, f"{reference}:{one.pk}") for one, part in shares)
    tasks.tell_refund.enqueue(sent[0].pk, sent[-1].pk)
    return sent


@transaction.atomic
def send_back(payment: Payment, amount: Decimal, by: User | None, reference: str) -> Refund:
    """Send back money that pays no order: nobody knows for which it came, or it came in another currency.

    Raises:
        AmountError, TooMuchError, ConflictError: as `refund`.
    """
    _check(amount, Reason.CORRECTION)
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    if done := Refund.objects.filter(external_ref=reference).first():
        if (done.amount, done.payment_id) != (amount, locked.pk):
            raise ConflictError
        return done
    if amount > left(locked):
        raise TooMuchError
    sent = _refund(locked, _order_of(locked), amount, Reason.CORRECTION, by, reference)
    tasks.tell_refund.enqueue(sent.pk, sent.pk)
    return sent


@transaction.atomic
def record_refund(payment: Payment, amount: Decimal, reason_code: str, external_ref: str) -> Refund:
    """Write down that a provider sent money back without us: from its own screens, or because of a dispute.

    Of a dispute what was ordered is owed again; else so much less is owed. Where a refund of ours was still to be sent and
    both cannot be, this one carried out that one: then ours is returned.

    Raises:
        AmountError, TooMuchError, ConflictError, ReasonError: as `refund`.
    """
    _check(amount, reason_code)
    order = _order_of(payment)
    if order:
        lock(order.pk)
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    taken, done = crossing.taken_of(external_ref), Refund.objects.filter(external_ref=external_ref).first()
    if done and (done.amount + taken, done.payment_id) != (amount, locked.pk):
        raise ConflictError
    if done or taken == amount:
        return done or _carried_out(external_ref)
    if amount > left(locked):
        amount = _crossed(locked, amount, external_ref)
        if not amount:
            return _carried_out(external_ref)
    if order and locked.currency == EUR and reason_code != Reason.DISPUTE:
        forgiven = min(amount - standing(order).overpaid, standing(order).owed)
        if forgiven > 0:
            crediting.write(order, forgiven, reason_code, None, f"{external_ref}:credit")
    written = Refund.objects.create(
        order=order, payment=locked, amount=amount, reason_code=reason_code, external_ref=external_ref
    )
    RefundRun.objects.create(refund=written, state=RunState.DONE, external_id=external_ref)
    if reason_code != Reason.DISPUTE:  # of a dispute the payer knows: their bank took it back at their own word
        tasks.tell_refund.enqueue(written.pk, written.pk)
    return written


def _crossed(payment: Payment, amount: Decimal, external_ref: str) -> Decimal:
    """Return what is over of a refund outside when ours that were not sent are carried out with it."""
    over = crossing.take(payment, amount, external_ref)
    if over > left(payment):
        raise TooMuchError
    return over


def _carried_out(external_ref: str) -> Refund:
    return Refund.objects.filter(outside__external_ref=external_ref).latest("pk")


@transaction.atomic
def credit(order: Order, amount: Decimal, reason_code: str, by: User | None, reference: str) -> Credit:
    """Say that so much less is owed for an order. What was paid of it becomes too much, and can be refunded.

    Raises:
        AmountError: not an amount in whole cents above zero.
        CreditTooMuchError: more than is owed.
        ConflictError: the reference stands for another amount or order.
        ReasonError: no known reason.
    """
    _check(amount, reason_code)
    locked = lock(order.pk)
    if done := Credit.objects.filter(reference=reference).first():
        if (done.amount, done.order_id) != (amount, locked.pk):
            raise ConflictError
        return done
    if amount > standing(locked).owed:
        raise CreditTooMuchError
    return crediting.write(locked, amount, reason_code, by, reference)


def carry_out(refund_id: int) -> None:
    """Have the provider send the money; nothing happens when that was done. A failure stays visible to the treasurer."""
    run = RefundRun.objects.select_related("refund__payment").get(refund=refund_id)
    if run.state == RunState.DONE:
        return
    RefundRun.objects.filter(pk=run.pk).update(attempts=F("attempts") + 1)
    if not crossing.to_send(run.refund):
        return
    returned = providers.get(run.refund.payment.provider).refund(run.refund)
    RefundRun.objects.filter(pk=run.pk).exclude(state=RunState.DONE).update(
        state=returned.state, external_id=returned.external_id
    )


def mark_done(one: Refund) -> bool:
    """Note that somebody transferred a refund by hand. False when it was done before."""
    return bool(RefundRun.objects.filter(refund=one).exclude(state=RunState.DONE).update(state=RunState.DONE))


def try_again(one: Refund) -> bool:
    """Have a refund that failed sent once more, with the key it had. False when it did not fail (any more)."""
    moved = RefundRun.objects.filter(refund=one, state=RunState.FAILED).update(state=RunState.WAITING)
    if moved:
        tasks.carry_out_refund.enqueue(one.pk)
    return bool(moved)


def left(payment: Payment) -> Decimal:
    """Return what did not go back of a payment."""
    return Decimal(payment.amount - sum(payment.refunds.values_list("amount", flat=True), NOTHING))


def _check(amount: Decimal, reason_code: str) -> None:
    if amount <= 0 or not is_whole_cents(amount):
        raise AmountError
    if reason_code not in Reason.values:
        raise ReasonError


def _order_of(payment: Payment) -> Order | None:
    return Order.objects.filter(Q(payments=payment) | Q(placements__payment=payment)).first()


def _shares(payments: list[Payment], amount: Decimal) -> Iterator[tuple[Payment, Decimal]]:
    for one in payments:
        part = min(amount, left(one))
        if part > 0:
            yield one, part
        amount -= part


def _refund(  # noqa: PLR0917 - a fact has many fields
    payment: Payment, order: Order | None, amount: Decimal, reason_code: str, by: User | None, external_ref: str
) -> Refund:
    written = Refund.objects.create(
        order=order, payment=payment, amount=amount, reason_code=reason_code, by=by, external_ref=external_ref
    )
    RefundRun.objects.create(refund=written)
    tasks.carry_out_refund.enqueue(written.pk)
    return written
