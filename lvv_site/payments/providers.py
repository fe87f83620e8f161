"""The ways to pay. A provider starts a payment and sends money back; what came in it tells to `orders.record_payment`.

Both calls go out with an idempotency key and may be repeated after a crash: the provider must answer the same. Neither
is made inside a transaction that could be rolled back afterwards.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .enums import PayerKind, RunState
from .models import PaymentAttempt, Refund
from .refusals import UnknownProviderError


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

    def is_available(self, payer_kind: str) -> bool:
        """Whether this payer can use it here and now."""

    def start(self, attempt: PaymentAttempt) -> Started:
        """Begin; `attempt.idempotency_key` makes a repeated call the same one."""

    def refund(self, refund: Refund) -> Returned:
        """Send back `refund.amount` of `refund.payment`; `refund.external_ref` makes a repeated call the same one."""


class OnInvoice:
    """By bank transfer, on an invoice: for organisations. Somebody transfers refunds by hand."""

    code = "invoice"
    name: str | Promise = _("Op factuur")

    def is_available(self, payer_kind: str) -> bool:
        """Only organisations."""
        return payer_kind == PayerKind.ORGANISATION

    def start(self, attempt: PaymentAttempt) -> Started:
        """There is nothing to start: the money comes when it comes, under the order's reference."""
        return Started(attempt.idempotency_key)

    def refund(self, refund: Refund) -> Returned:
        """Leave it to the treasurer."""
        return Returned(RunState.WAITING)


class Demo:
    """Pretends, clearly marked; only with `DEMO=1`."""

    code = "demo"
    name: str | Promise = _("Proefbetaling (er wordt niets betaald)")

    def is_available(self, payer_kind: str) -> bool:
        """Only in a demonstration."""
        return bool(settings.DEMO)

    def start(self, attempt: PaymentAttempt) -> Started:
        """Stay on this site: the page that pretends to be a bank is ours."""
        return Started(f"demo:{attempt.idempotency_key}")

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


def available(payer_kind: str) -> Iterable[Provider]:
    """Return the ways to pay that this payer can use, in order of registration."""
    return [one for one in _providers.values() if one.is_available(payer_kind)]
