"""What the treasurer types: amounts as people write them, reasons, orders by any of their names."""

import re
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lvv_site import civil
from lvv_site.civil_fields import DayField

from . import references
from .enums import Reason
from .models import Order

# 12 · 12,5 · 12,50 · 12.50, and with points between thousands: 1.234 · 1.234,50
AMOUNT = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?", re.ASCII)
GROUPED = re.compile(r"(\d{1,3}(?:\.\d{3}){1,2})(?:,(\d{1,2}))?", re.ASCII)
INVOICE_NUMBER = re.compile(r"(?<![\w-])\d{4}-\d{5,9}(?![\w-])", re.ASCII)
# A dispute is what a bank tells us; nobody chooses it here.
REASONS = [(one.value, one.label) for one in Reason if one is not Reason.DISPUTE]


def amount(text: str) -> Decimal:
    """Return an amount in EUR as people write it. ValidationError when it is none, or nothing."""
    written = text.replace("€", "").replace("\u00a0", "").strip()
    found = GROUPED.fullmatch(written) or AMOUNT.fullmatch(written)
    value = Decimal(f"{found[1].replace('.', '')}.{(found[2] or '').ljust(2, '0')}") if found else Decimal(0)
    if not value:
        raise ValidationError(_("Vul een bedrag in, bijvoorbeeld 12,50."), code="amount")
    return value


class AmountField(forms.CharField):
    """An amount in EUR; 12,50 and 12.50 are the same."""

    def to_python(self, value: Any) -> Any:
        """Return a Decimal."""
        text = super().to_python(value)
        return amount(text) if text else text

    def prepare_value(self, value: Any) -> Any:
        """Show a Decimal as it is typed."""
        return f"{value:.2f}".replace(".", ",") if isinstance(value, Decimal) else value


class SeenForm(forms.Form):
    """What was shown when somebody decided, and a key of its own: posting it twice does nothing twice."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"seen": seen, "key": uuid.uuid4(), **self.initial}

    def show_again(self, seen: str) -> None:
        """Let the next post be about what is shown now."""
        self.data = {**{name: self.data[name] for name in self.data}, "seen": seen}


class AmountForm(SeenForm):
    """How much and why."""

    amount = AmountField(label=gettext_lazy("Bedrag in euro"), help_text=gettext_lazy("Bijvoorbeeld 12,50."))
    reason_code = forms.ChoiceField(label=gettext_lazy("Reden"), choices=REASONS)


class ReasonForm(SeenForm):
    """Why."""

    reason_code = forms.ChoiceField(label=gettext_lazy("Reden"), choices=REASONS)


class BackForm(SeenForm):
    """How much goes back."""

    amount = AmountField(label=gettext_lazy("Bedrag"), help_text=gettext_lazy("Bijvoorbeeld 12,50."))


class ReceivedForm(SeenForm):
    """Money that came on the bank account."""

    amount = AmountField(label=gettext_lazy("Bedrag in euro"), help_text=gettext_lazy("Bijvoorbeeld 12,50."))
    received_on = DayField(label=gettext_lazy("Ontvangen op"))
    reference = forms.RegexField(
        r"^[\w./+ -]+$", label=gettext_lazy("Kenmerk van de bank"), required=False, max_length=100,
        help_text=gettext_lazy(
            "Mag leeg blijven. Met het kenmerk herkent de import van een bankafschrift deze betaling later."
        ),
    )  # fmt: skip

    def clean_received_on(self) -> Any:
        """Refuse a day that is still to come."""
        on = self.cleaned_data["received_on"]
        if on > civil.today():
            raise ValidationError(_("Deze dag moet nog komen."))
        return on


def order_named(text: str) -> Order | None:
    """Return the order that a text names: by its code, its RF reference or the number of its invoice."""
    if code := references.code_in(text):
        return Order.objects.filter(code=code).first()
    number = INVOICE_NUMBER.search(text)
    return Order.objects.filter(invoice__number=number[0]).first() if number else None


class PlaceForm(SeenForm):
    """For which order a payment was."""

    order = forms.CharField(
        label=gettext_lazy("Bestelling"), max_length=100,
        help_text=gettext_lazy("De code van de bestelling, het betalingskenmerk (RF...) of het nummer van de factuur."),
    )  # fmt: skip

    def clean_order(self) -> Order:
        """Find it."""
        found = order_named(self.cleaned_data["order"])
        if found is None:
            raise ValidationError(_("Er is geen bestelling met deze code of dit nummer. Kijk de tekens na."))
        return found
