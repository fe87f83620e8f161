"""Fetches what a price depends on, and freezes it: tariffs, membership on the day of booking, the discount code."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lvv_site.members import people
from lvv_site.members.membership import holding
from lvv_site.members.models import Membership

from . import prices
from .models import DiscountCode, Occasion, Price
from .prices import FREE, Discount, FrozenPrice, NoPriceError, Tariff
from .refusals import DiscountError, UnpricedError


@dataclass(frozen=True)
class Quote:
    """What each attendee of a booking pays at each occasion, in order, and the code that made it cheaper."""

    prices: tuple[FrozenPrice, ...]
    discounted: tuple[bool, ...]
    code: DiscountCode | None = None


def members_among(person_ids: Iterable[int | None], on: dt.date) -> set[int]:
    """Return who of these persons is a member on the civil date, however their entries were merged."""
    asked = {one for one in person_ids if one}
    if not asked:
        return set()
    behind = {entry: one for one in asked for entry in people.ids_of(one)}
    holders = Membership.objects.filter(holding(on), person__in=behind).values_list("person", flat=True)
    return {behind[holder] for holder in holders}


def tariffs_of(occasions: Sequence[Occasion]) -> dict[int, list[Tariff]]:
    """Return the prices of each occasion."""
    found: dict[int, list[Tariff]] = defaultdict(list)
    for price in Price.objects.filter(occasion__in=occasions):
        found[price.occasion_id].append(price.tariff)
    return found


def find_code(code: str) -> DiscountCode | None:
    """Return the code, however it was typed. Locked: who counts its uses next sees ours."""
    return DiscountCode.objects.select_for_update().filter(code__iexact=code.strip()).first()


def quote(
    occasions: Sequence[Occasion], person_ids: Sequence[int | None], on: dt.date, discount_code: str = ""
) -> Quote:
    """Freeze the price of each attendee (inner) at each occasion (outer), booked together on the civil date.

    Raises:
        UnpricedError: an attendee for whom nobody set a price.
        DiscountError: a code that gives nothing to somebody: then the price on the button would be another one.
    """
    tariffs, members = tariffs_of(occasions), members_among(person_ids, on)
    code = find_code(discount_code) if discount_code.strip() else None
    if discount_code.strip() and code is None:
        raise DiscountError(None)
    chosen = [code is not None and code.occasion_id in {None, one.pk} for one in occasions]
    if code and not any(chosen):
        raise DiscountError(None)
    discount = code.discount(code.used.count()) if code else None
    if discount:
        _check(discount, on, person_ids, members, people_=len(person_ids) * sum(chosen))
    frozen = [
        _freeze(tariffs[one.pk], on, person in members, len(person_ids), discount if with_code else None)
        for one, with_code in zip(occasions, chosen, strict=True)
        for person in person_ids
    ]
    return Quote(tuple(frozen), tuple(with_code for with_code in chosen for _person in person_ids), code)


def _check(
    discount: Discount, on: dt.date, person_ids: Sequence[int | None], members: set[int], *, people_: int
) -> None:
    for person in person_ids:
        if why := prices.refusal(discount, on, is_member=person in members, people=people_):
            raise DiscountError(why)


def _freeze(
    tariffs: list[Tariff], on: dt.date, is_member: bool, people_: int, discount: Discount | None
) -> FrozenPrice:
    try:
        return prices.price_of(tariffs, on, is_member=is_member, people=people_, discount=discount)
    except NoPriceError as missing:
        raise UnpricedError from missing


def nothing(number: int) -> Quote:
    """Return a quote of free places, for what the organiser sets aside."""
    return Quote((FREE,) * number, (False,) * number)
