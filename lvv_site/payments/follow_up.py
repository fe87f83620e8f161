"""Looks again at payments that somebody began: what a webhook should have told and perhaps did not."""

import datetime as dt
import logging

import stripe
from django.utils import timezone

from . import attempts, stripe_provider
from .enums import LIVE, AttemptState
from .models import PaymentAttempt

logger = logging.getLogger("lvv.payments")

SOON = dt.timedelta(minutes=10)
DAYS = dt.timedelta(hours=6)  # money that takes days


def look(order_id: int) -> dt.datetime | None:
    """Ask about every attempt of an order that is not over; return when to look again, None when all are over."""
    for attempt in _live(order_id):
        _look_at(attempt)
    left = _live(order_id)
    if not left:
        return None
    is_slow = all(one.state == AttemptState.PROCESSING for one in left)
    return timezone.now() + (DAYS if is_slow else SOON)


def _live(order_id: int) -> list[PaymentAttempt]:
    return list(PaymentAttempt.objects.filter(order=order_id, state__in=LIVE).order_by("pk"))


def _look_at(attempt: PaymentAttempt) -> None:
    if attempt.provider != stripe_provider.CODE:
        attempts.expire(attempt, timezone.now())
        return
    try:
        if attempt.external_id:
            stripe_provider.apply_session(attempt.external_id)
        else:
            attempts.expire(attempt, timezone.now())
    except stripe.StripeError as error:
        # Only the kind: what Stripe says may name the payer.
        logger.warning("Stripe does not answer about an attempt: %s", type(error).__name__)
