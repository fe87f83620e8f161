"""What an occasion offers whoever looks at it now: whether it can be booked, how many places there are, what it costs.

For lists: a fixed number of queries, whatever the number of occasions.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from . import availability, capacity, prices, pricing
from .availability import Availability
from .models import Occasion
from .models.occasions import civil_date
from .prices import NoPriceError, Tariff


@dataclass(frozen=True)
class Offer:
    """An occasion as it is offered at a moment; prices are Decimal EUR with VAT for one attendee, None when nobody set one."""

    occasion: Occasion
    availability: Availability
    price_member: Decimal | None
    price_guest: Decimal | None

    @property
    def is_free(self) -> bool:
        """Whether nobody pays anything."""
        return self.price_guest is not None and not self.price_guest and not self.price_member


def of(occasions: Sequence[Occasion], now: dt.datetime) -> list[Offer]:
    """Return what each occasion offers at the moment, in the same order. Fetch them with `called_off` selected."""
    counts, tariffs = capacity.counted(occasions, now), pricing.tariffs_of(occasions)
    return [
        Offer(
            occasion=one,
            availability=availability.availability(one.registration, counts[one.pk], now),
            price_member=_price(tariffs[one.pk], civil_date(now), is_member=True),
            price_guest=_price(tariffs[one.pk], civil_date(now), is_member=False),
        )
        for one in occasions
    ]


def _price(tariffs: list[Tariff], on: dt.date, *, is_member: bool) -> Decimal | None:
    try:
        return prices.price_of(tariffs, on, is_member=is_member).gross
    except NoPriceError:
        return None
