"""Which words of a text to mark in the results."""

import re
from collections.abc import Collection

from .analysis import is_stopword, stem, words

WORD = re.compile(r"[\w'’-]+")


def pieces(text: str, stems: Collection[str]) -> list[tuple[str, bool]]:
    """Cut a text in pieces, each with whether it is a word that was asked for."""
    result: list[tuple[str, bool]] = []
    end = 0
    for match in WORD.finditer(text):
        if not _asked(match.group(), stems):
            continue
        if match.start() > end:
            result.append((text[end : match.start()], False))
        result.append((match.group(), True))
        end = match.end()
    if end < len(text):
        result.append((text[end:], False))
    return result


def _asked(word: str, stems: Collection[str]) -> bool:
    return any(not is_stopword(part) and stem(part) in stems for part in words(word))
