"""Register numbers as people write them in a list. Pure: knows nothing of which numbers exist.

A list is separated by line ends, commas, semicolons, tabs or bars; by spaces too, but a number may be written with spaces
itself ("LVV 000123 A"). So a piece with spaces is read in two ways: as one number, and word by word. Which one it is, only the
register can tell (`checking.py`): when the piece as a whole is a number that exists, it is one.
"""

import re
from dataclasses import dataclass

from academy.certification.numbers import number_key

SEPARATORS = re.compile(r"[,;|\t\r\n\v\f\x1c-\x1f\x85\u2028\u2029]+")
AROUND = " \u00a0'\"“”‘’„()[]{}<>.:•*·–—-"


@dataclass(frozen=True)
class Piece:
    """A piece of a list: as a whole, and word by word."""

    whole: str
    words: tuple[str, ...]


def pieces(text: str) -> list[Piece]:
    """Return the pieces of a list in their order; empty ones and bullets are left out."""
    found = (part.strip(AROUND) for part in SEPARATORS.split(text))
    return [Piece(part, _by_word(part)) for part in found if number_key(part)]


def _by_word(text: str) -> tuple[str, ...]:
    """Split where a new number begins; what can only be the rest of one is joined to it."""
    numbers: list[list[str]] = []
    for word in text.split():
        if numbers and not _begins(number_key(word), number_key("".join(numbers[-1]))):
            numbers[-1].append(word)
        else:
            numbers.append([word])
    return tuple(" ".join(words) for words in numbers)


def _begins(key: str, before: str) -> bool:
    """Whether a word begins a number: what went before has a digit, and this is another prefix or another bare number."""
    if not any(character.isdigit() for character in before):
        return False
    return (key[:1].isalpha() and len(key) > 1) or (key[:1].isdigit() and before[:1].isdigit())
