"""Small words of the portal's pages."""

from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ..portal_trainings import Row

register = template.Library()


@register.simple_tag(takes_context=True)
def portal_nav(context: Context) -> SafeString:
    """Show the menu of a provider's portal, rendered once for each place in it."""
    provider = context["provider"]
    return _nav(provider.slug, provider.name, context["request"].path, get_language() or "")


@lru_cache(maxsize=512)
def _nav(slug: str, name: str, path: str, _language: str) -> SafeString:
    return SafeString(render_to_string("accreditation/portal/nav.html", {"slug": slug, "name": name, "path": path}))


@register.simple_tag
def own_training_row(row: Row, list_url: str) -> SafeString:
    """Show one training in a provider's list. Equal rows look the same to everybody who may see them, so one is rendered once."""
    return _own_training(row, list_url, get_language() or "")


@lru_cache(maxsize=4096)
def _own_training(row: Row, list_url: str, _language: str) -> SafeString:
    words = {"row": row, "list_url": list_url}
    return SafeString(render_to_string("accreditation/portal/training_row.html", words))
