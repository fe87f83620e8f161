"""What money makes of places, and places of money. Each function is idempotent: tasks call them, as often as they like.

paid            places are confirmed; for what came too late there is no place, and its money goes back
on invoice      places are confirmed at once: an organisation pays afterwards
under way       the hold is kept longer (SEPA takes days), and ends when that comes to nothing
cancelled       less is owed by the terms; what was paid of it goes back the way it came
abandoned       the hold runs out; a day later nothing is owed any more
"""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from django.db import transaction

from lvv_site import civil
from lvv_site.members.models import User
from lvv_site.payments import attempts, invoices, orders, queries, refunds
from lvv_site.payments import letters as invoice_letters
from lvv_site.payments.enums import LIVE, PayerKind, Reason
from lvv_site.payments.models import Credit, InvoiceSettings, Order, PaymentAttempt, Refund
from lvv_site.payments.refusals import EndedError, SellerUnknownError, UnknownProviderError

from . import deadlines, ordering, paying_back, reserving, tasks
from .enums import EventKind, PlaceState
from .models import Booking, Place, PlaceEvent
from .refusals import StaleError
from .reserving import Confirmation

ON_INVOICE = "invoice"


def places_of(order: Order) -> list[Place]:
    """Return the places that an order pays for, as they are now: one that moved is followed to where it went."""
    found = Place.objects.filter(ordered__order=order).select_related("booking", "occasion")
    return list(found.order_by("pk"))


def begin(booking: Booking, order: Order, provider: str, return_path: str) -> PaymentAttempt:
    """Begin to pay what is due; the same attempt again while it lives. Calls the provider, outside any transaction.

    Raises:
        StaleError: a hold ran out meanwhile.
        PaymentError: nothing is due, or not in this way.
    """
    _keep_for_checkout(booking, order)
    attempt = attempts.begin(order, provider, attempts.next_key(order, provider), return_path)
    tasks.follow_order.using(run_after=civil.now() + tasks.FIRST_LOOK).enqueue(order.pk)
    return attempt


def _keep_for_checkout(booking: Booking, order: Order) -> None:
    """Let the hold outlast the checkout that begins now; one that was just made does."""
    if booking.made_at > civil.now() - deadlines.JUST_NOW:
        return
    unpaid = [one for one in places_of(order) if not one.confirmed_at and not one.cancelled_at]
    least = civil.now() + deadlines.hold() - deadlines.JUST_NOW
    if all(one.held_until and one.held_until >= least for one in unpaid):
        return
    if not reserving.keep(booking, [one.pk for one in unpaid]):
        raise StaleError


@transaction.atomic
def on_invoice(booking: Booking, order: Order) -> Confirmation:
    """Confirm an organisation's places now; the invoice is written by a task of the same transaction.

    Raises:
        UnknownProviderError: a person pays first.
        StaleError: a hold ran out meanwhile.
        SellerUnknownError: nobody filled in who sells.
    """
    if order.payer_kind != PayerKind.ORGANISATION:
        raise UnknownProviderError
    if not InvoiceSettings.load().name:
        raise SellerUnknownError
    done = reserving.confirm(booking, [one.pk for one in places_of(order)])
    if done.left_out:
        raise StaleError
    tasks.write_invoice.enqueue(order.pk)
    return done


def confirm(order_id: int) -> Confirmation:
    """Confirm what was paid for; what came too late for its place goes back."""
    order = Order.objects.get(pk=order_id)
    places = places_of(order)
    confirmed: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()
    for booking in {one.booking for one in places}:
        done = reserving.confirm(booking, [one.pk for one in places if one.booking_id == booking.pk])
        confirmed, left_out = confirmed | done.confirmed, left_out | done.left_out
    for pk in sorted(left_out):
        give_up(pk)
    return Confirmation(confirmed, left_out)


def write_invoice(order_id: int) -> None:
    """Write and send the invoice of an order with an amount; again: the same one."""
    order = Order.objects.get(pk=order_id)
    if order.total and order.reference.startswith(ordering.REFERENCE):
        try:
            invoice_letters.send_invoice(invoices.issue(order))
        except EndedError:
            return  # it was cancelled before it was written: nothing is owed and there is nothing to correct


def under_way(order_id: int) -> None:
    """Keep the places of an order: its money takes days."""
    for booking, pks in _by_booking(Order.objects.get(pk=order_id)):
        reserving.hold_longer(booking, pks)


def lapsed(order_id: int) -> None:
    """End what was held for money that took days and did not come. Else the hold runs on: somebody may try again."""
    order = Order.objects.get(pk=order_id)
    if queries.standing(order).is_settled or PaymentAttempt.objects.filter(order=order, state__in=LIVE).exists():
        return  # who tried again meanwhile is told when that came to nothing too
    for booking, pks in _by_booking(order):
        longer = PlaceEvent.objects.filter(place__in=pks, kind=EventKind.HELD_LONGER).values_list("place", flat=True)
        reserving.lapse(booking, set(longer))


def _by_booking(order: Order) -> list[tuple[Booking, list[int]]]:
    places = places_of(order)
    return [
        (booking, [one.pk for one in places if one.booking_id == booking.pk])
        for booking in {one.booking for one in places}
    ]


def give_back(place_id: int) -> None:
    """Make of a place that was given up what is owed: less by the terms, and what was paid too much goes back.

    For a place that was never confirmed nothing is owed: who still pays for it gets that back (`confirm`).
    """
    place = Place.objects.select_related("booking__terms", "occasion__called_off").get(pk=place_id)
    amount = paying_back.share_of(place).gross if place.confirmed_at else place.price.gross
    _less(place, amount, Reason.EVENT_CANCELLED if place.occasion.cancelled else Reason.CANCELLED)


def give_up(place_id: int) -> None:
    """Give back all of a place that was paid when it was no longer there, and end it."""
    with transaction.atomic():
        place = Place.objects.select_for_update(of=("self",)).select_related("booking", "occasion").get(pk=place_id)
        if place.confirmed_at:
            return
        if place.cancelled_at is None:
            place.cancelled_at = civil.now()
            place.save(update_fields=["cancelled_at"])
        _less(place, place.price.gross, Reason.NO_PLACE)
        tasks.tell_no_place.enqueue(place.pk)


@transaction.atomic
def _less(place: Place, amount: Decimal, reason: Reason, by: User | None = None) -> None:
    """Let an amount of a place's order be owed no longer, once, and send back what is then too much."""
    order = _order_of(place)
    if order is None or amount <= 0:
        return
    locked = orders.lock(order.pk)
    reference = f"place:{_first(place).code}"
    owed = queries.standing(locked).owed
    if owed and not Credit.objects.filter(reference=reference).exists():
        refunds.credit(locked, min(amount, owed), reason, by, reference)
    back = min(queries.standing(locked).overpaid, amount)
    if back and not Refund.objects.filter(external_ref__startswith=f"{reference}:").exists():
        refunds.refund(locked, back, reason, by, reference)


def _first(place: Place) -> Place:
    """Return the place as it was first booked: what was paid, was paid for that one."""
    while place.moved_from_id:
        place = Place.objects.get(pk=place.moved_from_id)
    return place


def _order_of(place: Place) -> Order | None:
    return Order.objects.filter(place_orders__place=_first(place)).first()


def orders_of(places: Collection[Place]) -> dict[int, Order]:
    """Return the order that pays for each place, by the place's id."""
    return {one.pk: order for one in places if (order := _order_of(one))}


def close_abandoned(order_id: int) -> dt.datetime | None:
    """Cancel an order that nobody pays: its places are gone for a day and no money is under way.

    Returns when to look again, None when there is nothing to wait for.
    """
    order, now = Order.objects.get(pk=order_id), civil.now()
    found = queries.standing(order)
    if found.is_settled or found.is_cancelled or hasattr(order, "invoice"):
        return None
    places = places_of(order)
    if any(one.state(now) == PlaceState.CONFIRMED for one in places):
        return None
    ends = max((one.held_until or one.made_at for one in places), default=order.made_at) + deadlines.PATIENCE
    if ends > now:
        return ends
    if PaymentAttempt.objects.filter(order=order, state__in=LIVE).exists():
        return now + deadlines.PATIENCE
    orders.cancel_unpaid(order)
    return None
