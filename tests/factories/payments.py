"""Orders and money for tests."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from lvv_site.members.models import Person
from lvv_site.payments import orders
from lvv_site.payments.enums import PayerKind
from lvv_site.payments.models import Order, Payment
from lvv_site.payments.orders import Line, Payer
from lvv_site.payments.vat import Price, Rate

DUE = dt.date(2026, 12, 1)
PAID_ON = dt.date(2026, 11, 20)
_numbers = count(1)


def line(net: str = "100.00", rate: Rate = Rate.EXEMPT, quantity: int = 1, text: str = "Masterclass") -> Line:
    """A line; exempt unless told, so that net is what is paid."""
    return Line("place:1", text, Price(Decimal(net), quantity, rate))


def consumer(person: Person | None = None, **changed: Any) -> Payer:
    """Somebody who pays for herself."""
    return Payer(
        **{"kind": PayerKind.PERSON, "name": "Noor de Wit", "email": "noor@x.example", "person": person} | changed
    )


def organisation(**changed: Any) -> Payer:
    """An employer."""
    return Payer(
        **{
            "kind": PayerKind.ORGANISATION, "name": "Gemeente Voorbeeld", "street": "Markt 1", "postcode": "1234 AB",
            "city": "Voorbeeldstad", "vat_id": "NL004495445B01", "purchase_number": "PO-7781", "email": "ap@x.example",
        } | changed
    )  # fmt: skip


def order(*lines: Line, payer: Payer | None = None, reference: str = "", due: dt.date = DUE) -> Order:
    """An order, of 100 euro unless told."""
    return orders.open_order(lines or [line()], payer or consumer(), reference or f"test:{next(_numbers)}", due)


def pay(of: Order | None, amount: str = "100.00", ref: str = "", currency: str = "EUR", **more: Any) -> Payment:
    """Money that comes in."""
    provider = more.pop("provider", "demo")
    on = more.pop("on", PAID_ON)
    return orders.record_payment(of, Decimal(amount), currency, provider, ref or f"pay:{next(_numbers)}", on, **more)
