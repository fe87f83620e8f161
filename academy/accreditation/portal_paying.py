"""Paying a bill of a provider at once, beside the transfer that its invoice asks for. What is paid is found by the order alone."""

from django.urls import reverse

from lvv_site import civil
from lvv_site.payments import attempts, providers
from lvv_site.payments.models import Order, PaymentAttempt
from lvv_site.payments.refusals import UnknownProviderError

from . import application_tasks
from .models import Application
from .portal_orders import REFERENCE


def ways(order: Order) -> list[providers.Provider]:
    """Return how a bill can be paid here and now; on invoice it is already."""
    return [one for one in providers.available(order.payer_kind) if one.code != providers.OnInvoice.code]


def pay_path(order: Order) -> str:
    """Return where a bill is paid; empty when it can only be transferred."""
    code = order.reference.removeprefix(REFERENCE)
    slug = Application.objects.filter(code=code).values_list("provider__slug", flat=True).first()
    return reverse("provider:pay", args=[slug, order.code]) if slug and ways(order) else ""


def begin(order: Order, way: str, return_path: str) -> PaymentAttempt:
    """Begin to pay what is due; the same attempt again while it lives. Calls the provider, outside any transaction.

    Raises:
        PaymentError: nothing is due, or not in this way.
    """
    if way not in {one.code for one in ways(order)}:
        raise UnknownProviderError
    attempt = attempts.begin(order, way, attempts.next_key(order, way), return_path)
    application_tasks.follow_bill.using(run_after=civil.now() + application_tasks.FIRST_LOOK).enqueue(order.pk)
    return attempt
