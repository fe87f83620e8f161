"""From Dutch text to index terms: normalise, drop the words that carry no subject, stem.

Stemming is Kraaij-Pohlmann's (`dutch` in Snowball since 3.0). It strips `ge-` before it looks at the ending, which
takes part words that belong together and brings together words that do not; those are the exceptions below.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import snowballstemmer

PARTICLES = frozenset(
    [
        "aan",
        "af",
        "bij",
        "door",
        "in",
        "mee",
        "na",
        "om",
        "op",
        "over",
        "tegen",
        "terug",
        "toe",
        "uit",
        "voor",
        "vol",
        "weg",
    ]
)
FARTHEST_PARTICLE = 7  # words
WORDS = Path(__file__).parent / "words"
TOKEN = re.compile(r"[a-z0-9]+")
# `privé` and `prive`, `collega's` and `collegas`, `P&O` and `po`, `RI&E` and `rie` are the same words.
JOINED = re.compile(r"(?<=\w)['’‘`´&*.](?=\w)")
# `re-integratie`, `e-mail`, `OR-lid`, `VP-er`: a short first part is written with and without the dash.
SHORT_PREFIX = re.compile(r"\b(re|e|ex|co|pre|anti|non|oud)-(?=[a-z])")
# `zzp'er` and `zzp'ers` are `zzp`.
PERSON_OF = re.compile(r"(?<=\w)['’‘`´]ers?\b")
LONGEST_QUERY = 200  # characters; a longer text is cut, not refused

STEMS = {
    **dict.fromkeys(("gepest", "gepeste", "pest", "pesten", "peste", "pester", "pesters", "pesterij", "pesterijen"), "pest"),
    **dict.fromkeys(("gemeente", "gemeentes", "gemeenten", "gemeentelijk", "gemeentelijke"), "gemeente"),
    **dict.fromkeys(("gemeen", "gemene"), "gemeen"),
    **dict.fromkeys(("mening", "meningen"), "mening"),
    **dict.fromkeys(("melding", "meldingen", "meld", "melden", "meldt", "meldde", "gemeld"), "meld"),
    **dict.fromkeys(("melder", "melders"), "melder"),
    **dict.fromkeys(("getest", "test", "testen", "toets"), "test"),
    **dict.fromkeys(("gesprek", "gesprekken"), "gesprek"),
    **dict.fromkeys(("getuig", "getuigd", "getuigde", "getuige", "getuigen", "getuigt", "getuigenis", "getuigenissen"), "getuig"),
    **dict.fromkeys(("geheim", "geheimen", "geheime"), "geheim"),
    **dict.fromkeys(("gedrag", "gedragingen", "gedragen"), "gedrag"),
    **dict.fromkeys(("geweld", "gewelddadig", "gewelddadige"), "geweld"),
    **dict.fromkeys(("lid", "leden"), "lid"),
    **dict.fromkeys(("school", "scholen"), "school"),
    **dict.fromkeys(("stage", "stages"), "stage"),
    **dict.fromkeys(("stagiair", "stagiairs", "stagiaire", "stagiaires"), "stagiair"),
    **dict.fromkeys(("bestuur", "besturen"), "bestuur"),
    **dict.fromkeys(("kosten", "kost", "kostte", "kostten", "gekost"), "kost"),
    **dict.fromkeys(("recht", "rechten"), "recht"),
    **dict.fromkeys(("rechter", "rechters"), "rechter"),
    **dict.fromkeys(("organisatie", "organisaties"), "organisatie"),
    **dict.fromkeys(("opleider", "opleiders"), "opleider"),
    **dict.fromkeys(("opleiding", "opleidingen", "opleiden", "opgeleid"), "opleiding"),
    **dict.fromkeys(("leider", "leiders", "leiding", "leidinggevend"), "leiding"),
    **dict.fromkeys(("ziek", "zieke", "zieken", "ziekte"), "ziek"),
    **dict.fromkeys(("discriminatie", "discrimineren", "discrimineert", "gediscrimineerd", "discriminerend"), "discriminatie"),
    **dict.fromkeys(("gecertificeerd", "certificeren", "certificering", "certificaat", "certificaten"), "certificaat"),
    **dict.fromkeys(("geaccrediteerd", "accreditatie", "accrediteren", "accreditaties"), "accreditatie"),
    **dict.fromkeys(("hercertificering", "hercertificeren", "gehercertificeerd"), "hercertificering"),
    **dict.fromkeys(("anoniem", "anonieme", "anonimiteit", "geanonimiseerd", "anonimiseren"), "anoniem"),
    **dict.fromkeys(("registratie", "registreren", "geregistreerd", "register", "registers"), "register"),
    **dict.fromkeys(("instemming", "instemmen", "ingestemd", "instemt"), "instemming"),
    **dict.fromkeys(("aangifte", "aangiftes", "aangiften"), "aangifte"),
    **dict.fromkeys(("beschuldigd", "beschuldigde", "beschuldigden", "beschuldiging", "beschuldigingen", "beschuldigen"), "beschuldig"),
    **dict.fromkeys(("agressie", "agressief", "agressieve"), "agressie"),
    **dict.fromkeys(("beleid", "beleids"), "beleid"),
    **dict.fromkeys(("begeleiding", "begeleiden", "begeleidt", "begeleid", "begeleider"), "begeleid"),
    **dict.fromkeys(("kleineren", "kleineert", "gekleineerd", "kleinering"), "kleineer"),
    **dict.fromkeys(("gevolg", "gevolgen"), "gevolg"),
    **dict.fromkeys(("geval", "gevallen"), "geval"),
    **dict.fromkeys(("gezicht", "gezichten"), "gezicht"),
    **dict.fromkeys(("gezond", "gezonde", "gezondheid"), "gezond"),
    **dict.fromkeys(("kans", "kansen"), "kans"),
    **dict.fromkeys(("vals", "valse", "valselijk"), "vals"),
    **dict.fromkeys(("nietig", "nietigheid"), "nietig"),
    **dict.fromkeys(("waarheid", "waarheden"), "waarheid"),
    **dict.fromkeys(("scholing", "scholingen"), "scholing"),
    **dict.fromkeys(("gebied", "gebieden"), "gebied"),
    **dict.fromkeys(("wor",), "wor"),
    **dict.fromkeys(("dader", "daders"), "dader"),
    **dict.fromkeys(("diploma", "diplomas", "gediplomeerd"), "diploma"),
    **dict.fromkeys(("indienen", "ingediend", "indient", "dient", "diende", "indiening"), "indien"),
    **dict.fromkeys(("zzp", "zzper", "zzpers"), "zzp"),
    "weekend": "weekend",
    **dict.fromkeys(("duren", "duurt", "duurde", "geduurd"), "duren"),
    **dict.fromkeys(("intimidatie", "intimideren", "intimideert", "geintimideerd", "intimiderend", "intimiderende"), "intimidatie"),
}  # fmt: skip
# Nouns whose vowel gets longer in the plural; the stemmer keeps the long one. Also at the end of a compound.
LENGTHENED = {"verslaag": "verslag", "gedraag": "gedrag", "verbood": "verbod", "slaag": "slag", "gebreek": "gebrek"}

INFLECTIONS = ("de", "te", "den", "ten", "d", "ende", "end", "ing", "heid", "elijk", "elijke")


@lru_cache(maxsize=8)
def word_list(name: str) -> frozenset[str]:
    """Return the words of one of the lists in `words/`, normalised; lines that start with # are comments."""
    lines = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    text = " ".join(line for line in lines if not line.startswith("#"))
    return frozenset(words(text))


@lru_cache(maxsize=1)
def fillers() -> re.Pattern[str]:
    """Return what matches the groups of words that carry no subject, the longest first."""
    lines = (WORDS / "fillers.txt").read_text(encoding="utf-8").splitlines()
    phrases = sorted((line for line in lines if line and not line.startswith("#")), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def normalise(text: str) -> str:
    """Lower case, without accents and control characters, with apostrophes and the like closed up."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return SHORT_PREFIX.sub(r"\1", JOINED.sub("", PERSON_OF.sub("", plain)))


def words(text: str) -> list[str]:
    """Return the words of a text as written, normalised, in order."""
    return TOKEN.findall(normalise(text))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of one normalised word."""
    for ending in ("", "e", "en", "n", "s"):
        if word.endswith(ending) and (known := STEMS.get(word[: len(word) - len(ending)])):
            return known
    # A stemmer of its own for each call: the object keeps state, and requests run in threads.
    stemmed = str(snowballstemmer.stemmer("dutch").stemWord(word))
    for long, short in LENGTHENED.items():
        if stemmed.endswith(long):
            return stemmed.removesuffix(long) + short
    return stemmed


def relatives(word: str) -> list[str]:
    """Return stems of the same family, for a word whose own stem nothing knows, the nearest first.

    Past tenses and participles used as adjectives (`bedreigde`, `gerapporteerde`, `conflicterende`), and verbs on -eren,
    which the stemmer leaves as -eert, -eer or -er.
    """
    found = [
        word.removesuffix(ending) for ending in INFLECTIONS if word.endswith(ending) and len(word) > len(ending) + 3
    ]
    found += [base.removeprefix("ge") for base in (word, *found) if base.startswith("ge") and len(base) > 6]
    stems = [stem(base) for base in found]
    verbs = [
        base.removesuffix("t").removesuffix("eer") for base in (stem(word), *stems) if base.endswith(("eer", "eert"))
    ]
    return stems + [verb + ending for verb in verbs for ending in ("eer", "er")]


def is_stopword(word: str) -> bool:
    """Tell whether a normalised word carries no subject."""
    return word in word_list("stopwords") or (len(word) == 1 and not word.isdigit())


def terms(text: str) -> list[str]:
    """Return the stems of a text, without the words that carry no subject, in order."""
    return [stem(word) for word in words(text) if not is_stopword(word)]


def separated(typed: Sequence[str]) -> list[str]:
    """Return what a text may hold as a separable verb in two parts: `stellen we iemand aan` gives `aanstellen`."""
    return [
        particle + word
        for at, particle in enumerate(typed)
        if particle in PARTICLES
        for word in typed[max(0, at - FARTHEST_PARTICLE) : at]
        if len(word) > 3 and not is_stopword(word)
    ]
