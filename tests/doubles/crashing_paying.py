"""Moments of paying at which a process may die; installed by settings of its own (`crashing_paying_settings`)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import AppConfig

from tests.doubles.crashing import crash


def _around(owner: Any, name: str, moment: str) -> None:
    """Let the process die before or after something, when that is the chosen moment."""
    act: Callable[..., Any] = getattr(owner, name)

    @wraps(act)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        crash(f"before {moment}")
        answer = act(*args, **kwargs)
        crash(f"after {moment}")
        return answer

    setattr(owner, name, guarded)


class CrashingPayingConfig(AppConfig):
    """Puts the moments around what money and places do."""

    name = "tests.doubles"
    label = "crashing_paying"

    def ready(self) -> None:
        """Install."""
        from events.booking import reserving
        from lvv_site.payments import invoices, orders, refunds, stripe_provider

        _around(stripe_provider.Stripe, "start", "the answer to a checkout")
        _around(stripe_provider.Stripe, "refund", "the answer to a refund")
        _around(orders, "record_payment", "a payment")
        _around(orders, "_payment", "the row of a payment")  # not committed yet
        _around(reserving, "confirm", "confirming")
        _around(reserving, "_confirm", "the rows of confirming")
        _around(invoices, "issue", "an invoice")
        _around(invoices, "_paper", "the papers of an invoice")
        _around(refunds, "_refund", "the rows of a refund")
