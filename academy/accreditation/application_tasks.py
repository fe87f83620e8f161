"""Work after the transaction that asked for it. Arguments are ids; doing it again changes nothing."""

import datetime as dt

from django.tasks import task

from lvv_site.payments import follow_up

FIRST_LOOK = dt.timedelta(minutes=10)


@task
def tell_submitted(submission_id: int) -> None:
    """Write the invoice of the first submission, and mail that it came in."""
    from . import application_letters  # noqa: PLC0415 - the letters need models that load after this module

    application_letters.tell_submitted(submission_id)


@task
def follow_bill(order_id: int) -> None:
    """Look whether a payment of a bill was missed; comes back as long as one is under way."""
    if moment := follow_up.look(order_id):
        follow_bill.using(run_after=moment).enqueue(order_id)
