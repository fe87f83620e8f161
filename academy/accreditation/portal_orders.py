"""What a provider owes for its applications, and the papers. An order names its application: `accreditation:<code>`."""

from django.db.models import QuerySet, Value
from django.db.models.functions import Concat

from lvv_site.payments import mine, queries
from lvv_site.payments.models import CreditNote, Invoice, Order

from .models import Application, Provider

REFERENCE = "accreditation:"


def of(provider: Provider) -> QuerySet[Order]:
    """Return the orders of a provider, the latest first, with how they stand and their papers."""
    return mine.listed(_orders(provider))


def unpaid(provider: Provider) -> QuerySet[Order]:
    """Return the orders of which something is still to come, the earliest due first."""
    return queries.with_due(_orders(provider)).order_by("due", "pk")


def invoice(provider: Provider, number: str) -> Invoice | None:
    """Return a provider's own invoice; None when there is no such, or it is another's."""
    return Invoice.objects.filter(order__in=_orders(provider), number=number).exclude(pdf="").first()


def credit_note(provider: Provider, number: str) -> CreditNote | None:
    """Return a provider's own credit note; None when there is no such, or it is another's."""
    return CreditNote.objects.filter(invoice__order__in=_orders(provider), number=number).exclude(pdf="").first()


def _orders(provider: Provider) -> QuerySet[Order]:
    applications = Application.objects.filter(provider=provider)
    references = applications.order_by().values_list(Concat(Value(REFERENCE), "code"))
    return Order.objects.filter(reference__in=references)
