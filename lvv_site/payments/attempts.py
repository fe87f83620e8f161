"""Attempts to pay: work in progress that may fail, be given up or expire. Facts are written elsewhere (`orders`).

Each move is a condition in the statement that makes it: an expiry of the same second as a payment finds the attempt
succeeded and changes nothing.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from . import providers
from .enums import ENDED, LIVE, AttemptState
from .models import Order, PaymentAttempt
from .orders import lock
from .queries import standing
from .refusals import ConflictError, NothingDueError, UnknownProviderError
from .signals import order_lapsed, order_under_way

MAY_COME = (AttemptState.OPEN, AttemptState.EXPIRED, AttemptState.CANCELLED)


def begin(order: Order, provider: str, key: str, return_path: str = "/") -> PaymentAttempt:
    """Begin to pay what is due. The same key is the same attempt, also when we crashed before the provider's answer.

    Raises:
        UnknownProviderError: this payer cannot pay that way.
        NothingDueError: there is nothing to pay.
        ConflictError: the key belongs to another order or way to pay.
    """
    way = providers.get(provider)
    if not way.is_available(order.payer_kind):
        raise UnknownProviderError
    attempt = _prepared(order, provider, key, return_path)
    if not attempt.external_id:
        # Outside a transaction of ours: the row with the key stands before the call, whatever becomes of us after it.
        started = way.start(attempt)
        attempt.external_id, attempt.url, attempt.expires_at = started.external_id, started.url, started.expires_at
        attempt.save(update_fields=["external_id", "url", "expires_at", "changed_at"])
    return attempt


def next_key(order: Order, provider: str) -> str:
    """Return the key of the attempt that lives, or of the next one: a double click is one attempt.

    One over another amount than is due now ends first: something was given up or paid since.
    """
    earlier = list(PaymentAttempt.objects.filter(order=order))
    if any(one.state == AttemptState.OPEN for one in earlier):
        due = standing(order).due
        for one in earlier:
            if one.state == AttemptState.OPEN and one.amount != due and end(one, AttemptState.CANCELLED):
                one.state = AttemptState.CANCELLED
    ended = sum(one.provider == provider and one.state in ENDED for one in earlier)
    return f"{order.code}:{provider}:{ended + 1}"


@transaction.atomic
def _prepared(order: Order, provider: str, key: str, return_path: str) -> PaymentAttempt:
    """Return the attempt of a key; the lock on the order makes ten equal requests one attempt."""
    locked = lock(order.pk)
    attempt = PaymentAttempt.objects.filter(idempotency_key=key).first()
    if attempt is None:
        due = standing(locked).due
        if not due:
            raise NothingDueError
        return PaymentAttempt.objects.create(
            order=locked, provider=provider, amount=due, idempotency_key=key, return_path=return_path
        )
    if (attempt.order_id, attempt.provider) != (locked.pk, provider):
        raise ConflictError
    return attempt


@transaction.atomic
def processing(attempt: PaymentAttempt) -> bool:
    """Note that money is under way and takes days. False when the attempt had failed, or this was known.

    Also when we thought it was over, by the clock or because it was replaced: money is stronger than what we thought.
    """
    lock(attempt.order_id)
    moved = PaymentAttempt.objects.filter(pk=attempt.pk, state__in=MAY_COME).update(
        state=AttemptState.PROCESSING, changed_at=timezone.now()
    )
    if moved:
        order_under_way.send(sender=Order, order_id=attempt.order_id)
    return bool(moved)


@transaction.atomic
def end(attempt: PaymentAttempt, state: AttemptState) -> bool:
    """Note that an attempt came to nothing: failed, expired or cancelled. False when it had ended, or had succeeded.

    When nothing else is under way and the order is not paid for, the rooms above are told that it lapsed.
    """
    if state not in ENDED:
        raise ValueError(f"{state} is no end without money")
    return _end(attempt, state, Q(state__in=LIVE))


@transaction.atomic
def expire(attempt: PaymentAttempt, now: dt.datetime) -> bool:
    """End an attempt whose time has passed. False when it has not, or when something happened meanwhile."""
    return _end(attempt, AttemptState.EXPIRED, Q(state=AttemptState.OPEN, expires_at__lte=now))


def expire_all(now: dt.datetime) -> int:
    """End every attempt whose time has passed, each in a transaction of its own; return how many that were."""
    late = PaymentAttempt.objects.filter(state=AttemptState.OPEN, expires_at__lte=now).order_by("expires_at")
    return sum(expire(one, now) for one in list(late))


def _end(attempt: PaymentAttempt, state: AttemptState, condition: Q) -> bool:
    order = lock(attempt.order_id)
    rows = PaymentAttempt.objects.filter(condition, pk=attempt.pk)
    if not rows.update(state=state, changed_at=timezone.now()):
        return False
    others = PaymentAttempt.objects.filter(order=order, state__in=LIVE)
    if not others.exists() and not standing(order).is_settled:
        order_lapsed.send(sender=Order, order_id=order.pk)
    return True
