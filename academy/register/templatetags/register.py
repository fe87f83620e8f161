"""Small words of the register's pages."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def named(codes: Iterable[str], words: Mapping[str, object]) -> str:
    """Return codes by their words, "Nederlands, Engels"; a code without a word stays."""
    return ", ".join(str(words.get(code, code)) for code in codes)


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = name.split()
    return (words[0][:1] + words[-1].lstrip("'’")[:1]).upper() if len(words) > 1 else name[:1].upper()


@register.filter
def tint(place: int) -> str:
    """Return the class that gives every third monogram the same tint."""
    return ("", " monogram--b", " monogram--c")[(place - 1) % 3]


@register.filter
def kilometres(distance: float) -> str:
    """Return a distance as one says it: whole kilometres."""
    return _("%(km)d km") % {"km": round(distance)}
