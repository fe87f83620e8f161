"""Which price holds for an attendee, and what a discount code makes of it (domain rule 9).

Amounts are Decimal EUR, net in six places, with the percentage of VAT beside them (None: exempt). People see and pay them
with VAT, in whole cents: a frozen price is the net of such an amount, so that eight places cost eight times what the page
says, to the cent. The lowest of the prices that hold is the attendee's; what comes out is frozen in the place. Never below
zero.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from .enums import Audience, DiscountKind

CENT = Decimal("0.01")
SMALLEST_NET = Decimal("0.000001")
NOTHING = Decimal("0.00")
WHOLE = Decimal(100)


def cents(amount: Decimal) -> Decimal:
    """Return the amount in whole cents, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def with_vat(net: Decimal, vat_rate: Decimal | None) -> Decimal:
    """Return what a consumer pays for a net amount."""
    return cents(net * (WHOLE + (vat_rate or 0)) / WHOLE)


def without_vat(gross: Decimal, vat_rate: Decimal | None) -> Decimal:
    """Return the net amount of a price in whole cents with VAT, in six places: `with_vat` gives the price back."""
    return (gross * WHOLE / (WHOLE + (vat_rate or 0))).quantize(SMALLEST_NET, ROUND_HALF_UP)


@dataclass(frozen=True)
class Tariff:
    """A price as the office set it: for whom, from and until which civil date (both included), from how many people.

    An early-bird price has an `until`, a group price has `people` above 1, a free one is zero.
    """

    audience: Audience
    net: Decimal
    vat_rate: Decimal | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    people: int = 1

    def holds(self, on: dt.date, *, is_member: bool, people: int) -> bool:
        """Whether an attendee may have this price on the civil date in a booking of so many people."""
        return (
            (is_member or self.audience == Audience.GUEST)
            and (self.since is None or self.since <= on)
            and (self.until is None or on <= self.until)
            and people >= self.people
        )


@dataclass(frozen=True)
class Discount:
    """A discount code as it stands: `left` is how many places it may still be used for, None without end."""

    kind: DiscountKind
    value: Decimal
    since: dt.date | None = None
    until: dt.date | None = None
    members_only: bool = False
    left: int | None = None

    def __post_init__(self) -> None:
        if self.value < 0 or (self.kind == DiscountKind.PERCENTAGE and self.value > WHOLE):
            raise ValueError(f"a discount of {self.value} {self.kind}")

    def off(self, gross: Decimal) -> Decimal:
        """Return what goes off a price with VAT, in whole cents: never more than there is."""
        if self.kind == DiscountKind.AMOUNT:
            return min(gross, cents(self.value))
        return cents(gross * self.value / WHOLE)


class NoDiscount(StrEnum):
    """Why a discount code gives nothing."""

    NOT_YET = "not_yet"
    ENDED = "ended"
    USED_UP = "used_up"
    MEMBERS_ONLY = "members_only"


@dataclass(frozen=True)
class FrozenPrice:
    """The price of one place as it was when it was booked. `net` is after the discount, both in six places."""

    audience: Audience
    net: Decimal
    vat_rate: Decimal | None
    discount: Decimal = NOTHING

    @property
    def gross(self) -> Decimal:
        """What a consumer pays."""
        return with_vat(self.net, self.vat_rate)


FREE = FrozenPrice(Audience.GUEST, NOTHING, None)


class NoPriceError(Exception):
    """Nobody set a price for this attendee: it cannot be booked, rather than be free by accident."""


def refusal(discount: Discount, on: dt.date, *, is_member: bool, people: int) -> NoDiscount | None:
    """Return why the code gives an attendee nothing on the civil date, or None when it holds for all these people."""
    if discount.since and on < discount.since:
        return NoDiscount.NOT_YET
    if discount.until and on > discount.until:
        return NoDiscount.ENDED
    if discount.members_only and not is_member:
        return NoDiscount.MEMBERS_ONLY
    if discount.left is not None and discount.left < people:
        return NoDiscount.USED_UP
    return None


def price_of(
    tariffs: Iterable[Tariff], on: dt.date, *, is_member: bool, people: int = 1, discount: Discount | None = None
) -> FrozenPrice:
    """Return the price of one attendee in a booking of so many people, made on the civil date.

    A code that does not hold is not applied: `refusal` says why. Raises NoPriceError when no price holds.
    """
    found = [one for one in tariffs if one.holds(on, is_member=is_member, people=people)]
    if not found:
        raise NoPriceError
    best = min(found, key=lambda one: (with_vat(one.net, one.vat_rate), one.audience, one.net))
    gross, off = with_vat(best.net, best.vat_rate), NOTHING
    if discount and refusal(discount, on, is_member=is_member, people=people) is None:
        off = discount.off(gross)
    paid = without_vat(gross - off, best.vat_rate)
    return FrozenPrice(best.audience, paid, best.vat_rate, without_vat(gross, best.vat_rate) - paid)
