"""The webhook's inbox: check the signature, keep the event once, answer; a task handles it.

What an event says is not believed: it only names what to fetch again. So doubles, another order, delay and events that we
know nothing of are all normal, and a lost one is found by `reconcile`.
"""

import datetime as dt
import logging
from collections.abc import Callable

import stripe
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from . import stripe_provider, tasks
from .enums import LIVE
from .models import PaymentAttempt, WebhookEvent
from .models.facts import REF_LENGTH
from .refusals import PaymentError

logger = logging.getLogger("lvv.payments")

# Attempts and messages younger than this are left to the webhook.
PATIENCE = dt.timedelta(minutes=10)
# Stripe repeats what it could not deliver for three days; what was lost then is told by nobody.
LOOK_BACK = dt.timedelta(days=4)
PAGE = 100
# What is wrong with one thing and not with the next. Stripe that does not answer at all is no such thing.
FAULTS = (stripe.InvalidRequestError, PaymentError, ObjectDoesNotExist)


def _of_refund(key: str) -> None:
    intent = stripe_provider.client().v1.refunds.retrieve(key).payment_intent
    stripe_provider.apply_refunds(str(intent))


def _of_charge(key: str) -> None:
    intent = stripe_provider.client().v1.charges.retrieve(key).payment_intent
    stripe_provider.apply_refunds(str(intent))


# By the beginning of an event's type, the longest first; everything else is kept and needs nothing.
HANDLERS: tuple[tuple[str, Callable[[str], None]], ...] = (
    ("charge.dispute.", stripe_provider.apply_dispute),
    ("charge.refunded", _of_charge),
    ("checkout.session.", stripe_provider.apply_session),
    ("refund.", _of_refund),
)
OF_CONCERN = tuple(beginning for beginning, _handler in HANDLERS)


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Take in an event of Stripe. Forged, stale or unreadable: 400 and nothing kept."""
    if not (settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRET):
        raise Http404
    signature = request.headers.get("Stripe-Signature", "")
    try:
        event = stripe_provider.client().construct_event(request.body, signature, settings.STRIPE_WEBHOOK_SECRET)
    except (ValueError, AttributeError, stripe.SignatureVerificationError):  # AttributeError: JSON that is no object
        return HttpResponse(status=400)
    keep(event)
    return HttpResponse(status=200)


@transaction.atomic
def keep(event: stripe.Event) -> WebhookEvent:
    """Keep an event once, with the task that handles it in the same transaction."""
    about = str(getattr(event.data.object, "id", "") or "")
    is_intent = event.type.startswith("payment_intent.")
    intent = about if is_intent else str(getattr(event.data.object, "payment_intent", "") or "")
    found, is_new = WebhookEvent.objects.get_or_create(
        event_id=event.id,
        defaults={
            "provider": stripe_provider.CODE, "type": event.type[:100], "object_id": about, "payment_intent": intent[:REF_LENGTH],
        },
    )  # fmt: skip
    if is_new:
        tasks.handle_webhook_event.enqueue(found.pk)
    return found


def handle(event: WebhookEvent) -> None:
    """Do what an event asks for, once; an error leaves it to be done, for the task's next try or for `reconcile`."""
    if event.done_at:
        return
    WebhookEvent.objects.filter(pk=event.pk).update(attempts=F("attempts") + 1)
    for beginning, handler in HANDLERS:
        if event.type.startswith(beginning):
            handler(event.object_id)
            break
    WebhookEvent.objects.filter(pk=event.pk, done_at=None).update(done_at=timezone.now())


def reconcile(now: dt.datetime) -> tuple[int, int]:
    """Ask Stripe about every attempt that is not over and for messages that never came; handle what was left.

    Returns how many attempts it asked about and how many messages it handled. What goes wrong with one of them is left for
    the next time and stops none of the others.
    """
    waiting = PaymentAttempt.objects.filter(
        provider=stripe_provider.CODE, state__in=LIVE, made_at__lte=now - PATIENCE
    ).exclude(external_id="")
    asked = sum(_went_well(stripe_provider.apply_session, key) for key in waiting.values_list("external_id", flat=True))
    for event in missed(now):
        keep(event)
    left = WebhookEvent.objects.filter(done_at=None, received_at__lte=now - PATIENCE).order_by("pk")
    return asked, sum(_went_well(handle, event) for event in list(left))


def missed(now: dt.datetime) -> list[stripe.Event]:
    """Return what Stripe wanted to tell and never got told here, the oldest first: refunds and disputes for instance."""
    since, until = int((now - LOOK_BACK).timestamp()), int((now - PATIENCE).timestamp())
    listed = stripe_provider.client().v1.events.list({"created": {"gte": since, "lte": until}, "limit": PAGE})
    told = {one.id: one for one in listed.auto_paging_iter() if one.type.startswith(OF_CONCERN)}
    known = set(WebhookEvent.objects.filter(event_id__in=list(told)).values_list("event_id", flat=True))
    return [one for key, one in reversed(told.items()) if key not in known]


def _went_well[T](act: Callable[[T], None], about: T) -> bool:
    try:
        act(about)
    except FAULTS as fault:
        # Only the kind: what Stripe says may name the payer.
        logger.warning("reconciling %s: %s", about, type(fault).__name__)
        return False
    return True
