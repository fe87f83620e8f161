"""VAT: what lines cost, without and with (domain rule 9).

A line keeps its net unit price, a quantity and a rate: 21 %, 9 % or exempt (Wet op de omzetbelasting 1968, articles 9
and 11). Over all lines of one rate together, not over each line:

- `exact`  the sum of unit price x quantity, in fractions of a cent;
- `vat`    exact x rate, rounded half up to cents, once for each rate;
- `total`  exact x (1 + rate), rounded half up to cents;
- `net`    total - vat.

The total of an order is the sum of the totals, and so always the sum of net and VAT. For unit prices in whole cents `net`
equals `exact`, the usual sum of a business invoice.

Unit prices have six places. A price that was set including VAT comes back to the cent with that many: 250.00 at 21 % is
206.611570 net, and with places for 8,000 people the error stays below half a cent; four places would lose a cent above
80, two above one. A discount is a line with a price below zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from .money import NOTHING, apportion, cents, is_whole_cents

UNIT_PRICE_PLACES = 6
SMALLEST_UNIT_PRICE = Decimal(1).scaleb(-UNIT_PRICE_PLACES)
MOST_UNITS = 8000


class Rate(StrEnum):
    """A VAT rate by its percentage; `exempt` has none and is not the same as 0 %."""

    HIGH = "21"
    LOW = "9"
    EXEMPT = "exempt"

    @property
    def percentage(self) -> Decimal:
        """Return the percentage: 21, 9 or 0."""
        return Decimal(0 if self is Rate.EXEMPT else self.value)

    @property
    def fraction(self) -> Decimal:
        """Return the part of the net price: 0.21, 0.09 or 0."""
        return self.percentage / 100


@dataclass(frozen=True)
class Price:
    """A net unit price in EUR of at most six places, how many of it, and the rate."""

    unit_net: Decimal
    quantity: int
    rate: Rate

    @property
    def net(self) -> Decimal:
        """Return the exact net amount, not rounded."""
        return self.unit_net * self.quantity

    @property
    def gross(self) -> Decimal:
        """Return the exact amount including VAT, not rounded."""
        return self.net * (1 + self.rate.fraction)

    @property
    def shown(self) -> Decimal:
        """Return the unit price that a consumer sees: including VAT, in whole cents."""
        return cents(self.unit_net * (1 + self.rate.fraction))


@dataclass(frozen=True)
class RateTotal:
    """What the lines of one rate come to, in whole cents: net + vat = total."""

    rate: Rate
    net: Decimal
    vat: Decimal

    @property
    def total(self) -> Decimal:
        """Return the amount including VAT."""
        return self.net + self.vat


@dataclass(frozen=True)
class Totals:
    """What all lines come to: each rate once, and each line's own part of it, in the order of the lines."""

    rates: tuple[RateTotal, ...]
    line_net: tuple[Decimal, ...]
    line_gross: tuple[Decimal, ...]

    @property
    def net(self) -> Decimal:
        """Return the sum without VAT."""
        return sum((one.net for one in self.rates), NOTHING)

    @property
    def vat(self) -> Decimal:
        """Return the VAT of all rates."""
        return sum((one.vat for one in self.rates), NOTHING)

    @property
    def total(self) -> Decimal:
        """Return what is to be paid."""
        return self.net + self.vat


def net_of(gross: Decimal, rate: Rate) -> Decimal:
    """Return the net unit price of a price that was set including VAT. ValueError when that is not in whole cents."""
    if not is_whole_cents(gross):
        raise ValueError(f"{gross} is not an amount in whole cents")
    return (gross / (1 + rate.fraction)).quantize(SMALLEST_UNIT_PRICE, ROUND_HALF_UP)


def totals(prices: Sequence[Price]) -> Totals:
    """Add lines up. The parts of the lines, net and gross, add up to the totals of their rate."""
    rates = [_rate_total(rate, prices) for rate in Rate if any(one.rate == rate for one in prices)]
    line_net, line_gross = [NOTHING] * len(prices), [NOTHING] * len(prices)
    for one in rates:
        places = [place for place, price in enumerate(prices) if price.rate == one.rate]
        shares = zip(
            places,
            apportion([prices[place].net for place in places], one.net),
            apportion([prices[place].gross for place in places], one.total),
            strict=True,
        )
        for place, net, gross in shares:
            line_net[place], line_gross[place] = net, gross
    return Totals(tuple(rates), tuple(line_net), tuple(line_gross))


def _rate_total(rate: Rate, prices: Sequence[Price]) -> RateTotal:
    exact = sum((one.net for one in prices if one.rate == rate), NOTHING)
    vat = cents(exact * rate.fraction)
    return RateTotal(rate, cents(exact * (1 + rate.fraction)) - vat, vat)


def part_of(rates: Sequence[RateTotal], before: Decimal, amount: Decimal) -> tuple[RateTotal, ...]:
    """Return how `amount` including VAT divides over rates, when `before` of the total was divided earlier.

    In proportion, rounded over the parts so far together: the parts of a whole order add up to its own rates, to the cent.
    """
    first, second = _share(rates, before), _share(rates, before + amount)
    return tuple(
        RateTotal(one.rate, two.net - one.net, two.vat - one.vat) for one, two in zip(first, second, strict=True)
    )


def _share(rates: Sequence[RateTotal], amount: Decimal) -> list[RateTotal]:
    total = sum((one.total for one in rates), NOTHING)
    if not total:
        return [RateTotal(one.rate, NOTHING, NOTHING) for one in rates]
    gross = apportion([one.total * amount / total for one in rates], amount)
    shares = zip(rates, gross, strict=True)
    vats = [cents(one.vat * part / one.total) if one.total else NOTHING for one, part in shares]
    return [RateTotal(one.rate, part - vat, vat) for one, part, vat in zip(rates, gross, vats, strict=True)]
