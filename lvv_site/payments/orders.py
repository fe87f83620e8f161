"""Opening, paying, settling and cancelling orders.

- `open_order` is idempotent on its reference, `record_payment` on the provider's: the same again gives what stands
  there, another content is a `ConflictError`.
- Whatever changes what an order comes to holds the lock on its row, so nobody decides on half of the facts.
- `settle` tells the rooms above once that an order was paid for: the unique row `Settlement` goes with the signal, in
  the same transaction.
- Money is written down whatever it is: late, too much, in another currency or for nobody knows what.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction

from lvv_site.members.models import Person, User

from . import crediting, references
from .enums import LIVE, AttemptState, PayerKind, Reason
from .identifiers import vat_id as checked_vat_id
from .models import (
    Invoice,
    Order,
    OrderCancelled,
    OrderLine,
    PayerDetails,
    Payment,
    PaymentAttempt,
    PaymentOrigin,
    Placement,
    Settlement,
)
from .money import NOTHING, is_whole_cents
from .queries import standing
from .refusals import AmountError, ConflictError, NotPlaceableError, ReasonError, TotalError
from .signals import order_paid
from .vat import MOST_UNITS, SMALLEST_UNIT_PRICE, Price, totals


@dataclass(frozen=True)
class Line:
    """One thing to order: `what_code` is for who sells it, `text` for the payer."""

    what_code: str
    text: str
    price: Price


@dataclass(frozen=True)
class Payer:
    """Who pays, and what goes on the invoice. Raises ValidationError for a VAT id that cannot be one."""

    kind: PayerKind
    name: str
    email: str = ""
    person: Person | None = None
    attention: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "NL"
    vat_id: str = ""
    purchase_number: str = ""

    def details(self, order: Order) -> PayerDetails:
        """Return the row beside an order."""
        return PayerDetails(
            order=order, name=self.name, attention=self.attention, street=self.street, postcode=self.postcode,
            city=self.city, country=self.country, purchase_number=self.purchase_number, email=self.email,
            vat_id=checked_vat_id(self.vat_id) if self.vat_id else "",
        )  # fmt: skip


def lock(order_id: int) -> Order:
    """Fetch an order and keep it until the transaction ends: who changes what it comes to waits for the others."""
    return Order.objects.select_for_update().get(pk=order_id)


@transaction.atomic
def open_order(lines: Sequence[Line], payer: Payer, reference: str, due: dt.date) -> Order:
    """Write down what somebody orders; `due` is the civil date to have paid by. An order of nothing is paid at once.

    Raises:
        ConflictError: the reference stands under other lines or another payer.
        TotalError: no lines, a line that cannot be, or a total below zero.
        ValidationError: a VAT id that cannot be one.
    """
    _check(lines)
    content = _content_hash(lines, payer)
    if (order := Order.objects.filter(reference=reference).first()) is None:
        try:
            with transaction.atomic():
                order = _write(lines, payer, reference, due, content)
        except IntegrityError:
            # Somebody opened it between our look and our write; its transaction has ended now.
            order = Order.objects.filter(reference=reference).first()
            if order is None:
                raise
    if order.content_hash != content:
        raise ConflictError
    if not order.total:
        settle(order)  # an order with an amount is settled by what pays it
    return order


def _check(lines: Sequence[Line]) -> None:
    if not lines or totals([one.price for one in lines]).total < 0:
        raise TotalError
    for one in lines:
        if not 0 < one.price.quantity <= MOST_UNITS or one.price.unit_net % SMALLEST_UNIT_PRICE:
            raise TotalError


def _content_hash(lines: Sequence[Line], payer: Payer) -> str:
    """Return what makes two orders the same one. Nothing of it is personal: it stays when the payer is erased."""
    rows = [[one.what_code, one.text, f"{one.price.unit_net:.6f}", one.price.quantity, one.price.rate] for one in lines]
    person = payer.person.pk if payer.person else None
    return hashlib.sha256(json.dumps([rows, payer.kind, person]).encode()).hexdigest()


def _write(lines: Sequence[Line], payer: Payer, reference: str, due: dt.date, content: str) -> Order:
    found = totals([one.price for one in lines])
    order = Order.objects.create(
        code=references.new_code(), reference=reference, payer_kind=payer.kind, person=payer.person, net=found.net,
        vat=found.vat, total=found.total, line_count=len(lines), content_hash=content, due=due,
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order, position=position, what_code=one.what_code, text=one.text, quantity=one.price.quantity,
            net=one.price.unit_net, vat_rate=one.price.rate,
        )
        for position, one in enumerate(lines)
    )  # fmt: skip
    payer.details(order).save()
    return order


@transaction.atomic
def settle(order: Order) -> bool:
    """Tell the rooms above that an order is paid for, when it is and they were not told. True when that happened now."""
    locked = lock(order.pk)
    if Settlement.objects.filter(order=locked).exists() or not standing(locked).is_settled:
        return False
    Settlement.objects.create(order=locked)
    order_paid.send(sender=Order, order_id=locked.pk)
    return True


@transaction.atomic
def record_payment(  # noqa: PLR0917 - a fact has many fields
    order: Order | None, amount: Decimal, currency: str, provider: str, external_ref: str, received_on: dt.date,
    attempt: PaymentAttempt | None = None,
) -> Payment:  # fmt: skip
    """Write down money that came in, on a civil date, and settle what it was for.

    Without an order it waits until somebody places it. Another amount than was asked, or another currency, is kept as it
    came: the order is paid only when the formula says so.

    Raises:
        AmountError: not an amount in whole cents above zero.
        ConflictError: the same reference with another amount, currency or order.
    """
    if amount <= 0 or not is_whole_cents(amount):
        raise AmountError
    if order is not None:
        lock(order.pk)
    payment = _payment(order, amount, currency.upper(), provider, external_ref, received_on)
    if attempt is not None:
        # Also when it had expired or failed: money is stronger than what we thought of it.
        PaymentAttempt.objects.filter(pk=attempt.pk).update(state=AttemptState.SUCCEEDED)
    if order is not None:
        settle(order)
    return payment


def _payment(  # noqa: PLR0917 - a fact has many fields
    order: Order | None, amount: Decimal, currency: str, provider: str, external_ref: str, received_on: dt.date
) -> Payment:
    payment = Payment.objects.filter(external_ref=external_ref).first()
    if payment is None:
        try:
            with transaction.atomic():
                return Payment.objects.create(
                    order=order, amount=amount, currency=currency, provider=provider, external_ref=external_ref,
                    received_on=received_on,
                )  # fmt: skip
        except IntegrityError:
            # The same message came twice at once; the other one's transaction has ended now.
            payment = Payment.objects.filter(external_ref=external_ref).first()
            if payment is None:
                raise
    told = (amount, currency, provider, order.pk if order else None)
    if (payment.amount, payment.currency, payment.provider, payment.order_id) != told:
        raise ConflictError
    return payment


@transaction.atomic
def place(payment: Payment, order: Order, by: User | None) -> Placement:
    """Say for which order a payment without one was, and settle it.

    Raises:
        NotPlaceableError: it has an order, or went back.
    """
    lock(order.pk)
    locked = Payment.objects.select_for_update().get(pk=payment.pk)
    if locked.order_id or Placement.objects.filter(payment=locked).exists() or locked.refunds.exists():
        raise NotPlaceableError
    placement = Placement.objects.create(payment=locked, order=order, by=by)
    PaymentOrigin.objects.filter(payment=locked).delete()  # it was kept to find this out
    settle(order)
    return placement


@transaction.atomic
def cancel(order: Order, reason_code: str = Reason.CANCELLED, by: User | None = None) -> OrderCancelled:
    """Say that nothing is owed for an order any more; once. What was paid stays visible until it is refunded.

    What an invoice asked for is credited first, so that a credit note says the same as the books.

    Raises:
        ReasonError: no known reason.
    """
    if reason_code not in Reason.values:
        raise ReasonError
    locked = lock(order.pk)
    PaymentAttempt.objects.filter(order=locked, state=AttemptState.OPEN).update(state=AttemptState.CANCELLED)
    if done := OrderCancelled.objects.filter(order=locked).first():
        return done
    if (owed := standing(locked).owed) and Invoice.objects.filter(order=locked).exists():
        crediting.write(locked, owed, reason_code, by, f"cancelled:{locked.code}")
    return OrderCancelled.objects.create(order=locked, reason_code=reason_code, by=by)


@transaction.atomic
def cancel_unpaid(order: Order, reason_code: str = Reason.CANCELLED, by: User | None = None) -> bool:
    """Cancel an order for which no money came and none is under way; say whether that was so.

    The look happens under the lock that a payment takes too: one of the same second comes before or after, not between.
    """
    locked = lock(order.pk)
    found = standing(locked)
    if found.is_cancelled or found.is_settled or found.kept != NOTHING or found.foreign:
        return False
    if PaymentAttempt.objects.filter(order=locked, state__in=LIVE).exists():
        return False
    cancel(locked, reason_code, by)
    return True
