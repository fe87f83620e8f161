"""The ways to pay. A provider starts a payment and sends money back; what came in it tells to `orders.record_payment`.

Both calls go out with an idempotency key and may be repeated after a crash: the provider must answer the same. Neither
is made inside a transaction that could be rolled back afterwards.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .enums import PayerKind, RunState
from .models import InvoiceSettings, PaymentAttempt, Refund
from .refusals import UnknownProviderError

# Stripe asks for at least thirty minutes; the rest is for a first call that failed and is repeated with the same moment.
CHECKOUT = dt.timedelta(minutes=40)
DEMO_SALT = "payments.demo"


@dataclass(frozen=True)
class Started:
    """A payment was begun: its id with the provider, where the payer goes on (empty: nowhere), and until when."""

    external_id: str
    url: str = ""
    expires_at: dt.datetime | None = None


@dataclass(frozen=True)
class Returned:
    """A refund was taken on: done, waiting (by hand or at the provider) or failed; its id with the provider."""

    state: RunState
    external_id: str = ""


class Provider(Protocol):
    """A way to pay."""

    code: str
    name: str | Promise
    goes_back: str | Promise  # how a refund reaches the payer and how long that takes, as a sentence

    def is_available(self, payer_kind: str) -> bool:
        """Whether this payer can use it here and now."""

    def start(self, attempt: PaymentAttempt) -> Started:
        """Begin; `attempt.idempotency_key` makes a repeated call the same one."""

    def refund(self, refund: Refund) -> Returned:
        """Send back `crossing.to_send` of `refund.payment`; `crossing.key_of` makes a repeated call the same one."""


class OnInvoice:
    """By bank transfer, on an invoice: for organisations. Somebody transfers refunds by hand."""

    code = "invoice"
    name: str | Promise = _("Op factuur")
    goes_back: str | Promise = _("Wij maken het binnen 14 dagen over naar de rekening waarvan is betaald.")

    def is_available(self, payer_kind: str) -> bool:
        """Only organisations, and only when there is a seller to stand on the invoice and an account to pay to."""
        if payer_kind != PayerKind.ORGANISATION:
            return False
        seller = InvoiceSettings.load()
        return bool(seller.name and seller.iban)

    def start(self, attempt: PaymentAttempt) -> Started:
        """There is nothing to start: the money comes when it comes, under the order's reference."""
        return Started(attempt.idempotency_key)

    def refund(self, refund: Refund) -> Returned:
        """Leave it to the treasurer."""
        return Returned(RunState.WAITING)


def demo_key(attempt: PaymentAttempt) -> str:
    """Return what names an attempt in the address of the demo page; it cannot be guessed."""
    return signing.Signer(salt=DEMO_SALT, sep="~").sign(str(attempt.pk))


class Demo:
    """Pretends, clearly marked; only with `DEMO=1`."""

    code = "demo"
    name: str | Promise = _("Proefbetaling (er wordt niets betaald)")
    goes_back: str | Promise = _("Dit is een proef: er is niets betaald en er gaat niets terug.")

    def is_available(self, payer_kind: str) -> bool:
        """Only in a demonstration."""
        return bool(settings.DEMO)

    def start(self, attempt: PaymentAttempt) -> Started:
        """Stay on this site: the page that pretends to be a bank is ours. Its time runs out as Stripe's does."""
        url = reverse("payments:demo", args=[demo_key(attempt)])
        return Started(f"demo:{attempt.idempotency_key}", url, attempt.made_at + CHECKOUT)

    def refund(self, refund: Refund) -> Returned:
        """Done at once."""
        return Returned(RunState.DONE, f"demo:{refund.external_ref}")


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Add a way to pay, usually in `AppConfig.ready`. ValueError when another one has its code."""
    if type(_providers.get(provider.code, provider)) is not type(provider):
        raise ValueError(f"provider {provider.code} is registered twice")
    _providers[provider.code] = provider


def get(code: str) -> Provider:
    """Return a way to pay by its code. UnknownProviderError when there is none."""
    try:
        return _providers[code]
    except KeyError:
        raise UnknownProviderError from None


def available(payer_kind: str) -> Sequence[Provider]:
    """Return the ways to pay that this payer can use here and now: paying at once first, then on invoice, the demo last.

    Empty when there is none; `nothing_available` says so to the payer.
    """
    return [one for one in _providers.values() if one.is_available(payer_kind)]


def nothing_available(payer_kind: str) -> str:
    """Return why this payer cannot pay here, and what helps; empty when there is a way."""
    if available(payer_kind):
        return ""
    if payer_kind == PayerKind.PERSON:
        return gettext("Direct betalen kan op deze site nu niet. Een organisatie kan wel op factuur bestellen.")
    return gettext("Betalen kan op deze site nu niet. Neem contact op met het bureau.")
