"""The page that pretends to be a bank. Only in a demonstration: elsewhere it does not exist.

Whoever has the address may press its buttons: its key is signed and tells nothing else, and no account is needed, as with a
real bank. A second click, the back button or another tab changes nothing: what ended has ended.
"""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from lvv_site import civil

from . import attempts, orders
from .enums import LIVE, AttemptState
from .models import PaymentAttempt
from .money import EUR
from .providers import DEMO_SALT, Demo

SUCCEEDED, FAILED, CANCELLED, LATER = "succeeded", "failed", "cancelled", "later"


@csrf_exempt  # the signed address is the proof, and there is no account to act for
@require_http_methods(["GET", "HEAD", "POST"])
def demo_page(request: HttpRequest, key: str) -> HttpResponse:
    """Ask what this payment should become, and do it."""
    attempt = _attempt(key)
    if request.method == "POST":
        decide(attempt, request.POST.get("outcome", ""))
        return redirect(home(attempt))
    attempts.expire(attempt, timezone.now())
    attempt.refresh_from_db()
    context = {
        "attempt": attempt,
        "is_live": attempt.state in LIVE,
        "is_under_way": attempt.state == AttemptState.PROCESSING,
        "back": home(attempt),
    }
    response = render(request, "payments/demo.html", context)
    add_never_cache_headers(response)
    return response


@transaction.atomic
def decide(attempt: PaymentAttempt, outcome: str) -> None:
    """Let a payment become something, when nothing became of it yet; an outcome that we do not know does nothing."""
    orders.lock(attempt.order_id)  # two tabs at once: the second finds what the first did
    attempts.expire(attempt, timezone.now())
    attempt.refresh_from_db()
    if attempt.state not in LIVE:
        return
    if outcome == SUCCEEDED:
        reference = f"{Demo.code}:{attempt.idempotency_key}"
        orders.record_payment(attempt.order, attempt.amount, EUR, Demo.code, reference, civil.today(), attempt)
    elif outcome == LATER:
        attempts.processing(attempt)
    elif outcome in {FAILED, CANCELLED}:
        attempts.end(attempt, AttemptState(outcome))


def home(attempt: PaymentAttempt) -> str:
    """Return where the payer goes back to: a path of this site, whatever stands with the attempt."""
    path = attempt.return_path
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else "/"


def _attempt(key: str) -> PaymentAttempt:
    """Return the attempt of an address.

    Raises:
        Http404: this is no demonstration, or nobody was given this address.
    """
    if not settings.DEMO:
        raise Http404
    try:
        pk = int(signing.Signer(salt=DEMO_SALT, sep="~").unsign(key))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    return get_object_or_404(PaymentAttempt.objects.select_related("order"), pk=pk, provider=Demo.code)
