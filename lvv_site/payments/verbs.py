"""What the treasurer does with orders, payments and refunds: one page per verb, which asks first.

Each page shows what there is, carries a fingerprint of it and a key of its own. Posting it twice does nothing twice; when
something changed since it was shown, nothing is done and the page says so.
"""

import hashlib
import uuid
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.db import models, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from lvv_site.members.verbs import VerbView

from .enums import RunState
from .forms import SeenForm
from .models import Invoice, Order, PaymentAttempt
from .queries import account_of
from .refusals import PaymentError

REFUND = "payments.refund_order"
PLACE = "payments.place_payment"
INVOICE = "payments.add_invoice"
LOG_ACTIONS = {
    "refund": gettext_lazy("Geld terugbetaald"), "forgive": gettext_lazy("Bedrag kwijtgescholden"),
    "cancel": gettext_lazy("Bestelling laten vervallen"), "receive": gettext_lazy("Betaling vastgelegd"),
    "place": gettext_lazy("Betaling geplaatst"), "send_back": gettext_lazy("Betaling teruggestuurd"),
    "transferred": gettext_lazy("Terugbetaling overgemaakt"), "again": gettext_lazy("Terugbetaling opnieuw geprobeerd"),
    "issue": gettext_lazy("Factuur gemaakt"), "resend": gettext_lazy("Factuur opnieuw gestuurd"),
    "remind": gettext_lazy("Herinnering gestuurd"), "import": gettext_lazy("Bankafschrift verwerkt"),
}  # fmt: skip


class StaleError(PaymentError):
    """Something changed since the page was shown."""

    code = "stale"
    message = gettext_lazy(
        "Intussen is er iets veranderd. Er is niets gedaan. Kijk of dit nog klopt en bevestig het opnieuw."
    )


def fingerprint(order: Order) -> str:
    """Return what an order comes to, as a text that changes with it."""
    runs = list(order.refunds.order_by("pk").values_list("pk", "run__state"))
    attempts = list(PaymentAttempt.objects.filter(order=order).order_by("pk").values_list("pk", "state"))
    facts = (account_of(order), runs, attempts, Invoice.objects.filter(order=order).exists())
    return hashlib.sha256(repr(facts).encode()).hexdigest()


class MoneyVerbView(VerbView, ABC):
    """A verb about one row of the books. `act` does it under a lock and returns the sentence that says so."""

    form_class: type[SeenForm] = SeenForm
    template_name = "payments/admin/verb.html"
    header_icon = "form"
    logged_as: ClassVar[str]

    @abstractmethod
    def about(self) -> models.Model:
        """Return the row that the admin's log names."""

    @abstractmethod
    def lock(self) -> None:
        """Make who decides about the same thing at the same moment wait."""

    @abstractmethod
    def seen(self) -> str:
        """Return the fingerprint of what is shown."""

    def was_done(self, key: uuid.UUID) -> bool:
        """Whether this very post was carried out before."""
        return False

    @abstractmethod
    def act(self, form: Any) -> str:
        """Do it."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Let the form carry what is shown."""
        return {**super().get_form_kwargs(), "seen": self.seen()}

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it once and note it in the admin's log; what cannot be done is said, and nothing happened."""
        try:
            with transaction.atomic():
                said = self._once(form)
        except StaleError as stale:
            form.show_again(self.seen())
            form.add_error(None, str(stale))
            return self.form_invalid(form)
        except PaymentError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, said)
        return redirect(self.get_success_url())

    def _once(self, form: Any) -> str:
        self.lock()
        if self.was_done(form.cleaned_data["key"]):
            return _("Dit was al gedaan.")
        if form.cleaned_data["seen"] != self.seen():
            raise StaleError
        said = self.act(form)
        log(instance=self.about(), action=f"payments.{self.logged_as}", user=self.by())
        return said


def reference_of(form: Any) -> str:
    """Return the reference of what a form asks for: the same form is the same thing."""
    return f"office:{form.cleaned_data['key']}"


def is_to_transfer(state: str, provider: str) -> bool:
    """Whether somebody must send a refund by hand: it failed, or there is nobody else to do it."""
    return state == RunState.FAILED or (state == RunState.WAITING and provider == "invoice")
