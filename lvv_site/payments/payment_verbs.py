"""What the treasurer does with a payment that has no order, and with a refund that somebody must transfer."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import crossing, forms, matching, orders, queries, refunds
from .enums import RunState
from .models import Order, Payment, PaymentOrigin, Placement, Refund
from .money import EUR
from .templatetags.payments import money
from .verbs import PLACE, REFUND, MoneyVerbView, StaleError, is_to_transfer, reference_of


class PaymentVerbView(MoneyVerbView):
    """A verb about one payment."""

    header_icon = "download"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the payment."""
        super().setup(request, *args, **kwargs)
        self.payment = get_object_or_404(Payment.objects.select_related("order"), pk=kwargs["pk"])

    def about(self) -> Payment:
        """Return the payment."""
        return self.payment

    def lock(self) -> None:
        """Lock the payment."""
        Payment.objects.select_for_update().get(pk=self.payment.pk)

    def seen(self) -> str:
        """Return what is left of the payment and for which order it is."""
        placed = Placement.objects.filter(payment=self.payment).values_list("order", flat=True).first()
        return f"{refunds.left(self.payment)}:{self.payment.order_id or placed or 0}"

    def get_page_subtitle(self) -> str:
        """Say about which payment it is."""
        return self.payment.external_ref

    def get_success_url(self) -> str:
        """Go back to the payment."""
        return reverse("payment_payment:inspect", args=[self.payment.pk])

    def above(self) -> list[tuple[str, str | Promise]]:
        """List, payment."""
        return [
            (reverse("payment_payment:index"), _("Ontvangsten")), (self.get_success_url(), self.payment.external_ref)
        ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the payment, from whom it came, and what is left of it."""
        return {
            **super().get_context_data(**kwargs),
            "payment": self.payment,
            "origin": PaymentOrigin.objects.filter(payment=self.payment).first(),
            "left": refunds.left(self.payment),
        }


class PlaceView(PaymentVerbView):
    """Say for which order a payment was."""

    permission = PLACE
    logged_as = "place"
    page_title = gettext_lazy("Bij een bestelling zetten")
    button = gettext_lazy("Bij deze bestelling zetten")
    form_class = forms.PlaceForm
    template_name = "payments/admin/place.html"

    def lock(self) -> None:
        """Leave it to `orders.place`, which locks the order first: the other way round two people would wait for ever."""

    def get_initial(self) -> dict[str, Any]:
        """Begin with the order that somebody chose from the suggestions."""
        return {"order": self.request.GET.get("order", "")[:100]}

    def was_done(self, key: uuid.UUID) -> bool:
        """Whether this form was posted before: then the payment stands at an order, and the form was about none."""
        return False

    def act(self, form: Any) -> str:
        """Place it."""
        order: Order = form.cleaned_data["order"]
        orders.place(self.payment, order, self.by())
        return _("De betaling staat nu bij bestelling %(code)s.") % {"code": order.code}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add orders that it may be for, and the chosen one as it stands."""
        context = super().get_context_data(**kwargs)
        origin = context["origin"] or PaymentOrigin()
        chosen = forms.order_named(self.request.GET.get("order", "")[:100])
        return {
            **context,
            "suggestions": matching.suggestions(self.payment, origin.name, origin.text),
            "chosen": chosen,
            "stands": queries.standing(chosen) if chosen else None,
        }


class SendBackView(PaymentVerbView):
    """Send back money that pays no order, or that came in another currency."""

    permission = REFUND
    logged_as = "send_back"
    page_title = gettext_lazy("Terugsturen")
    button = gettext_lazy("Terugsturen")
    form_class = forms.BackForm
    template_name = "payments/admin/send_back.html"
    serious = True

    def get_initial(self) -> dict[str, Any]:
        """Begin with all of it."""
        return {"amount": refunds.left(self.payment)}

    def was_done(self, key: uuid.UUID) -> bool:
        """Whether there is a refund of this key."""
        return Refund.objects.filter(external_ref=f"office:{key}").exists()

    def act(self, form: Any) -> str:
        """Send it back; what pays an order goes back from that order's page."""
        if not can_be_sent_back(self.payment):
            raise StaleError
        asked = form.cleaned_data["amount"]
        refunds.send_back(self.payment, asked, self.by(), reference_of(form))
        return _("%(amount)s gaat terug.") % {"amount": money(asked, self.payment.currency)}


def has_order(payment: Payment) -> bool:
    """Whether a payment stands at an order."""
    return payment.order_id is not None or Placement.objects.filter(payment=payment).exists()


def can_be_sent_back(payment: Payment) -> bool:
    """Whether a payment goes back by itself: it pays no order."""
    return payment.currency != EUR or not has_order(payment)


class RefundVerbView(MoneyVerbView):
    """A verb about one refund."""

    permission = REFUND
    header_icon = "rotate"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the refund."""
        super().setup(request, *args, **kwargs)
        self.refund = get_object_or_404(Refund.objects.select_related("run", "payment", "order"), pk=kwargs["pk"])

    def about(self) -> Refund:
        """Return the refund."""
        return self.refund

    def lock(self) -> None:
        """Lock its run."""
        type(self.refund.run).objects.select_for_update().get(pk=self.refund.run.pk)

    def seen(self) -> str:
        """Return how far it is."""
        return f"{self._state()}:{crossing.to_send(self.refund)}"

    def _state(self) -> str:
        return str(type(self.refund.run).objects.values_list("state", flat=True).get(pk=self.refund.run.pk))

    def get_page_subtitle(self) -> str:
        """Say how much."""
        return money(self.refund.amount, self.refund.payment.currency)

    def get_success_url(self) -> str:
        """Go back to the refund."""
        return reverse("payment_refund:inspect", args=[self.refund.pk])

    def above(self) -> list[tuple[str, str | Promise]]:
        """List, refund."""
        return [
            (reverse("payment_refund:index"), _("Terugbetalingen")), (self.get_success_url(), self.refund.external_ref)
        ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the refund, and what of it is still to be sent."""
        return {**super().get_context_data(**kwargs), "refund": self.refund, "to_send": crossing.to_send(self.refund)}


class TransferredView(RefundVerbView):
    """Note that somebody transferred a refund."""

    logged_as = "transferred"
    page_title = gettext_lazy("Is overgemaakt")
    button = gettext_lazy("Ja, het is overgemaakt")

    def was_done(self, key: uuid.UUID) -> bool:
        """Whether it was noted."""
        return self._state() == RunState.DONE

    def act(self, form: Any) -> str:
        """Note it."""
        if not is_to_transfer(self._state(), self.refund.payment.provider):
            raise StaleError
        refunds.mark_done(self.refund)
        return _("Vastgelegd dat het geld is overgemaakt.")


class TryAgainView(RefundVerbView):
    """Have a refund that failed sent once more."""

    logged_as = "again"
    page_title = gettext_lazy("Opnieuw proberen")
    button = gettext_lazy("Opnieuw proberen")

    def act(self, form: Any) -> str:
        """Send it."""
        if not refunds.try_again(self.refund):
            raise StaleError
        return _("De terugbetaling wordt opnieuw geprobeerd.")
