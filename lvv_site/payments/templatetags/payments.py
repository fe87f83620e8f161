"""Amounts and references as people read them."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language

from lvv_site.payments import references, ways, wording
from lvv_site.payments.money import EUR

register = template.Library()


@register.filter
def euro(amount: Decimal | str | None) -> str:
    """Return an amount in EUR in the language of the page: € 1.234,50 or €1,234.50; nothing for none."""
    if amount is None:
        return ""
    if (get_language() or "nl").startswith("nl"):
        return wording.euros(amount)
    return f"€{Decimal(amount):,.2f}"


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """Return an amount in any currency: in EUR as `euro`, else with the code of the currency behind it: 1.234,50 USD."""
    return (
        euro(amount)
        if currency == EUR
        else f"{number_format(amount, 2, use_l10n=True, force_grouping=True)} {currency}"
    )


@register.filter
def way(provider: str) -> str:
    """Return how money came or goes, in words."""
    return ways.name_of(provider)


@register.filter
def spaced(reference: str) -> str:
    """Return a reference or IBAN in groups of four."""
    return references.spaced(reference)
