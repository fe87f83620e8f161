"""A booking of a key, once: written before anything is locked, so that who sends the same twice waits here and then finds it."""

from collections.abc import Collection

from django.db import connection
from django.utils import timezone

from lvv_site.members.models import User

from .codes import new_code
from .models import Booking, Occasion
from .refusals import KeyConflictError

COLUMNS = [field.attname for field in Booking._meta.concrete_fields]
CLAIM = """
INSERT INTO booking_booking (code, key, by_id, contact, terms_id, made_at)
VALUES (%(code)s, %(key)s, %(by)s, %(contact)s, %(terms)s, %(made_at)s)
ON CONFLICT DO NOTHING RETURNING {}
""".format(", ".join(COLUMNS))


def newest_terms(occasions: Collection[Occasion]) -> int | None:
    """Return the version of the terms that a booking of these occasions freezes."""
    return max((one.terms_id for one in occasions if one.terms_id), default=None)


def claim(key: str, by: User | None, contact: str = "", terms_id: int | None = None) -> tuple[Booking, bool]:
    """Write the booking of a key, or find the one that stands there; say whether it was written now.

    Raises:
        KeyConflictError: it stands there for somebody else.
    """
    values = {
        "code": new_code(), "key": key, "by": by.pk if by else None, "contact": contact, "terms": terms_id,
        "made_at": timezone.now(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)  # waits for who is writing the same key
        written = cursor.fetchone()
    if written:
        booking = Booking.from_db(connection.alias, COLUMNS, written)
        booking.by = by
        return booking, True
    booking = Booking.objects.get(key=key)
    if booking.by_id != (by.pk if by else None):
        raise KeyConflictError
    return booking, False
