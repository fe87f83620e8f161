"""What this room does every day."""

import datetime as dt

from . import heads


def work(today: dt.date) -> None:
    """Publish the head of the chain."""
    heads.publish(today)
