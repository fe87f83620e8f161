"""What the treasurer does with an order."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site import civil

from . import bank_refs, forms, invoices, letters, orders, queries, refunds, wording
from .books import OrderState
from .models import Credit, Invoice, Order, OrderCancelled, Payment, Refund
from .money import EUR
from .providers import OnInvoice
from .refusals import PaymentError
from .verbs import INVOICE, PLACE, REFUND, MoneyVerbView, fingerprint, reference_of


class NoAddressError(PaymentError):
    """Nobody knows where to."""

    code = "no_address"
    message = gettext_lazy("Van deze betaler is geen e-mailadres bekend.")


class NotUnpaidError(PaymentError):
    """There is money, or it is under way."""

    code = "not_unpaid"
    message = gettext_lazy(
        "Er is geld voor ontvangen of onderweg. Betaal eerst terug, of scheld kwijt wat nog open staat."
    )


class OrderVerbView(MoneyVerbView):
    """A verb about one order."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the order."""
        super().setup(request, *args, **kwargs)
        self.order = get_object_or_404(Order.objects.select_related("invoice"), pk=kwargs["pk"])

    def about(self) -> Order:
        """Return the order."""
        return self.order

    def lock(self) -> None:
        """Lock the order."""
        orders.lock(self.order.pk)

    def seen(self) -> str:
        """Return what the order comes to."""
        return fingerprint(self.order)

    def get_page_subtitle(self) -> str:
        """Say about which order it is."""
        return self.order.code

    def get_success_url(self) -> str:
        """Go back to the order."""
        return reverse("payment_order:inspect", args=[self.order.pk])

    def above(self) -> list[tuple[str, str | Promise]]:
        """List, order."""
        return [(reverse("payment_order:index"), _("Bestellingen")), (self.get_success_url(), self.order.code)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the order as it stands."""
        return {**super().get_context_data(**kwargs), "order": self.order, "stands": queries.standing(self.order)}


class RefundView(OrderVerbView):
    """Send money back the way it came."""

    permission = REFUND
    logged_as = "refund"
    page_title = gettext_lazy("Terugbetalen")
    button = gettext_lazy("Terugbetalen")
    form_class = forms.AmountForm
    serious = True

    def get_initial(self) -> dict[str, Any]:
        """Begin with what was paid too much, if that is why somebody is here."""
        overpaid = queries.standing(self.order).overpaid
        return {"amount": overpaid, "reason_code": "overpaid"} if overpaid else {}

    def was_done(self, key: uuid.UUID) -> bool:
        """Whether there are refunds of this key."""
        return Refund.objects.filter(external_ref__startswith=f"office:{key}:").exists()

    def act(self, form: Any) -> str:
        """Refund."""
        asked = form.cleaned_data
        refunds.refund(self.order, asked["amount"], asked["reason_code"], self.by(), reference_of(form))
        return _("%(amount)s gaat terug. De betaler krijgt daar een mail over.") % {
            "amount": wording.euros(asked["amount"])
        }


class ForgiveView(OrderVerbView):
    """Let less be owed."""

    permission = REFUND
    logged_as = "forgive"
    page_title = gettext_lazy("Kwijtschelden")
    button = gettext_lazy("Kwijtschelden")
    form_class = forms.AmountForm
    serious = True

    def was_done(self, key: uuid.UUID) -> bool:
        """Whether there is a credit of this key."""
        return Credit.objects.filter(reference=f"office:{key}").exists()

    def act(self, form: Any) -> str:
        """Credit; with an invoice, a credit note follows by itself."""
        asked = form.cleaned_data
        refunds.credit(self.order, asked["amount"], asked["reason_code"], self.by(), reference_of(form))
        return _("%(amount)s hoeft niet meer betaald te worden.") % {"amount": wording.euros(asked["amount"])}


class CancelView(OrderVerbView):
    """End an order for which nobody paid."""

    permission = REFUND
    logged_as = "cancel"
    page_title = gettext_lazy("Laten vervallen")
    button = gettext_lazy("Laten vervallen")
    form_class = forms.ReasonForm
    template_name = "payments/admin/cancel.html"
    serious = True

    def was_done(self, key: uuid.UUID) -> bool:
        """Whether it was cancelled."""
        return OrderCancelled.objects.filter(order=self.order).exists()

    def act(self, form: Any) -> str:
        """Cancel."""
        if not orders.cancel_unpaid(self.order, form.cleaned_data["reason_code"], self.by()):
            raise NotUnpaidError
        return _("De bestelling is vervallen.")


class ReceiveView(OrderVerbView):
    """Write down a bank transfer by hand."""

    permission = PLACE
    logged_as = "receive"
    page_title = gettext_lazy("Overboeking vastleggen")
    button = gettext_lazy("Vastleggen")
    form_class = forms.ReceivedForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is due, today."""
        due = queries.standing(self.order).due
        return {"received_on": civil.today()} | ({"amount": due} if due else {})

    def reference(self, form: Any) -> str:
        """Return the payment's own reference: the bank's when it was typed."""
        asked = form.cleaned_data
        if typed := asked["reference"].strip():
            return bank_refs.reference(bank_refs.our_iban(), asked["received_on"], typed)
        return f"hand:{asked['key']}"

    def was_done(self, key: uuid.UUID) -> bool:
        """Whether there is a payment of this key."""
        return Payment.objects.filter(external_ref=f"hand:{key}").exists()

    def act(self, form: Any) -> str:
        """Record it."""
        asked = form.cleaned_data
        orders.record_payment(
            self.order, asked["amount"], EUR, OnInvoice.code, self.reference(form), asked["received_on"]
        )
        return _("%(amount)s is vastgelegd.") % {"amount": wording.euros(asked["amount"])}


class IssueView(OrderVerbView):
    """Write the invoice."""

    permission = INVOICE
    logged_as = "issue"
    page_title = gettext_lazy("Factuur maken en sturen")
    button = gettext_lazy("Maken en sturen")

    def was_done(self, key: uuid.UUID) -> bool:
        """Whether it was written."""
        return Invoice.objects.filter(order=self.order).exists()

    def act(self, form: Any) -> str:
        """Write it and mail it."""
        invoice = invoices.issue(self.order)
        if letters.send_invoice(invoice):
            return _("Factuur %(number)s is gemaakt en gaat per mail naar de betaler.") % {"number": invoice.number}
        return _("Factuur %(number)s is gemaakt. Er is geen e-mailadres om hem naartoe te sturen.") % {
            "number": invoice.number
        }


class ResendView(OrderVerbView):
    """Mail the invoice once more."""

    permission = INVOICE
    logged_as = "resend"
    page_title = gettext_lazy("Factuur opnieuw sturen")
    button = gettext_lazy("Sturen")

    def act(self, form: Any) -> str:
        """Mail it."""
        if not letters.send_invoice(get_object_or_404(Invoice, order=self.order), str(form.cleaned_data["key"])):
            raise NoAddressError
        return _("De factuur gaat per mail naar de betaler.")


class RemindView(ResendView):
    """Remind the payer now."""

    logged_as = "remind"
    page_title = gettext_lazy("Herinnering sturen")

    def act(self, form: Any) -> str:
        """Mail it."""
        if not letters.send_reminder(get_object_or_404(Invoice, order=self.order), str(form.cleaned_data["key"])):
            raise NoAddressError
        return _("De herinnering gaat per mail naar de betaler.")


@dataclass(frozen=True)
class Verb:
    """A verb as a button: where it leads, what it is called, and to which orders it applies."""

    name: str
    path: str
    view: type[OrderVerbView]
    applies: Callable[[Order, OrderState], bool]

    @property
    def address(self) -> str:
        """Return the name of its address."""
        return f"payment_order:{self.name}"


def _has_invoice(order: Order) -> bool:
    return hasattr(order, "invoice") and bool(order.invoice.pdf)


VERBS = (
    Verb("refund", "terugbetalen", RefundView, lambda _order, stands: stands.kept > 0),
    Verb("forgive", "kwijtschelden", ForgiveView, lambda _order, stands: stands.owed > 0),
    Verb("receive", "overboeking", ReceiveView, lambda _order, _stands: True),
    Verb("issue", "factuur-maken", IssueView, lambda order, stands: not hasattr(order, "invoice") and stands.owed > 0),
    Verb("resend", "factuur-sturen", ResendView, lambda order, _stands: _has_invoice(order)),
    Verb("remind", "herinneren", RemindView, lambda order, stands: _has_invoice(order) and stands.due > 0),
    Verb(
        "cancel", "vervallen", CancelView,
        lambda _order, stands: not (stands.is_cancelled or stands.kept or stands.foreign or stands.under_way),
    ),
)  # fmt: skip


def offered(request: HttpRequest, order: Order, stands: OrderState) -> list[Verb]:
    """Return the verbs that apply to an order and that the visitor may use."""
    return [one for one in VERBS if request.user.has_perm(one.view.permission) and one.applies(order, stands)]
