"""Fetches the facts about orders for `books`, one order or a whole list."""

from decimal import Decimal

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    DecimalField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from .books import Account, OrderState, Paid, State, state_of
from .enums import AttemptState, PayerKind, Reason, RunState
from .models import Credit, Order, OrderCancelled, Payment, Refund, WebhookEvent
from .money import EUR, NOTHING


def payments_of(order: Order) -> QuerySet[Payment]:
    """Return the money that came for an order, also what was placed there later."""
    return Payment.objects.filter(Q(order=order) | Q(placement__order=order))


# All facts about an order in one statement: an order is looked at several times while somebody pays.
ACCOUNT = """
SELECT 'paid', payment.amount, payment.currency FROM payments_payment payment
  LEFT JOIN payments_placement placement ON placement.payment_id = payment.id
  WHERE payment.order_id = %(order)s OR placement.order_id = %(order)s
UNION ALL
SELECT 'refunded', refund.amount, '' FROM payments_refund refund
  JOIN payments_payment payment ON payment.id = refund.payment_id
  WHERE refund.order_id = %(order)s AND payment.currency = %(eur)s
UNION ALL
SELECT 'credited', amount, '' FROM payments_credit WHERE order_id = %(order)s
UNION ALL
SELECT 'under_way', amount, '' FROM payments_paymentattempt WHERE order_id = %(order)s AND state = %(processing)s
UNION ALL
SELECT 'cancelled', 0, '' FROM payments_ordercancelled WHERE order_id = %(order)s
"""


def account_of(order: Order) -> Account:
    """Return the facts about an order."""
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNT, {"order": order.pk, "eur": EUR, "processing": AttemptState.PROCESSING.value})
        rows: list[tuple[str, Decimal, str]] = cursor.fetchall()
    amounts = {name: tuple(amount for kind, amount, _ in rows if kind == name) for name, _, _ in rows}
    return Account(
        total=order.total,
        payments=tuple(Paid(amount, currency) for kind, amount, currency in rows if kind == "paid"),
        refunds=amounts.get("refunded", ()),
        credits=amounts.get("credited", ()),
        under_way=amounts.get("under_way", ()),
        is_cancelled="cancelled" in amounts,
    )


def standing(order: Order) -> OrderState:
    """Return how an order stands."""
    return state_of(account_of(order))


def _total(rows: QuerySet[Model]) -> Coalesce:
    """Return the sum of the amounts of rows about an order, for a list of orders."""
    summed = rows.order_by().values("for_order").annotate(summed=Sum("amount")).values("summed")
    return Coalesce(Subquery(summed), Value(NOTHING), output_field=DecimalField(max_digits=12, decimal_places=2))


def with_standing(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Add to a list what `books` says of each order: paid, refunded, credited, owed, kept, balance and standing.

    The same formula as `books.state_of`; a test compares the two.
    """
    here = OuterRef("pk")
    paid = Payment.objects.filter(currency=EUR).annotate(for_order=Coalesce("order_id", "placement__order_id"))
    refunded = Refund.objects.filter(payment__currency=EUR).annotate(for_order=F("order_id"))
    credited = Credit.objects.annotate(for_order=F("order_id"))
    return (
        orders.annotate(
            paid=_total(paid.filter(for_order=here)),
            refunded=_total(refunded.filter(for_order=here)),
            credited=_total(credited.filter(for_order=here)),
            is_cancelled=Exists(OrderCancelled.objects.filter(order=here)),
        )
        .annotate(
            owed=Case(When(is_cancelled=True, then=Value(NOTHING)), default=F("total") - F("credited")),
            kept=F("paid") - F("refunded"),
        )
        .annotate(balance=F("kept") - F("owed"))
        .annotate(standing=_standing())
    )


def _standing() -> Case:
    return Case(
        When(balance__gt=0, then=Value(State.OVERPAID.value)),
        When(refunded__gt=0, kept=0, owed=0, then=Value(State.REFUNDED.value)),
        When(Q(is_cancelled=True) | Q(total__gt=0, owed=0), then=Value(State.CANCELLED.value)),
        When(balance=0, then=Value(State.PAID.value)),
        When(kept__gt=0, then=Value(State.PARTLY_PAID.value)),
        default=Value(State.OPEN.value),
        output_field=CharField(),
    )


def with_due(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Keep the orders of which something is still to come, with how they stand."""
    return with_standing(orders).filter(balance__lt=0)  # type: ignore[misc]  # annotated by `with_standing`


def with_mismatches(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Keep what somebody must look at, until that was handled.

    Too much paid and money in another currency, until it went back; paid in part and disputes, until it was paid or let go;
    refunds that failed, until they were sent; messages of a provider that could not be handled.
    """
    here = Q(order=OuterRef("pk")) | Q(placement__order=OuterRef("pk"))
    foreign = with_left(Payment.objects.filter(here).exclude(currency=EUR)).filter(left__gt=0)  # type: ignore[misc]
    failed = Refund.objects.filter(order=OuterRef("pk"), run__state=RunState.FAILED)
    disputed = Refund.objects.filter(order=OuterRef("pk"), reason_code=Reason.DISPUTE)
    stuck = WebhookEvent.objects.filter(done_at=None, attempts__gt=0).exclude(payment_intent="")
    told = Payment.objects.filter(here, external_ref__in=stuck.values(ref=Concat(Value("stripe:"), "payment_intent")))
    return with_standing(orders).filter(
        Q(standing__in=[State.OVERPAID, State.PARTLY_PAID])
        | Exists(foreign)
        | Exists(failed)
        | Q(Exists(disputed), balance__lt=0)
        | Exists(told)
    )


def with_left(payments: QuerySet[Payment]) -> QuerySet[Payment]:
    """Add to payments what did not go back of each: `left`."""
    back = Refund.objects.filter(payment=OuterRef("pk")).order_by().values("payment").annotate(summed=Sum("amount"))
    gone = Coalesce(Subquery(back.values("summed")), Value(Decimal(0)), output_field=DecimalField())
    return payments.annotate(left=F("amount") - gone)


def foreign_left(order: Order) -> bool:
    """Whether money in another currency came for an order and did not go back whole."""
    return with_left(payments_of(order).exclude(currency=EUR)).filter(left__gt=0).exists()  # type: ignore[misc]


def events_of(order: Order) -> QuerySet[WebhookEvent]:
    """Return what a provider told about an order: of its sessions, payments, charges, refunds and disputes."""
    sessions = order.attempts.exclude(external_id="").values("external_id")
    intents = {ref.partition(":")[2] for ref in payments_of(order).values_list("external_ref", flat=True)}
    intents |= set(WebhookEvent.objects.filter(object_id__in=sessions).values_list("payment_intent", flat=True))
    sent = order.refunds.values_list("external_ref", "run__external_id", "outside__external_ref")
    refunded = {one.removeprefix("stripe:") for row in sent for one in row if one}
    about = Q(object_id__in=sessions) | Q(object_id__in=intents | refunded) | Q(payment_intent__in=intents - {""})
    return WebhookEvent.objects.filter(about).order_by("received_at", "pk")


def without_invoice(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Keep what organisations ordered and have no invoice of, unless nothing is owed for it."""
    bought = orders.filter(payer_kind=PayerKind.ORGANISATION, invoice=None)
    return with_standing(bought).filter(owed__gt=0)  # type: ignore[misc]  # annotated by `with_standing`


def to_transfer(refunds: QuerySet[Refund]) -> QuerySet[Refund]:
    """Keep what somebody must transfer by hand: it failed, or came by bank. The rule is `verbs.is_to_transfer`."""
    return refunds.filter(Q(run__state=RunState.FAILED) | Q(run__state=RunState.WAITING, payment__provider="invoice"))


def unplaced_payments() -> QuerySet[Payment]:
    """Return money of which nobody knows yet for which order it came and that did not go back whole."""
    return with_left(Payment.objects.filter(order=None, placement=None)).filter(left__gt=0)  # type: ignore[misc]
