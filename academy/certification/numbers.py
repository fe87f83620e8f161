"""Register numbers (domain rule 7).

Numbers are strings. Ours are `LVV-`, six or more digits, a dash and a check character (ISO 7064 mod 37,36 over the whole key), so a
typing error in one of them is told as such and never leads to another person. Imported numbers keep the form they came in.
Two numbers are the same when their keys are: upper case, without space, dash and slash.
"""

import re
import unicodedata
from urllib.parse import quote

from django.db import connection
from stdnum.iso7064 import mod_37_36

PREFIX = "LVV-"
MAX_LENGTH = 40
_OURS = re.compile(r"LVV\d+[0-9A-Z]")
_LIKE_OURS = re.compile(r"LVV\d[0-9A-Z]*|LVV[0-9A-Z]*\d[0-9A-Z]*")
# Addresses below /register/ that are, or will be, something else than a person.
ROUTES = (
    "opleiders", "opleidingen", "badge", "controle", "volgen", "kaart", "begrippen", "verklaring", "contact", "klacht",
    "melden", "downloads", "zoeken", "qr", "advisers", "check", "providers", "trainings", "keten",
    "afnemers",
)  # fmt: skip


class UnusableNumberError(ValueError):
    """An imported number cannot be kept; the text says why, in Dutch."""


def number_key(text: str) -> str:
    """Return what makes two written numbers the same one: upper case without space, dash, slash."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(
        character
        for character in folded
        if character not in "/−" and unicodedata.category(character) not in {"Pd", "Zs", "Zl", "Zp", "Cc", "Cf"}
    )


def own_number(serial: int) -> str:
    """Return the number of our own series for a serial, check character included."""
    body = f"LVV{serial:06d}"
    return f"{PREFIX}{body[3:]}-{mod_37_36.calc_check_digit(body)}"


def survives_swaps(serial: int) -> bool:
    """Whether no two neighbours can be swapped unnoticed: the check misses a few swaps, so those serials are not used."""
    key = number_key(own_number(serial))
    swapped = {key[:place] + key[place + 1] + key[place] + key[place + 2 :] for place in range(3, len(key) - 1)}
    return not any(is_own(other) for other in swapped - {key})


def is_own(key: str) -> bool:
    """Whether the key is a well-formed number of our series (issued or not)."""
    return bool(_OURS.fullmatch(key)) and bool(mod_37_36.is_valid(key))


def is_typing_error(key: str) -> bool:
    """Whether the key looks like one of ours but cannot be: a digit or the check character is wrong."""
    return bool(_LIKE_OURS.fullmatch(key)) and not is_own(key)


def check_imported(number: str) -> None:
    """Raise `UnusableNumberError` for a number that nobody can keep: ours, a route, or unfit for an address."""
    key = number_key(number)
    if not any(character.isalnum() for character in key):
        raise UnusableNumberError("het nummer bevat geen letter of cijfer")
    if len(number) > MAX_LENGTH:
        raise UnusableNumberError(f"het nummer is langer dan {MAX_LENGTH} tekens")
    if any(unicodedata.category(character)[0] == "C" or character in "?#%\\<>\"'" for character in number):
        raise UnusableNumberError("het nummer bevat een teken dat niet in een nummer kan")
    if key in {number_key(route) for route in ROUTES}:
        raise UnusableNumberError(f"'{number}' is een adres van deze site en kan geen nummer zijn")
    if _OURS.fullmatch(key):
        raise UnusableNumberError("nummers die met LVV- en een cijfer beginnen geeft alleen deze site zelf uit")


def address_part(number: str) -> str:
    """Return how the number stands in an address: as it is, or its key where its form does not fit."""
    return number if quote(number, safe="") == number else number_key(number)


def next_numbers(count: int) -> list[str]:
    """Take the next numbers of our series. They are never given twice; an import that fails leaves a gap."""
    numbers: list[str] = []
    with connection.cursor() as cursor:
        while len(numbers) < count:
            cursor.execute("SELECT nextval('certification_number') FROM generate_series(1, %s)", [count - len(numbers)])
            numbers += [own_number(serial) for (serial,) in cursor.fetchall() if survives_swaps(serial)]
    return numbers
