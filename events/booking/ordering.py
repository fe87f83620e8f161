"""Opens the order that pays for places. Reserving and ordering are two transactions.

A process that dies between them leaves a hold that runs out by itself; the same post again goes on where it was. Equal
places are one line, so that an invoice reads as people expect; `PlaceOrder` says which places an order pays for.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from lvv_site import civil
from lvv_site.payments import orders
from lvv_site.payments.models import InvoiceSettings, Order
from lvv_site.payments.orders import Line, Payer
from lvv_site.payments.vat import Price, Rate

from .models import Booking, Occasion, Place, PlaceOrder
from .refusals import StaleError

REFERENCE = "places:"


def open_for(booking: Booking, payer: Payer, today: dt.date) -> Order:
    """Open the order for the booking's held places that have none; the one that was opened before when all have.

    Raises:
        StaleError: there is nothing to order: every hold ran out or was given up.
        ValidationError: a VAT id that cannot be one.
    """
    with transaction.atomic():
        Booking.objects.select_for_update().get(pk=booking.pk)
        places = to_order(booking)
        if not places:
            return _standing(booking)
        due = today + dt.timedelta(days=InvoiceSettings.load().term_days)
        order = orders.open_order(lines_of(places), payer, f"{REFERENCE}{places[0].code}", due)
        PlaceOrder.objects.bulk_create([PlaceOrder(place=one, order=order) for one in places])
    return order


def to_order(booking: Booking) -> list[Place]:
    """Return the places that somebody has claimed and that no order pays for yet."""
    open_ = booking.places.filter(
        cancelled_at=None, confirmed_at=None, held_until__gt=civil.now(), ordered=None, set_aside=False
    )
    return list(open_.select_related("occasion").order_by("pk"))


def _standing(booking: Booking) -> Order:
    order = Order.objects.filter(place_orders__place__booking=booking).order_by("-pk").first()
    if order is None:
        raise StaleError
    return order


def orders_of(booking: Booking) -> list[Order]:
    """Return what pays for the places of a booking, in order of ordering."""
    found = Order.objects.filter(place_orders__place__booking=booking)
    return list(found.distinct().order_by("pk"))


def lines_of(places: Sequence[Place]) -> list[Line]:
    """Return the lines of an order of these places: equal ones on one line."""
    alike: Counter[tuple[int, Decimal, Decimal | None]] = Counter()
    occasions: dict[int, Occasion] = {}
    for place in places:
        alike[place.occasion_id, place.net, place.vat_rate] += 1
        occasions[place.occasion_id] = place.occasion
    return [
        Line(f"occasion:{occasions[id_].code}", text_of(occasions[id_]), Price(net, number, rate_of(percentage)))
        for (id_, net, percentage), number in alike.items()
    ]


def text_of(occasion: Occasion) -> str:
    """Return how an occasion stands on an order and its invoice."""
    if occasion.starts_on is None:
        return occasion.title
    day = formats.date_format(occasion.starts_on, "j F Y")
    return _("%(title)s, %(day)s") % {"title": occasion.title[:200], "day": day}


def rate_of(percentage: Decimal | None) -> Rate:
    """Return the rate of VAT of a place."""
    return Rate.EXEMPT if percentage is None else Rate(str(int(percentage)))
