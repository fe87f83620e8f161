"""Small words of the register's pages."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from academy.certification.enums import Status

from .. import accredited, checking, checking_words
from ..enums import LANGUAGES, SECTORS, AdviserKind
from ..search import Result

register = template.Library()
WITH_A_PERIOD = (Status.SUSPENDED, Status.CONDITIONAL)


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
def line_remark(line: checking.Line) -> str:
    """Return what must be said of a line of a checked list."""
    return checking_words.told(line)


@dataclass(frozen=True)
class Row:
    """All that a row of the list shows, and so all that it depends on."""

    language: str
    tint: str
    number: str
    address_part: str
    name: str
    place: str
    km: int | None
    kind: str
    languages: tuple[str, ...]
    sectors: tuple[str, ...]
    status: str
    valid_until: dt.date | None
    measure_until: dt.date | None


@register.simple_tag
def result_row(one: Result, place: int) -> SafeString:
    """Show one person in a list. The same person looks the same to everybody, so a row is rendered once and kept a while."""
    profile, status = one.profile, one.status
    row = Row(
        language=get_language() or "",
        tint=tint(place),
        number=profile.certificate.number,
        address_part=profile.certificate.address_part,
        name=profile.name,
        place=profile.place,
        km=None if one.km is None else round(one.km),
        kind=profile.kind,
        languages=tuple(profile.languages),
        sectors=tuple(profile.sectors),
        status=status.status,
        valid_until=status.valid_until,
        measure_until=status.measure_until if status.status in WITH_A_PERIOD else None,
    )
    return _rendered(row)


@lru_cache(maxsize=4096)
def _rendered(row: Row) -> SafeString:
    words = {
        "kind": AdviserKind(row.kind).label,
        "languages": named(row.languages, LANGUAGES),
        "sectors": named(row.sectors, SECTORS),
    }
    return SafeString(render_to_string("register/result.html", {"row": row, **words}))


@register.simple_tag
def training_row(row: accredited.Row, *, with_provider: bool = False) -> SafeString:
    """Show one training in a list, rendered once for everybody."""
    return _training(row, get_language() or "", with_provider)


@lru_cache(maxsize=4096)
def _training(row: accredited.Row, _language: str, with_provider: bool) -> SafeString:
    return SafeString(render_to_string("register/training_row.html", {"row": row, "with_provider": with_provider}))


@register.filter
def kilometres(distance: float) -> str:
    """Return a distance as one says it: whole kilometres."""
    return _("%(km)d km") % {"km": round(distance)}
