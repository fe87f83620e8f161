"""Amounts: Decimal EUR, never a float, rounded half up (away from zero), which is what the tax office expects.

Cents are shared out by largest remainder, so that the parts on paper always add up to their total.
"""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

EUR = "EUR"
CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """Return an amount in whole cents, half a cent upwards (for amounts below zero downwards)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def is_whole_cents(amount: Decimal) -> bool:
    """Whether an amount is finite and has no fractions of a cent."""
    return amount.is_finite() and amount == amount.quantize(CENT, ROUND_FLOOR)


def apportion(exact: Sequence[Decimal], total: Decimal) -> list[Decimal]:
    """Return the parts in whole cents, each within a cent of its exact value, so that they add up to `total`.

    The cents that are left go to the largest remainders, the first of equals first. A total further away from the sum
    than a cent for each part raises ValueError: it is not a total of these parts.
    """
    parts = [one.quantize(CENT, ROUND_FLOOR) for one in exact]
    left = int((total - sum(parts, NOTHING)) / CENT)
    if not 0 <= left <= len(parts):
        raise ValueError(f"{total} is not a total of {[str(one) for one in exact]}")
    neediest = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in neediest[:left]:
        parts[place] += CENT
    return parts
