"""Stripe: hosted Checkout, refunds, and what a session at Stripe means for an order here.

Never `payment_method_types`: which methods are offered is set in the account (iDEAL | Wero, cards, Bancontact, SEPA). Nothing
is settled on the return page; the webhook and the reconciliation both fetch the session again and call `apply_session`.
"""

import datetime as dt
import logging
from decimal import Decimal
from typing import Any

import stripe
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lvv_site import civil

from . import attempts, crossing, orders, refunds
from .enums import AttemptState, Reason, RunState
from .models import Payment, PaymentAttempt, Refund
from .providers import CHECKOUT, Returned, Started
from .refusals import ConflictError

logger = logging.getLogger("lvv.payments")

CODE = "stripe"
CENTS = 100
LANGUAGES = {"nl", "en"}
REFUND_STATES = {"succeeded": RunState.DONE, "failed": RunState.FAILED, "canceled": RunState.FAILED}
Session = stripe.checkout.Session


def client() -> stripe.StripeClient:
    """Return Stripe's own library, with the key of this environment."""
    addresses: Any = {"api": settings.STRIPE_ADDRESS} if settings.STRIPE_ADDRESS else {}
    return stripe.StripeClient(settings.STRIPE_SECRET_KEY, base_addresses=addresses, max_network_retries=2)


class Stripe:
    """Paying at once, on Stripe's own page. Without a key there is no such way to pay."""

    code = CODE
    name: str | Promise = _("Direct betalen met iDEAL | Wero, kaart of incasso")
    goes_back: str | Promise = _(
        "Het gaat terug langs de weg waarlangs u betaalde. Dat duurt meestal 5 tot 10 werkdagen."
    )

    def is_available(self, payer_kind: str) -> bool:
        """For everybody, where a key was given."""
        return bool(settings.STRIPE_SECRET_KEY)

    def start(self, attempt: PaymentAttempt) -> Started:
        """Open a checkout session. All that is sent follows from the attempt, so that a repeated call is the same one."""
        expires_at = attempt.made_at + CHECKOUT
        session = client().v1.checkout.sessions.create(_asked(attempt, expires_at), _once(attempt.idempotency_key))
        return Started(session.id, session.url or "", expires_at)

    def refund(self, refund: Refund) -> Returned:
        """Send money back; refused for good is a failure to show, anything else is tried again."""
        intent = refund.payment.external_ref.removeprefix(f"{CODE}:")
        metadata = {"refund": refund.external_ref}
        try:
            sent = client().v1.refunds.create(
                {"payment_intent": intent, "amount": _cents(crossing.to_send(refund)), "metadata": metadata},
                _once(crossing.key_of(refund)),
            )
        except stripe.InvalidRequestError:
            logger.exception("Stripe refuses refund %s", refund.pk)
            return Returned(RunState.FAILED)
        return Returned(REFUND_STATES.get(sent.status or "", RunState.WAITING), sent.id)


def apply_session(key: str) -> None:
    """Fetch a checkout session again and write down what it means. Safe to call at any moment, as often as one likes."""
    session = client().v1.checkout.sessions.retrieve(key)
    attempt = _attempt_of(session)
    if session.payment_status == "paid":
        _paid(session, attempt)
    elif attempt is None:
        return
    elif session.status == "expired":
        attempts.end(attempt, AttemptState.EXPIRED)
    elif session.status == "complete":
        _under_way(attempt, str(session.payment_intent))


def apply_refunds(intent: str) -> None:
    """Write down what went back of a payment, also what was sent from Stripe's dashboard.

    A payment that never came through a checkout session is somebody else's who uses the same account.
    """
    payment = payment_of(intent)
    if payment is None:
        return
    for one in client().v1.refunds.list({"payment_intent": intent, "limit": 100}).auto_paging_iter():
        ours = Refund.objects.filter(external_ref=_told(one.metadata, "refund")).first()
        if ours:
            state = REFUND_STATES.get(one.status or "", RunState.WAITING)
            type(ours.run).objects.filter(refund=ours).update(state=state, external_id=one.id)
        elif one.status == "succeeded":
            refunds.record_refund(payment, _euros(one.amount), Reason.CORRECTION, f"{CODE}:{one.id}")


def apply_dispute(key: str) -> None:
    """Write down that the bank took a payment back, or that a dispute was won and the money is here again."""
    dispute = client().v1.disputes.retrieve(key)
    if str(dispute.status).startswith("warning"):
        return  # only a question: no money moved
    payment, amount = payment_of(str(dispute.payment_intent)), _euros(dispute.amount)
    if payment is None:
        return
    refunds.record_refund(payment, amount, Reason.DISPUTE, f"{CODE}:{dispute.id}")
    if dispute.status == "won":
        currency = dispute.currency.upper()
        orders.record_payment(payment.order, amount, currency, CODE, f"{CODE}:{dispute.id}:won", civil.today())


def payment_of(intent: str) -> Payment | None:
    """Return the payment of a PaymentIntent; news of it may come after news of what followed. None: not of this site."""
    reference = f"{CODE}:{intent}"
    if not Payment.objects.filter(external_ref=reference).exists():
        for session in client().v1.checkout.sessions.list({"payment_intent": intent}).data:
            apply_session(session.id)
    return Payment.objects.filter(external_ref=reference).first()


def _paid(session: Session, attempt: PaymentAttempt | None) -> None:
    amount, currency = _euros(session.amount_total or 0), str(session.currency).upper()
    order = attempt.order if attempt else None
    reference = f"{CODE}:{session.payment_intent}"
    try:
        orders.record_payment(order, amount, currency, CODE, reference, civil.today(), attempt)
    except ConflictError:
        logger.exception("Stripe tells another story of a payment than before: session %s", session.id)


def _under_way(attempt: PaymentAttempt, intent: str) -> None:
    """A completed session that is not paid: money that takes days, or that bounced."""
    status = client().v1.payment_intents.retrieve(intent).status
    if status == "processing":
        attempts.processing(attempt)
    elif status in {"requires_payment_method", "canceled"}:
        attempts.end(attempt, AttemptState.FAILED)


def _attempt_of(session: Session) -> PaymentAttempt | None:
    """Return the attempt of a session; when we crashed before its id was kept, by the key that went with it."""
    known = PaymentAttempt.objects.filter(provider=CODE, external_id=session.id).first()
    if known:
        return known
    key = _told(session.metadata, "attempt")
    found = PaymentAttempt.objects.filter(provider=CODE, idempotency_key=key, external_id="").first() if key else None
    if found:
        found.external_id, found.url = session.id, session.url or ""
        found.save(update_fields=["external_id", "url", "changed_at"])
    return found


def _asked(attempt: PaymentAttempt, expires_at: dt.datetime) -> stripe.params.checkout.SessionCreateParams:
    order, metadata = attempt.order, {"order": attempt.order.code, "attempt": attempt.idempotency_key}
    address = settings.WAGTAILADMIN_BASE_URL + attempt.return_path
    asked: stripe.params.checkout.SessionCreateParams = {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": {
            "currency": "eur", "unit_amount": _cents(attempt.amount),
            "product_data": {"name": f"{settings.WAGTAIL_SITE_NAME} {order.code}"},
        }}],
        "success_url": address, "cancel_url": address, "client_reference_id": order.code,
        "expires_at": int(expires_at.timestamp()), "locale": _language(attempt),
        "metadata": metadata, "payment_intent_data": {"metadata": metadata},
    }  # fmt: skip
    return asked


def _language(attempt: PaymentAttempt) -> Any:
    person = attempt.order.person
    return person.language if person and person.language in LANGUAGES else "nl"


def _once(key: str) -> stripe.RequestOptions:
    return {"idempotency_key": key}


def _told(metadata: Any, name: str) -> str:
    """Return what we sent along under a name; sessions that others opened in the account have nothing of the kind."""
    return str(metadata[name]) if metadata and name in metadata else ""


def _cents(amount: Decimal) -> int:
    return int(amount * CENTS)


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / CENTS
