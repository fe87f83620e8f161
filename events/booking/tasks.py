"""Work that waits for a moment, or comes after the transaction that asked for it. Arguments are ids."""

import datetime as dt

from django.tasks import task

from lvv_site.payments import follow_up

from . import waiting

# A webhook tells most of it; this is for one that was lost.
FIRST_LOOK = dt.timedelta(minutes=10)


@task
def pass_on(occasion_id: int) -> None:
    """Offer what came free to who waits, and come back at the next deadline as long as somebody does."""
    waiting.fill(occasion_id)
    if deadline := waiting.next_deadline(occasion_id):
        pass_on.using(run_after=deadline).enqueue(occasion_id)


@task
def confirm_order(order_id: int) -> None:
    """Confirm the places that were paid for."""
    from . import paying  # noqa: PLC0415 - paying enqueues tasks of this module

    paying.confirm(order_id)


@task
def write_invoice(order_id: int) -> None:
    """Write the invoice of an order and send it."""
    from . import paying  # noqa: PLC0415

    paying.write_invoice(order_id)


@task
def hold_longer(order_id: int) -> None:
    """Keep the places of an order while its money is under way."""
    from . import paying  # noqa: PLC0415

    paying.under_way(order_id)


@task
def lapse(order_id: int) -> None:
    """End the holds of an order whose money did not come."""
    from . import paying  # noqa: PLC0415

    paying.lapsed(order_id)


@task
def give_back(place_id: int) -> None:
    """Let less be owed for a place that was given up, and send money back."""
    from . import paying  # noqa: PLC0415

    paying.give_back(place_id)


@task
def tell_cancelled(place_id: int) -> None:
    """Tell an attendee that their place ended, or where it went."""
    from . import letters  # noqa: PLC0415

    letters.tell_cancelled(place_id)


@task
def tell_no_place(place_id: int) -> None:
    """Tell who paid too late that the money comes back."""
    from . import letters  # noqa: PLC0415

    letters.tell_no_place(place_id)


@task
def follow_order(order_id: int) -> None:
    """Look whether a payment was missed, and end in time what nobody pays; comes back as long as there is something to see."""
    from . import paying  # noqa: PLC0415

    moments = [one for one in (follow_up.look(order_id), paying.close_abandoned(order_id)) if one]
    if moments:
        follow_order.using(run_after=min(moments)).enqueue(order_id)
