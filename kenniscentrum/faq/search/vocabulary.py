"""The words that one index knows: from its pages, from the thesaurus, from the language; and how much each tells."""

from collections.abc import Mapping

from .analysis import is_stopword, stem, word_list
from .lexicon import COMMON, VERY_COMMON, lexicon
from .spelling import Repair, Speller
from .thesaurus import Thesaurus

COMMONEST = 0.2  # what a known word tells at least: `vertrouwenspersoon` stands in every page, and is our subject
SPOKEN = 0.45  # the same for a word of the thesaurus: somebody found it worth an entry
GENERAL = 0.25  # the share that is left of a known word that everybody uses for everything
# What it tells that nothing knows a word: another subject's word, a real word, no word, a word for everything.
OTHER, UNKNOWN, NO_WORD, UNKNOWN_GENERAL = 1.2, 0.75, 0.4, 0.08
GENERAL_STEMS = frozenset(stem(word) for word in word_list("general"))


class Vocabulary:
    """Shared by all queries to one index; never changed."""

    def __init__(self, rarity: Mapping[str, float], surfaces: Mapping[str, float], thesaurus: Thesaurus) -> None:
        """Take the rarity (0 to 1) of each indexed stem and the frequency of each word as written."""
        self.rarity, self.thesaurus = rarity, thesaurus
        self.surfaces: dict[str, float] = dict.fromkeys(thesaurus.words, 1.0) | dict(surfaces)
        self._spoken = {stem(word) for word in thesaurus.words}
        self._speller = Speller(self.surfaces)

    def knows(self, word: str) -> bool:
        """Tell whether pages or thesaurus have the word in any form."""
        own = stem(word)
        return (own in self.rarity or own in self._spoken) and not is_other(word)

    def has_subject(self, own: str) -> bool:
        """Tell whether a stem can be looked up."""
        return own in self.rarity or (own,) in self.thesaurus

    def is_part(self, word: str) -> bool:
        """Tell whether the word can be a part of a compound."""
        return word in self.surfaces or (len(word) > 5 and stem(word) in self.rarity)

    def tells(self, word: str) -> bool:
        """Tell whether the word, as a part, says something about a compound that is not known altogether."""
        return word in self.surfaces and not is_general(word)

    def repair(self, word: str, slack: float = 0.0) -> Repair | None:
        """Return what a mistyped word was meant to be; None for a real word and when nothing is near."""
        if lexicon().frequency(word) or is_general(word) or is_other(word):
            return None
        return self._speller.repair(word, slack)

    def weight(self, own: str, said: str) -> float:
        """Return how much a known word tells, 0 to 1."""
        rarity = self.rarity.get(own)
        if rarity is None:
            targets = [self.rarity[s] for stems in self.thesaurus.of((own,)) for s in stems if s in self.rarity]
            rarity = max(targets, default=0.5)
        if (own,) in self.thesaurus:
            return max(rarity, COMMONEST if said in word_list("actors") else SPOKEN)
        return rarity * GENERAL if is_general(said) else max(rarity, COMMONEST)


def is_other(word: str) -> bool:
    """Tell whether the word is of another subject."""
    return word in word_list("other_subjects")


def is_general(word: str) -> bool:
    """Tell whether everybody uses the word for everything."""
    return word in word_list("general") or stem(word) in GENERAL_STEMS


def known_to_all(word: str) -> bool:
    """Tell whether the word is one that the reader may pass: a small word, a general one, another subject's."""
    return is_stopword(word) or is_other(word) or stem(word) in GENERAL_STEMS


def unknown_weight(word: str) -> float:
    """Return how much it tells that nothing knows a word: a real word that people seldom say tells most."""
    if is_other(word):
        return OTHER
    frequency = lexicon().frequency(word)
    if word.isdigit() or is_general(word) or frequency >= VERY_COMMON:
        return UNKNOWN_GENERAL
    if frequency >= COMMON:
        return UNKNOWN / 3
    return UNKNOWN if frequency else NO_WORD
