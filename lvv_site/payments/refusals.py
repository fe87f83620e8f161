"""What this room refuses, each with a code for programs and a Dutch sentence for the person."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PaymentError(Exception):
    """Refused. `code` names the refusal, `field` the entry of a form that it is about, if any."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = ""
    field: ClassVar[str | None] = None

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__(message or self.message)

    def __str__(self) -> str:
        return str(self.args[0])


class ConflictError(PaymentError):
    """The same reference with another content."""

    code = "conflict"
    message = _("Onder deze verwijzing staat al iets anders.")


class AmountError(PaymentError):
    """Not an amount in whole cents above zero."""

    code = "amount"
    message = _("Vul een bedrag in van meer dan 0 euro, in hele centen.")
    field = "amount"


class TotalError(PaymentError):
    """An order without lines, or one that comes to less than nothing."""

    code = "total"
    message = _("Een bestelling heeft regels en is samen niet minder dan 0 euro.")


class TooMuchError(PaymentError):
    """More than was paid, or than is owed."""

    code = "too_much"
    message = _("Zoveel is er niet betaald, of het is al terugbetaald.")
    field = "amount"


class CreditTooMuchError(PaymentError):
    """More than the order is."""

    code = "credit_too_much"
    message = _("Zoveel staat er niet meer open op deze bestelling of factuur.")
    field = "amount"


class ReasonError(PaymentError):
    """No known reason."""

    code = "reason"
    message = _("Kies een reden.")
    field = "reason_code"


class NothingDueError(PaymentError):
    """There is nothing to pay."""

    code = "nothing_due"
    message = _("Voor deze bestelling is niets meer te betalen.")


class EndedError(PaymentError):
    """An order that was cancelled."""

    code = "ended"
    message = _("Deze bestelling is vervallen: er is niets meer te betalen.")


class NotPlaceableError(PaymentError):
    """A payment that has an order already."""

    code = "not_placeable"
    message = _("Deze betaling hoort al bij een bestelling.")


class UnknownProviderError(PaymentError):
    """No such way to pay here and now."""

    code = "unknown_provider"
    message = _("Op deze manier kunt u hier nu niet betalen.")


class SellerUnknownError(PaymentError):
    """An invoice without a seller is none."""

    code = "seller_unknown"
    message = _("Vul eerst de gegevens van de vereniging voor op de factuur in.")
