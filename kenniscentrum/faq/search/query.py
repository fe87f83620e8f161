"""From what somebody typed to what is looked up: concepts, each with the stems that stand for it.

A word is taken as the pages or the thesaurus know it; else as a compound of known words; else as a mistyped known
word; else it stays unknown. An unknown word that everybody uses says little; any other says that the question may be
about something else altogether.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from . import compounds
from .analysis import is_stopword, separated, stem, word_list, words
from .lexicon import COMMON, UNSPOKEN, VERY_COMMON, lexicon
from .spelling import Repair, Speller
from .thesaurus import Stems, Thesaurus, spoken

SYNONYM, REPAIRED, PART, JOINED, DOUBTED, SEPARATED = 0.8, 0.9, 0.6, 1.0, 0.7, 0.9
# What an unknown word weighs against the rarest known one.
OTHER, UNKNOWN, NO_WORD, UNKNOWN_GENERAL = 1.2, 0.75, 0.4, 0.08
COMMONEST = 0.2  # what a known word weighs at least: `vertrouwenspersoon` stands in every page, and is our subject
GENERAL = 0.25  # what a known word weighs that everybody uses for everything
SUBJECT = 0.4  # from which weight a word says what it is about
ACTOR = 0.5
SUGGESTION_SLACK = 0.8


@dataclass(frozen=True)
class Concept:
    """One thing that was asked: the stems that stand for it with their weights, and how much it tells (0 to 1)."""

    said: str
    alternatives: Mapping[Stems, float]
    weight: float
    repair: Repair | None = None


@dataclass
class Understanding:
    """A query as concepts."""

    concepts: list[Concept] = field(default_factory=list)

    @property
    def has_subject(self) -> bool:
        """Tell whether any word says what it is about."""
        return any(concept.weight >= COMMONEST for concept in self.concepts)

    @property
    def stems(self) -> set[str]:
        """Every stem that may stand for something asked."""
        return {stem for concept in self.concepts for stems in concept.alternatives for stem in stems}


class Reader:
    """Reads queries with the words of one index."""

    def __init__(self, rarity: Mapping[str, float], surfaces: Mapping[str, float], thesaurus: Thesaurus) -> None:
        """Take the rarity (0 to 1) of each indexed stem and the frequency of each word as written."""
        self._rarity, self._thesaurus = rarity, thesaurus
        self._spoken = {stem(word) for word in thesaurus.words}
        known = {word: 1.0 for word in thesaurus.words} | dict(surfaces)
        self._surfaces = known
        self._speller = Speller(known)

    def read(self, query: str) -> Understanding:
        """Return the concepts of a query, phrases of the thesaurus first."""
        typed = spoken(query)
        stems = [self._known_stem(word) for word in typed]
        understanding, at = Understanding(), 0
        while at < len(typed):
            length = self._thesaurus.longest_at(stems, at)
            if length:
                understanding.concepts.append(self._phrase(typed[at : at + length], stems[at : at + length]))
                at += length
                continue
            if concept := self._joined(typed, at):
                understanding.concepts.append(concept)
                at += 2
                continue
            if not is_stopword(typed[at]):
                understanding.concepts += self._word(typed[at])
            at += 1
        understanding.concepts += self._separated(typed)
        understanding.concepts = _actors_aside(_without_repeats(understanding.concepts))
        return understanding

    def suggestion(self, query: str) -> str | None:
        """Return the query with every unknown word replaced by its nearest known one; None when nothing is near."""
        changed, result = False, []
        for word in words(query):
            repair = None
            if not (is_stopword(word) or self._is_known(word) or lexicon().frequency(word)):
                repair = self._speller.repair(word, SUGGESTION_SLACK)
            result.append(repair.word if repair else word)
            changed = changed or repair is not None
        return " ".join(result) if changed else None

    # --- one word

    def _word(self, word: str) -> list[Concept]:
        if word in word_list("other_subjects"):
            return [Concept(word, {}, OTHER)]
        own = stem(word)
        if self._is_known(word):
            return [self._concept(word, own, 1.0, self._parts(word) | self._doubted(word))]
        if split := compounds.split(word, self._is_whole_word, self._tells):
            return self._compound(word, split)
        if own in GENERAL_STEMS:
            return [Concept(word, {}, UNKNOWN_GENERAL)]
        if repair := self._repair(word):
            return [self._repaired(word, repair)]
        return [Concept(word, {}, _unknown_weight(word))]

    def _compound(self, word: str, split: compounds.Split) -> list[Concept]:
        """The parts of a compound; what no part explains may be a mistyped part, or the whole a mistyped word."""
        if split.share == 1.0:
            return [self._concept(part, stem(part), 1.0, {}) for part in split.parts if not is_stopword(part)]
        if repair := self._repair(word):
            return [self._repaired(word, repair)]
        part = split.parts[0]
        found = [self._concept(part, stem(part), PART, {})]
        if repair := self._repair(split.rest.removesuffix("s")):
            return [*found, self._repaired(split.rest, repair)]
        # A word that people say and the pages do not have is about something else, whatever its parts.
        rest = _unknown_weight(word) * (1.0 if lexicon().frequency(word) > UNSPOKEN else 1 - split.share)
        return [*found, Concept(word, {}, rest)]

    def _doubted(self, word: str) -> dict[Stems, float]:
        """A word never seen in this form may be another one: `kosen` has the stem of `koos`, but means `kosten`."""
        if word in self._surfaces or not (repair := self._repair(word)) or stem(repair.word) == stem(word):
            return {}
        return {(stem(repair.word),): DOUBTED}

    def _repair(self, word: str) -> Repair | None:
        if lexicon().frequency(word) or word in word_list("general") or self._is_other(word):
            return None  # a real word is not a mistyped other word
        return self._speller.repair(word)

    def _repaired(self, word: str, repair: Repair) -> Concept:
        found = self._concept(repair.word, stem(repair.word), REPAIRED, self._parts(repair.word))
        return Concept(word, found.alternatives, found.weight, repair)

    def _concept(self, said: str, own: str, strength: float, parts: Mapping[Stems, float]) -> Concept:
        alternatives = {(own,): strength} | {stems: strength * share for stems, share in parts.items()}
        for stems in self._thesaurus.of((own,)):
            alternatives.setdefault(stems, strength * SYNONYM)
            alternatives[stems] = max(alternatives[stems], strength * SYNONYM)
        return Concept(said, alternatives, self._weight(own, said))

    def _phrase(self, typed: list[str], stems: list[str]) -> Concept:
        """A phrase of the thesaurus; its own words count as well, when the pages have them together."""
        targets = self._thesaurus.of(tuple(stems))
        own = tuple(stem for stem, word in zip(stems, typed, strict=True) if not is_stopword(word))
        alternatives = dict.fromkeys(targets, SYNONYM)
        if own:
            alternatives[own] = 1.0
        known = [self._rarity[stem] for target in targets for stem in target if stem in self._rarity]
        return Concept(" ".join(typed), alternatives, max([0.5, *known]))

    def _joined(self, typed: list[str], at: int) -> Concept | None:
        """Two words that the pages write as one: `ondernemings raad`."""
        if at + 1 >= len(typed) or is_stopword(typed[at]) and len(typed[at]) < 4:
            return None
        whole = typed[at] + typed[at + 1]
        if len(whole) < 6 or not self._is_whole_word(whole) or is_stopword(typed[at + 1]):
            return None
        concept = self._concept(whole, stem(whole), JOINED, {})
        apart = (stem(typed[at]), stem(typed[at + 1]))
        return Concept(f"{typed[at]} {typed[at + 1]}", {**concept.alternatives, apart: 0.8}, concept.weight)

    def _separated(self, typed: list[str]) -> list[Concept]:
        """Verbs whose first part stands further on: `stellen we iemand aan` is `aanstellen`."""
        return [
            self._concept(whole, stem(whole), SEPARATED, {})
            for whole in separated(typed)
            if stem(whole) in self._rarity and stem(whole) not in GENERAL_STEMS
        ]

    def _parts(self, word: str) -> dict[Stems, float]:
        parts = compounds.whole_split(word, self._is_whole_word) if len(word) > 8 else None
        return {tuple(stem(part) for part in parts): PART} if parts else {}

    # --- what is known

    def _known_stem(self, word: str) -> str:
        """Return the stem to match phrases with: of the repaired word when the word itself is unknown."""
        if is_stopword(word) or self._is_known(word) or self._is_other(word) or stem(word) in GENERAL_STEMS:
            return stem(word)
        repair = self._repair(word)
        return stem(repair.word if repair else word)

    def _is_known(self, word: str) -> bool:
        own = stem(word)
        return (own in self._rarity or own in self._spoken) and word not in word_list("other_subjects")

    def _is_whole_word(self, word: str) -> bool:
        return word in self._surfaces or (len(word) > 5 and stem(word) in self._rarity)

    def _tells(self, word: str) -> bool:
        return self._is_whole_word(word) and word not in word_list("general") and stem(word) not in GENERAL_STEMS

    def _is_other(self, word: str) -> bool:
        return word in word_list("other_subjects")

    def _weight(self, own: str, said: str) -> float:
        """Return how much a word tells: rare words more than common ones, everyday words little."""
        rarity = self._rarity.get(own)
        if rarity is None:
            known = [self._rarity[s] for stems in self._thesaurus.of((own,)) for s in stems if s in self._rarity]
            rarity = max(known, default=0.5)
        if (own,) not in self._thesaurus and (own in GENERAL_STEMS or said in word_list("general")):
            return rarity * GENERAL
        return max(rarity, COMMONEST)


def _unknown_weight(word: str) -> float:
    """Return how much it tells that the pages do not know a word: a real word that people seldom say tells most."""
    frequency = lexicon().frequency(word)
    if word.isdigit() or frequency >= VERY_COMMON:
        return UNKNOWN_GENERAL
    if frequency >= COMMON:
        return UNKNOWN / 3
    return UNKNOWN if frequency else NO_WORD


def _actors_aside(concepts: list[Concept]) -> list[Concept]:
    """Weaken who does something when it is also said what: `mijn leidinggevende scheldt` is about scolding."""
    if not any(concept.weight >= SUBJECT and concept.alternatives for concept in concepts if not _is_actor(concept)):
        return concepts
    return [replace(concept, weight=concept.weight * ACTOR) if _is_actor(concept) else concept for concept in concepts]


def _is_actor(concept: Concept) -> bool:
    return concept.said.split()[-1] in word_list("actors")


def _without_repeats(concepts: list[Concept]) -> list[Concept]:
    seen: dict[frozenset[Stems], Concept] = {}
    for concept in concepts:
        key = frozenset(concept.alternatives) or frozenset({(concept.said,)})
        seen.setdefault(key, concept)
    return list(seen.values())


GENERAL_STEMS = frozenset(stem(word) for word in word_list("general"))
