"""What a member ordered and got on paper, as they see it at `/mijn/facturen/`."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from lvv_site import civil
from lvv_site.members import people
from lvv_site.members.models import Person

from . import queries, selling
from .books import State
from .enums import AttemptState
from .models import CreditNote, Invoice, Order, PaymentAttempt


@dataclass(frozen=True)
class Mine:
    """One order with its papers, and where it is paid when something is due."""

    order: Order
    state: State
    due: Decimal
    overpaid: Decimal
    is_under_way: bool
    invoice: Invoice | None
    notes: tuple[CreditNote, ...]
    pay_url: str

    @property
    def is_late(self) -> bool:
        """Whether it should have been paid by now."""
        return bool(self.due) and self.order.due < civil.today()


def orders_of(person: Person) -> QuerySet[Order]:
    """Return the orders of somebody, also of entries that were merged, the latest first; with how they stand."""
    return listed(Order.objects.filter(person__in=people.ids_of(person)))


def listed(found: QuerySet[Order]) -> QuerySet[Order]:
    """Return orders, the latest first, with how they stand and their papers: what `shown` reads."""
    under_way = PaymentAttempt.objects.filter(order=OuterRef("pk"), state=AttemptState.PROCESSING)
    papers = found.annotate(is_under_way=Exists(under_way)).select_related("invoice")
    papers = papers.prefetch_related("lines", "invoice__credit_notes")
    return queries.with_standing(papers).order_by("-made_at", "-pk")


def shown(order: Order) -> Mine:
    """Return what the page says of an order that `listed` gave."""
    balance, state = order.balance, State(order.standing)  # type: ignore[attr-defined]  # annotated by `listed`
    under_way: bool = order.is_under_way  # type: ignore[attr-defined]
    invoice: Invoice | None = getattr(order, "invoice", None)
    due = max(-balance, Decimal(0))
    return Mine(
        order, state, due, max(balance, Decimal(0)), under_way, invoice,
        tuple(invoice.credit_notes.all()) if invoice else (),
        selling.pay_url(order) if due and not under_way else "",
    )  # fmt: skip


def invoice_of(person: Person, number: str) -> Invoice | None:
    """Return somebody's own invoice; None when there is no such, or it is another's."""
    return Invoice.objects.filter(order__person__in=people.ids_of(person), number=number).exclude(pdf="").first()


def note_of(person: Person, number: str) -> CreditNote | None:
    """Return somebody's own credit note; None when there is no such, or it is another's."""
    mine = CreditNote.objects.filter(invoice__order__person__in=people.ids_of(person), number=number)
    return mine.exclude(pdf="").first()
