"""What happens to money and places, passed on: every receiver only writes a task or a message."""

from typing import Any

from django.dispatch import receiver

from lvv_site.payments.signals import order_lapsed, order_paid, order_under_way

from . import letters, tasks
from .signals import place_cancelled, place_confirmed, place_offered


@receiver(order_paid)
def on_paid(order_id: int, **_kwargs: Any) -> None:
    """Confirm its places, and write its invoice."""
    tasks.confirm_order.enqueue(order_id)
    tasks.write_invoice.enqueue(order_id)


@receiver(order_under_way)
def on_under_way(order_id: int, **_kwargs: Any) -> None:
    """Keep its places."""
    tasks.hold_longer.enqueue(order_id)


@receiver(order_lapsed)
def on_lapsed(order_id: int, **_kwargs: Any) -> None:
    """End what was kept for it."""
    tasks.lapse.enqueue(order_id)


@receiver(place_confirmed)
def on_confirmed(place_id: int, **_kwargs: Any) -> None:
    """Tell who comes."""
    letters.tell_confirmed(place_id)


@receiver(place_offered)
def on_offered(place_id: int, **_kwargs: Any) -> None:
    """Tell who waited."""
    letters.tell_offered(place_id)


@receiver(place_cancelled)
def on_cancelled(place_id: int, **_kwargs: Any) -> None:
    """Give back what the terms say, and tell who would have come."""
    tasks.give_back.enqueue(place_id)
    tasks.tell_cancelled.enqueue(place_id)
