"""A soft look at free text: does it seem to hold a name, an address, a number of somebody? It warns and never refuses.

It errs on the side of silence: a title of a training has capitals too. What it finds is told by kind, never repeated.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lvv_site.members import names


class Hint(StrEnum):
    """What a text seems to hold."""

    EMAIL = "email"
    PHONE = "phone"
    BSN = "bsn"
    NAME = "name"


WORDS: Mapping[Hint, str | Promise] = {
    Hint.EMAIL: _("een e-mailadres"),
    Hint.PHONE: _("een telefoonnummer"),
    Hint.BSN: _("een burgerservicenummer"),
    Hint.NAME: _("een naam"),
}
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
PHONE = re.compile(r"(?<!\d)(?:\+31|0031|0)[\s-]?(?:\(0\))?[1-9](?:[\s-]?\d){8}(?!\d)")
NINE_DIGITS = re.compile(r"(?<!\d)\d{4}\.?\d{2}\.?\d{3}(?!\d)")
CAPITAL = r"[A-ZÀ-Þ][\w'’-]+"
INFIX = r"(?:(?:van|de|den|der|ter|ten|te|el|'t|la|le|di)[ \t]+)*"
# "mevrouw De Vries", "dhr. Jansen", "collega Anna", "cliënt Peters"
ADDRESSED = re.compile(
    r"\b(?i:mevrouw|mevr\.?|mw\.?|meneer|dhr\.?|de heer|collega|cliënte?|melder|mrs?\.?|ms\.?)[ \t]+"
    rf"{INFIX}(?:De[ \t]+|Van[ \t]+)*{CAPITAL}"
)
FULL = re.compile(rf"\b({CAPITAL})[ \t]+{INFIX}({CAPITAL})")
GIVEN = frozenset(
    name.casefold()
    for table in (names.DUTCH_WOMEN, names.DUTCH_MEN)
    for row in table.values()
    for name in row.split()
)  # fmt: skip
BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def hints(*texts: str) -> list[Hint]:
    """Return what these texts seem to hold, each kind once."""
    text = "\n".join(texts)
    found = {
        Hint.EMAIL: bool(EMAIL.search(text)),
        Hint.PHONE: bool(PHONE.search(text)),
        Hint.BSN: any(_is_bsn(match[0]) for match in NINE_DIGITS.finditer(text)),
        Hint.NAME: _has_name(text),
    }
    return [hint for hint, holds in found.items() if holds]


def _is_bsn(written: str) -> bool:
    """Whether nine digits pass the test of eleven (Besluit burgerservicenummer: weights 9 to 2 and -1)."""
    digits = [int(character) for character in written if character.isdigit()]
    return sum(weight * digit for weight, digit in zip(BSN_WEIGHTS, digits, strict=True)) % 11 == 0 and any(digits)


def _has_name(text: str) -> bool:
    """Whether somebody is addressed with a capital, or a common given name stands before a capital."""
    return bool(ADDRESSED.search(text)) or any(match[1].casefold() in GIVEN for match in FULL.finditer(text))
