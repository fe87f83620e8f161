"""What an application costs, and the order that asks for it: once, with its first submission.

Who takes an application back before the committee took it up owes nothing: the order is credited, and what was paid goes back.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from lvv_site.members.models import User
from lvv_site.payments import orders, queries, refunds
from lvv_site.payments.books import OrderState
from lvv_site.payments.enums import PayerKind, Reason
from lvv_site.payments.models import Credit, Invoice, Order, Refund
from lvv_site.payments.money import NOTHING
from lvv_site.payments.orders import Line, Payer
from lvv_site.payments.vat import Price, Rate, totals

from .enums import StepKind, TrainingKind
from .models import AccreditationSettings, Application, Provider, ProviderDetails

REFERENCE = "accreditation:"
TEXT = "Aanvraag voor accreditatie {code}: {title}"  # on an invoice, which is always Dutch


@dataclass(frozen=True)
class Fee:
    """What an application costs now, in EUR; nothing when it was asked for before."""

    net: Decimal
    vat: Decimal
    total: Decimal
    rate: Rate
    days: int

    @property
    def free(self) -> bool:
        """Whether there is nothing to pay."""
        return not self.total


@dataclass(frozen=True)
class Paper:
    """The order of an application, how it stands, and its invoice once that is written."""

    order: Order
    standing: OrderState
    invoice: Invoice | None


def of(application: Application, rules: AccreditationSettings) -> Fee:
    """Return what sending in an application costs now: only the first time."""
    net = rules.fee_basic if application.kind == TrainingKind.BASIC else rules.fee_course
    if application.submissions.exists():
        net = NOTHING
    rate = Rate.EXEMPT if rules.vat_rate is None else Rate(str(rules.vat_rate))
    found = totals([Price(net, 1, rate)])
    return Fee(found.net, found.vat, found.total, rate, rules.payment_days)


def ask(application: Application, fee: Fee, by: User | None, today: dt.date) -> Order | None:
    """Open the order for a fee; None when there is nothing to pay. The caller holds the application.

    Raises:
        ValidationError: a VAT id of the provider that cannot be one.
    """
    if fee.free:
        return None
    text = TEXT.format(code=application.code, title=application.title)[:240]
    line = Line(f"accreditation:{application.kind}", text, Price(fee.net, 1, fee.rate))
    return orders.open_order(
        [line], payer_of(application.provider, by), REFERENCE + application.code, today + dt.timedelta(days=fee.days)
    )


def give_back(application: Application, by: User | None) -> None:
    """Let nothing be owed any more for an application that was never taken up, once. The caller holds the application."""
    order = Order.objects.filter(reference=REFERENCE + application.code).first()
    if order is None or application.steps.filter(kind=StepKind.TAKEN_UP).exists():
        return
    locked, reference = orders.lock(order.pk), f"application:{application.code}"
    owed = queries.standing(locked).owed
    if owed and not Credit.objects.filter(reference=reference).exists():
        refunds.credit(locked, owed, Reason.CANCELLED, by, reference)
    back = queries.standing(locked).overpaid
    if back and not Refund.objects.filter(external_ref__startswith=f"{reference}:").exists():
        refunds.refund(locked, back, Reason.CANCELLED, by, reference)


def payer_of(provider: Provider, by: User | None) -> Payer:
    """Return who pays: the provider, at the address that it gave for invoices."""
    told = ProviderDetails.objects.filter(provider=provider).first() or ProviderDetails(provider=provider)
    email = told.invoice_email or told.email or (by.email if by else "")
    return Payer(
        PayerKind.ORGANISATION, provider.name, email, attention=told.attention or told.contact, street=told.street,
        postcode=told.postcode, city=told.city or provider.place, country=told.country, vat_id=told.vat_id,
        purchase_number=told.purchase_number,
    )  # fmt: skip


def paper_of(application: Application) -> Paper | None:
    """Return the order of an application and how it stands; None when nothing was asked."""
    order = Order.objects.select_related("invoice").filter(reference=REFERENCE + application.code).first()
    if order is None:
        return None
    return Paper(order, queries.standing(order), getattr(order, "invoice", None))
