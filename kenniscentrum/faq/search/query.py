"""From what somebody typed to what is looked up: concepts, each with the stems that stand for it.

A word is taken as the pages or the thesaurus know it; else as a form or compound of known words; else as a mistyped
known word; else it stays unknown. An unknown word that everybody uses says little; any other says that the question may
be about something else altogether.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from . import compounds
from .analysis import is_stopword, relatives, separated, stem, word_list, words
from .compounds import Split
from .lexicon import UNSPOKEN, lexicon
from .spelling import Repair
from .thesaurus import Stems, asked
from .vocabulary import COMMONEST, GENERAL_STEMS, Vocabulary, is_general, is_other, known_to_all, unknown_weight

# How well another reading of a word stands for what was typed.
SYNONYM, REPAIRED, RELATED, SEPARATED, APART, DOUBTED, PART = 0.8, 0.9, 0.9, 0.9, 0.8, 0.7, 0.6
PHRASE = 0.5  # what a phrase of the thesaurus tells at least
SUBJECT = 0.4  # from which weight a word says what it is about
ACTOR = 0.5
FOREIGN = 0.8
SUGGESTION_SLACK = 0.8


@dataclass(frozen=True)
class Concept:
    """One thing that was asked: the stems that stand for it with their weights, and how much it tells (0 to 1)."""

    said: str
    alternatives: Mapping[Stems, float]
    weight: float
    repair: Repair | None = None

    @property
    def is_actor(self) -> bool:
        """Whether it is somebody who does something rather than what is done."""
        return self.said.split()[-1] in word_list("actors")


class Reading:
    """One query read with the words of one index."""

    def __init__(self, vocabulary: Vocabulary, query: str) -> None:
        self._known = vocabulary
        self._repairs: dict[str, Repair | None] = {}  # of this query only: nothing of it outlives the request
        self._query = query
        self.typed = asked(query)
        self.typed_stems = [self._matching_stem(word) for word in self.typed]
        self.concepts = self._read(self.typed, self.typed_stems)

    @property
    def has_subject(self) -> bool:
        """Whether any word says what it is about."""
        return any(concept.weight >= COMMONEST for concept in self.concepts)

    @property
    def strangers(self) -> int:
        """The number of words that are of another subject."""
        return sum(is_other(word) for word in self.typed)

    @property
    def stems(self) -> frozenset[str]:
        """Every stem that may stand for something asked."""
        return frozenset(own for concept in self.concepts for stems in concept.alternatives for own in stems)

    def suggestion(self) -> str | None:
        """Return the query with every unknown word replaced by its nearest known one; None when nothing is near."""
        result = [self._nearest(word) for word in words(self._query)]
        return " ".join(result) if result != words(self._query) else None

    def _nearest(self, word: str) -> str:
        if is_stopword(word) or self._known.knows(word):
            return word
        repair = self._known.repair(word, SUGGESTION_SLACK)
        return repair.word if repair else word

    def _read(self, typed: list[str], stems: list[str]) -> list[Concept]:
        concepts: list[Concept] = []
        at = 0
        while at < len(typed):
            if length := self._known.thesaurus.longest_at(stems, at):
                concepts.append(self._phrase(typed[at : at + length], stems[at : at + length]))
            elif concept := self._joined(typed, at):
                length = 2
                concepts.append(concept)
            else:
                length = 1
                concepts += [] if is_stopword(typed[at]) else self._word(typed[at])
            at += length
        return _actors_aside(_without_repeats(concepts + self._separated(typed)))

    # --- one word

    def _word(self, word: str) -> list[Concept]:
        if self._known.knows(word):
            return [self._concept(word, stem(word), 1.0, self._parts(word) | self._doubted(word))]
        if is_general(word) or is_other(word):
            return [Concept(word, {}, unknown_weight(word))]
        for other in relatives(word):
            if self._known.has_subject(other):
                return [self._concept(word, other, RELATED)]
        if split := compounds.split(word, self._known.is_part, self._known.tells):
            return self._compound(word, split)
        if repair := self._repair(word):
            return [self._repaired(word, repair)]
        return [Concept(word, {}, unknown_weight(word))]

    def _concept(self, said: str, own: str, strength: float, others: Mapping[Stems, float] | None = None) -> Concept:
        alternatives = {(own,): strength} | {stems: strength * share for stems, share in (others or {}).items()}
        for stems in self._known.thesaurus.of((own,)):
            alternatives[stems] = max(alternatives.get(stems, 0.0), strength * SYNONYM)
        return Concept(said, alternatives, self._known.weight(own, said))

    def _compound(self, word: str, split: Split) -> list[Concept]:
        """The parts of a compound; what no part explains may be a mistyped part, or the whole a mistyped word."""
        # A word that people say and the pages do not have is about something else, whatever its parts.
        foreign = lexicon().frequency(word) > UNSPOKEN
        if split.share == 1.0:
            parts = [self._concept(part, stem(part), 1.0) for part in split.parts if not is_stopword(part)]
            return [*parts, Concept(word, {}, unknown_weight(word) * FOREIGN)] if foreign else parts
        if repair := self._repair(word):
            return [self._repaired(word, repair)]
        found = [self._concept(split.parts[0], stem(split.parts[0]), PART)]
        if repair := self._repair(split.rest.removesuffix("s")):
            return [*found, self._repaired(split.rest, repair)]
        return [*found, Concept(word, {}, unknown_weight(word) * (1.0 if foreign else 1 - split.share))]

    def _parts(self, word: str) -> dict[Stems, float]:
        parts = compounds.whole_split(word, self._known.is_part) if len(word) > 8 else None
        return {tuple(stem(part) for part in parts): PART} if parts else {}

    # --- mistyped words

    def _repair(self, word: str) -> Repair | None:
        if word not in self._repairs:
            self._repairs[word] = self._known.repair(word)
        return self._repairs[word]

    def _repaired(self, word: str, repair: Repair) -> Concept:
        found = self._concept(repair.word, stem(repair.word), REPAIRED, self._parts(repair.word))
        return replace(found, said=word, repair=repair)

    def _doubted(self, word: str) -> dict[Stems, float]:
        """A word never seen in this form may be another one: `kosen` has the stem of `koos`, but means `kosten`."""
        if word in self._known.surfaces or not (repair := self._repair(word)) or stem(repair.word) == stem(word):
            return {}
        return {(stem(repair.word),): DOUBTED}

    def _matching_stem(self, word: str) -> str:
        """Return the stem to match phrases with: of the repaired word when the word itself is unknown."""
        if known_to_all(word) or self._known.knows(word):
            return stem(word)
        repair = self._repair(word)
        return stem(repair.word if repair else word)

    # --- several words

    def _phrase(self, typed: list[str], stems: list[str]) -> Concept:
        """A phrase of the thesaurus; its own words count as well, when the pages have them together."""
        targets = self._known.thesaurus.of(tuple(stems))
        own = tuple(stem for stem, word in zip(stems, typed, strict=True) if not is_stopword(word))
        alternatives = dict.fromkeys(targets, SYNONYM) | ({own: 1.0} if own else {})
        rarity = self._known.rarity
        told = [rarity[part] for target in targets for part in target if part in rarity]
        return Concept(" ".join(typed), alternatives, max([PHRASE, *told]))

    def _joined(self, typed: list[str], at: int) -> Concept | None:
        """Two words that the pages write as one: `ondernemings raad`."""
        if at + 1 >= len(typed) or is_stopword(typed[at + 1]) or (is_stopword(typed[at]) and len(typed[at]) < 4):
            return None
        whole = typed[at] + typed[at + 1]
        if len(whole) < 6 or not self._known.is_part(whole):
            return None
        apart = (stem(typed[at]), stem(typed[at + 1]))
        concept = self._concept(whole, stem(whole), 1.0)
        return replace(
            concept, said=f"{typed[at]} {typed[at + 1]}", alternatives={**concept.alternatives, apart: APART}
        )

    def _separated(self, typed: list[str]) -> list[Concept]:
        """Verbs whose first part stands further on: `stellen we iemand aan` is `aanstellen`."""
        found = {whole: stem(whole) for whole in separated(typed)}
        return [
            self._concept(whole, own, SEPARATED)
            for whole, own in found.items()
            if (own,) in self._known.thesaurus or (own in self._known.rarity and own not in GENERAL_STEMS)
        ]


def _without_repeats(concepts: list[Concept]) -> list[Concept]:
    seen: dict[frozenset[Stems], Concept] = {}
    for concept in concepts:
        seen.setdefault(frozenset(concept.alternatives) or frozenset({(concept.said,)}), concept)
    return list(seen.values())


def _actors_aside(concepts: list[Concept]) -> list[Concept]:
    """Weaken who does something when it is also said what: `mijn leidinggevende scheldt` is about scolding."""
    if not any(concept.weight >= SUBJECT and concept.alternatives and not concept.is_actor for concept in concepts):
        return concepts
    return [replace(concept, weight=concept.weight * ACTOR) if concept.is_actor else concept for concept in concepts]
