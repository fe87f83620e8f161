"""What an order comes to: one formula over its facts (contracts: "order state is a formula").

    owed     = total - credited, or nothing once the order is cancelled
    kept     = paid - refunded
    due      = owed - kept    when that is more than nothing
    overpaid = kept - owed    when that is more than nothing

So `paid = refunded + owed - due + overpaid` always holds: no cent disappears, whatever the order in which facts arrive. A
partial, double, late or excessive payment is no case of its own. A refund alone makes the amount due again, as a disputed
payment should; a refund of what is no longer owed has a credit beside it. Money in another currency is kept in the
books and counts for nothing here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .money import EUR, NOTHING


class State(StrEnum):
    """How an order stands."""

    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


SETTLED = frozenset({State.PAID, State.OVERPAID})


@dataclass(frozen=True)
class Paid:
    """Money that came in."""

    amount: Decimal
    currency: str = EUR


@dataclass(frozen=True)
class Account:
    """The facts about one order, each a positive amount in EUR but for payments, which name their currency."""

    total: Decimal
    payments: tuple[Paid, ...] = ()
    refunds: tuple[Decimal, ...] = ()
    credits: tuple[Decimal, ...] = ()
    under_way: tuple[Decimal, ...] = ()
    is_cancelled: bool = False


@dataclass(frozen=True)
class OrderState:
    """What an order comes to, in EUR."""

    total: Decimal
    owed: Decimal
    paid: Decimal
    refunded: Decimal
    under_way: Decimal
    foreign: tuple[Paid, ...]
    is_cancelled: bool

    @property
    def kept(self) -> Decimal:
        """Return what we have of the payer."""
        return self.paid - self.refunded

    @property
    def due(self) -> Decimal:
        """Return what is still to come."""
        return max(self.owed - self.kept, NOTHING)

    @property
    def overpaid(self) -> Decimal:
        """Return what we have and is not ours."""
        return max(self.kept - self.owed, NOTHING)

    @property
    def is_settled(self) -> bool:
        """Whether what was ordered is paid for: there is nothing due and the order stands."""
        return not self.is_cancelled and self.state in SETTLED

    @property
    def state(self) -> State:
        """Return how it stands. Money that we hold without a claim to it comes before anything else."""
        if self.overpaid:
            return State.OVERPAID
        if self.refunded and not self.kept and not self.owed:
            return State.REFUNDED
        if self.is_cancelled or (self.total and not self.owed):
            return State.CANCELLED
        if not self.due:
            return State.PAID
        return State.PARTLY_PAID if self.kept else State.OPEN


def state_of(account: Account) -> OrderState:
    """Return what the facts come to."""
    return OrderState(
        total=account.total,
        owed=NOTHING if account.is_cancelled else account.total - _sum(account.credits),
        paid=_sum(one.amount for one in account.payments if one.currency == EUR),
        refunded=_sum(account.refunds),
        under_way=_sum(account.under_way),
        foreign=tuple(one for one in account.payments if one.currency != EUR),
        is_cancelled=account.is_cancelled,
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)
