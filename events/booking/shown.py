"""What the page of a booking shows: each place with what can be done, what is still to be ordered or paid, and the papers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from lvv_site import civil
from lvv_site.payments import providers, queries
from lvv_site.payments.books import OrderState
from lvv_site.payments.enums import ENDED, AttemptState
from lvv_site.payments.models import CreditNote, Invoice, Order, PaymentAttempt
from lvv_site.payments.providers import Provider

from . import changing, ordering, waiting
from .enums import PlaceState
from .models import Booking, Place
from .models.occasions import civil_date
from .paying import ON_INVOICE
from .terms import ShareBack

LAST = dt.datetime.max.replace(tzinfo=dt.UTC)
LIVE = {PlaceState.HELD, PlaceState.CONFIRMED, PlaceState.WAITING, PlaceState.OFFERED}


@dataclass(frozen=True)
class Row:
    """A place and what it is now. `share` is what cancelling it today gives back, `position` its place on the waiting list."""

    place: Place
    state: PlaceState
    share: ShareBack
    position: int | None
    is_changeable: bool

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody comes."""
        return self.state == PlaceState.CONFIRMED

    @property
    def is_offered(self) -> bool:
        """Whether somebody who waited can take it now."""
        return self.state == PlaceState.OFFERED

    @property
    def is_waiting(self) -> bool:
        """Whether it is on the waiting list."""
        return self.state == PlaceState.WAITING

    @property
    def is_held(self) -> bool:
        """Whether it is kept for who pays."""
        return self.state == PlaceState.HELD

    @property
    def left_the_list(self) -> bool:
        """Whether somebody who waited waits no longer, without ever having had a place."""
        return self.state == PlaceState.CANCELLED and bool(self.place.waiting_since) and not self.place.confirmed_at

    @property
    def has_lapsed(self) -> bool:
        """Whether time ran out."""
        return self.state == PlaceState.LAPSED


@dataclass(frozen=True)
class Ordered:
    """An order of this booking, how it stands, and its papers; `has_failed` tells how the latest attempt to pay went."""

    order: Order
    standing: OrderState
    invoice: Invoice | None
    credit_notes: Sequence[CreditNote]
    is_under_way: bool
    has_failed: bool

    @property
    def is_late(self) -> bool:
        """Whether it should have been paid by now."""
        return bool(self.standing.due) and self.order.due < civil.today()


@dataclass(frozen=True)
class Shown:
    """Everything on the page."""

    rows: Sequence[Row]
    orders: Sequence[Ordered]
    to_order: Sequence[Place]
    held_until: dt.datetime | None

    @property
    def to_pay(self) -> Ordered | None:
        """The order that can be paid here: first one whose places are still held, then one that an invoice was sent for."""
        due = [one for one in self.orders if one.standing.due and not one.is_under_way]
        held = [one for one in due if one.invoice is None] if any(one.is_held for one in self.rows) else []
        return next(iter([*held, *(one for one in due if one.invoice)]), None)

    @property
    def is_set(self) -> bool:
        """Whether everybody of it comes, and it is still to be."""
        return bool(self.live) and all(one.is_changeable for one in self.live)

    @property
    def live(self) -> Sequence[Row]:
        """What of it still stands."""
        return [one for one in self.rows if one.state in LIVE]

    @property
    def is_under_way(self) -> bool:
        """Whether money is on its way for days."""
        return any(one.is_under_way for one in self.orders)

    @property
    def is_settling(self) -> bool:
        """Whether it was paid and a task is about to confirm the places."""
        return any(one.standing.is_settled for one in self.orders) and any(
            one.is_held and not self.to_order for one in self.rows
        )

    @property
    def ways(self) -> list[Provider]:
        """How the order can be paid: not by another invoice."""
        if self.to_pay is None:
            return []
        found = providers.available(self.to_pay.order.payer_kind)
        return [one for one in found if self.to_pay.invoice is None or one.code != ON_INVOICE]

    @property
    def total_to_order(self) -> Decimal:
        """What the places that are to be ordered cost, with VAT."""
        return sum((one.price.gross for one in self.to_order), Decimal("0.00"))

    @property
    def is_over(self) -> bool:
        """Whether nothing of it stands any more."""
        return not self.live

    @property
    def has_lapsed(self) -> bool:
        """Whether time ran out and nothing was paid."""
        return any(one.has_lapsed for one in self.rows) and not any(one.standing.paid for one in self.orders)


def shown(booking: Booking) -> Shown:
    """Return what the page of a booking shows now."""
    now = timezone.now()
    places = list(
        booking.places.select_related("occasion__called_off", "occasion__landing", "booking__terms").order_by("pk")
    )
    rows = [_row(one, now) for one in places if not _was_moved(one, places)]
    rows.sort(key=lambda one: (one.place.occasion.starts or LAST, one.place.occasion_id))
    held = [one.held_until for one in places if one.state(now) == PlaceState.HELD and one.held_until]
    return Shown(
        rows,
        [_ordered(one) for one in ordering.orders_of(booking)],
        ordering.to_order(booking),
        min(held, default=None),
    )


def _was_moved(place: Place, places: Sequence[Place]) -> bool:
    return any(one.moved_from_id == place.pk for one in places)


def _row(place: Place, now: dt.datetime) -> Row:
    state = place.state(now)
    starts = place.occasion.starts
    return Row(
        place=place,
        state=state,
        share=changing.share_back(place, civil_date(now)),
        position=waiting.position(place) if state == PlaceState.WAITING else None,
        is_changeable=state == PlaceState.CONFIRMED
        and not place.occasion.cancelled
        and (starts is None or starts > now),
    )


def _ordered(order: Order) -> Ordered:
    invoice = Invoice.objects.filter(order=order).first()
    attempts = list(PaymentAttempt.objects.filter(order=order).order_by("pk").values_list("state", flat=True))
    under_way = AttemptState.PROCESSING in attempts
    notes = list(invoice.credit_notes.order_by("pk")) if invoice else []
    return Ordered(order, queries.standing(order), invoice, notes, under_way, bool(attempts) and attempts[-1] in ENDED)
