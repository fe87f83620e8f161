"""Amounts and references as people read them."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from lvv_site.payments import references, wording

register = template.Library()


@register.filter
def euro(amount: Decimal | str) -> str:
    """Return an amount in EUR in the language of the page: € 1.234,50 or €1,234.50."""
    if (get_language() or "nl").startswith("nl"):
        return wording.euros(amount)
    return f"€{Decimal(amount):,.2f}"


@register.filter
def spaced(reference: str) -> str:
    """Return a reference or IBAN in groups of four."""
    return references.spaced(reference)
