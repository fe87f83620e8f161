"""How a transfer on our bank account is named, so that the same one is never written down twice."""

import datetime as dt

from .models import InvoiceSettings

ACCOUNT_DIGITS = 4


def our_iban() -> str:
    """Return the account that stands on invoices; empty when nobody filled it in."""
    return str(InvoiceSettings.load().iban).replace(" ", "").upper()


def reference(iban: str, on: dt.date, bank_reference: str) -> str:
    """Return the reference of a transfer: the bank's own, with the day (some banks count anew) and the end of our account."""
    return f"bank:{iban[-ACCOUNT_DIGITS:]}:{on:%Y%m%d}:{bank_reference.strip()}"
