"""How well a typed word fits a word of a name, from 0 (not at all) to 1000 (the same). Pure."""

from dataclasses import dataclass

from .names import plain, sound

SAME, SPELLING, SOUND = 1000, 950, 840
TYPO, PREFIX = 820, 550
GOOD_ENOUGH = 500
MIN_FUZZY = 4  # letters; shorter words differ too easily


@dataclass(frozen=True, slots=True)
class Spelling:
    """A folded word and its coarser forms (see `names.py`)."""

    word: str
    plain: str
    sound: str

    @classmethod
    def of(cls, word: str) -> "Spelling":
        """Return a folded word with its forms."""
        return cls(word, plain(word), sound(word))


def grade(asked: Spelling, word: Spelling) -> int:
    """Return how well the word that somebody typed fits a word of a name."""
    if asked.word == word.word:
        return SAME
    if asked.plain == word.plain:  # of several that are spelt otherwise, the one with most of the same letters
        return SPELLING - round(20 * (1 - _likeness(asked.word, word.word)))
    best = _prefix(asked.word, word.word)
    if asked.sound == word.sound:
        best = max(best, SOUND + round(30 * _likeness(asked.plain, word.plain) + 30 * _likeness(asked.word, word.word)))
    return max(best, _typo(asked.word, word.word), _typo(asked.plain, word.plain))


def deletions(word: str) -> list[str]:
    """Return a word and what is left of it without one letter: two words one slip apart share one of these."""
    if len(word) < MIN_FUZZY - 1:
        return []
    if len(word) < MIN_FUZZY:  # a letter too many leads to it, but short words with another letter are other words
        return [word]
    return sorted({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})


def slipped(word: str) -> list[str]:
    """Return `deletions` of a word as written and in its plain spelling: by these a slip finds it."""
    return sorted({*deletions(word), *deletions(plain(word))})


def slips(one: str, other: str, most: int) -> int:
    """Return how many letters were added, left out, changed or swapped with their neighbour; `most` + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        previous, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _prefix(asked: str, word: str) -> int:
    if len(asked) < 2 or not word.startswith(asked):
        return 0
    return PREFIX + round(350 * len(asked) / len(word))


def _typo(asked: str, word: str) -> int:
    longest = max(len(asked), len(word))
    if min(len(asked), len(word)) < MIN_FUZZY - 1 or longest < MIN_FUZZY:
        return 0
    allowed = 1 if longest < 7 else 2
    count = slips(asked, word, allowed)
    return 0 if count > allowed else TYPO - round(900 * count / longest)


def _likeness(one: str, other: str) -> float:
    one, other = one.replace("ij", "y"), other.replace("ij", "y")
    longest = max(len(one), len(other))
    return 1 - slips(one, other, longest) / longest
