"""How Dutch names are written, misremembered and heard. Pure.

A name is cut into words, folded (no capitals, no diacritics). Prefixes ("van der", "'t") weigh little: people leave them out,
abbreviate them and join them to the name. For each word there are two coarser forms: `plain` takes spellings together that
differ by convention (ij/y/ei, ck/k, sch/s, double letters), `sound` those that only the ear confuses (dt/t, z/s, v/f).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans({
    "ı": "i", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "æ": "ae", "œ": "oe", "ħ": "h", "ŋ": "ng",
    "ĳ": "ij", "ŀ": "l", "ſ": "s",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
PREFIX_WORDS = frozenset([
    "van", "de", "der", "den", "het", "t", "s", "d", "in", "op", "ter", "ten", "te", "von",
    "vom", "zu", "zum", "zur", "la", "le", "les", "du", "des", "da", "das", "dos", "di", "del",
    "della", "el", "al", "bij", "aan", "onder", "uit", "uijt", "uyt", "over", "tot", "voor", "af", "auf",
    "im", "ver", "l", "een",
])  # fmt: skip
# Prefixes that people write as one: "vander", "vanden", "opde".
_JOINED_PREFIXES = {
    "vander": ("van", "der"), "vanden": ("van", "den"), "vande": ("van", "de"), "vant": ("van", "t"),
    "vanhet": ("van", "het"), "opde": ("op", "de"), "opden": ("op", "den"), "inde": ("in", "de"), "int": ("in", "t"),
    "inden": ("in", "den"), "opt": ("op", "t"), "aande": ("aan", "de"), "uitde": ("uit", "de"), "uijtde": ("uit", "de"),
    "vdr": ("van", "der"), "vdn": ("van", "den"),
}  # fmt: skip
_PREFIXES_TOGETHER = (
    "van", "de", "der", "den", "ter", "ten", "te", "t", "het", "vander", "vanden", "vande", "vant", "opde", "opden", "int",
    "inde", "inden", "aande", "d", "von", "el", "al",
)  # fmt: skip
MAX_TEXT = 200
MAX_LETTERS = 40
MAX_WORDS = 12  # of a name; nobody's is longer, and what somebody pastes must not cost more
ABBREVIATIONS = frozenset({"v", "vd", "vt", "vh", "od", "ot", "id", "it", "ad", "ud", "bd", "t", "d", "s"})
TITLES = frozenset([
    "dr", "drs", "mr", "mrs", "ir", "ing", "prof", "mw", "mevr", "mevrouw", "dhr", "heer", "meneer", "msc",
    "bsc", "ma", "ba", "ds", "bc", "llm", "phd", "mba", "ra", "vp", "vertrouwenspersoon", "lvv",
])  # fmt: skip
# A letter before the prefixes of a name is an initial, though it could be one of them: "S. ter Horst", "T. van der Meer".
_RATHER_INITIALS = frozenset({"s", "t", "d", "l"})
_VOWELS = frozenset("aeiouy")

_PLAIN = [
    (re.compile(pattern), into)
    for pattern, into in (
        (r"sz$", "sen"),
        (r"uij|uy|uei", "ui"),
        (r"aij|eij|ij|ei|ey|ai|ay|y", "y"),
        (r"auw|ouw|au", "ou"),
        (r"ae", "a"),
        (r"ue", "u"),
        (r"oe", "o"),
        (r"ie", "i"),
        (r"sch", "s"),
        (r"c(?=k)|(?<=g)h", ""),
        (r"ph", "f"),
        (r"qu|kw", "kw"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"(?<=t)h|(?<=r)h", ""),
        (r"(.)\1+", r"\1"),
    )
]
_SOUND = [
    (re.compile(pattern), into)
    for pattern, into in (
        (r"ch", "g"),
        (r"sz|zs|z", "s"),
        (r"v|w(?=$)", "f"),
        (r"d(?=[tsz]|$)", "t"),
        (r"(?<=t)t", ""),
        (r"b$", "p"),
        (r"en$", "e"),
        (r"(?<=[aeiou])j(?=$)", ""),
        (r"(.)\1+", r"\1"),
    )
]


def fold(text: str) -> str:
    """Return the text in small letters without diacritics."""
    text = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(character for character in text if not unicodedata.combining(character))


def words(text: str) -> list[str]:
    """Return the folded words of a text; an apostrophe or dash parts words."""
    return _WORD.findall(fold(text))


def plain(word: str) -> str:
    """Return a folded word with spellings of the same name taken together."""
    for pattern, into in _PLAIN:
        word = pattern.sub(into, word)
    return word


def sound(word: str) -> str:
    """Return how a folded word sounds to someone who only heard it."""
    word = plain(word)
    for pattern, into in _SOUND:
        word = pattern.sub(into, word)
    return word


@dataclass(frozen=True)
class NameForms:
    """The forms under which one name can be found: words by the part they play.

    A family name of several words has them in `parts`: "Jansen" is rather Jansen than De Boer-Jansen.
    """

    given: frozenset[str]
    family: frozenset[str]
    parts: frozenset[str]
    joined: frozenset[str]
    joined_parts: frozenset[str]
    prefixes: frozenset[str]
    initials: frozenset[str]


@dataclass(frozen=True)
class NameQuery:
    """What somebody typed: the words that matter, prefixes as one word each, single letters.

    `maybe` are letters before a name that are rather a prefix ("v. Dijk") than an initial; `blank` is having typed nothing.
    """

    words: tuple[str, ...]
    prefixes: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    blank: bool = False


def forms(given: str, infix: str, family: str) -> NameForms:
    """Return every form of a name."""
    given_words = words(given)[:MAX_WORDS]
    groups = list(_groups(_split_prefixes((words(infix) + words(family))[:MAX_WORDS])))
    names = [name for _prefix, name in groups if name] or ["".join(prefix) for prefix, _name in groups]
    prefixes = {form for prefix, _name in groups if prefix for form in ("".join(prefix), _initials(prefix))}
    whole, halves = _joined(given_words, groups)
    return NameForms(
        given=frozenset(given_words),
        family=frozenset(names if len(names) == 1 else ()),
        parts=frozenset(names if len(names) > 1 else ()),
        joined=frozenset(whole - set(names) - set(given_words)),
        joined_parts=frozenset(halves - whole - set(names) - set(given_words)),
        prefixes=frozenset(prefixes),
        initials=frozenset(word[0] for word in given_words),
    )


def exact_key(*parts: str) -> str:
    """Return what makes two full names the same: their words, in whatever order they were typed."""
    return " ".join(sorted(_split_prefixes([word for part in parts for word in words(part)])))


def parse(text: str) -> NameQuery:
    """Read what somebody typed into the search box."""
    typed = [word[:MAX_LETTERS] for word in _ver_joined(words(_without_domain(text[:MAX_TEXT])))[:MAX_WORDS]]
    found = [word for word in typed if word not in TITLES] or typed  # "Ma" alone is a name
    together = _initials_together(found, text)
    initials, found = _apart([word for word in found if word not in together] or found)
    groups = list(_groups(_split_prefixes(found), abbreviations=True))
    important = [name for _prefix, name in groups if len(name) > 1]
    single = [*initials, *"".join(together), *(name for _prefix, name in groups if len(name) == 1)]
    prefixes = ["".join(prefix) for prefix, _name in groups if prefix]
    letters = [(prefix[0], name) for prefix, name in groups if len(prefix) == 1 and len(prefix[0]) == 1]
    after = [letter for letter, name in letters if not name]
    before = [letter for letter, name in letters if name]
    if not important:  # "van der", "S.": then the little words are all there is
        important = [word for word in found if len(word) > 1][:1]
    return NameQuery(
        tuple(important[:6]), tuple(prefixes[:4]), tuple([*single, *after][:4]), tuple(before[:4]), not text.strip()
    )


def cuts(word: str) -> list[tuple[str, str]]:
    """Return the ways to cut a word that somebody wrote without spaces in two names, prefixes between them left out."""
    found = []
    for place in range(2, len(word) - 1):
        left, right = word[:place], word[place:]
        found += [(left, right)] if len(right) > 1 else []
        found += [
            (left, right[len(one) :])
            for one in _PREFIXES_TOGETHER
            if right.startswith(one) and len(right) > len(one) + 1
        ]
    return found


def _without_domain(text: str) -> str:
    """Return a text without what follows the @ of an e-mail address: that names no person."""
    return re.sub(r"@\S*", " ", text)


def _ver_joined(found: list[str]) -> list[str]:
    """Return the words with a loose "ver" put before the next: "ver beek" is rather Verbeek, and so Ver Eecke is found too."""
    joined: list[str] = []
    for word in found:
        if joined and joined[-1] == "ver":
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _initials_together(found: list[str], text: str) -> list[str]:
    """Return the words that are initials without dots: "JP Jansen", "rb koning"."""
    capitals = set() if text.isupper() else {fold(word) for word in _WORD.findall(text) if word.isupper()}
    return [
        word for word in found
        if len(found) > 1 and word not in ABBREVIATIONS | PREFIX_WORDS | set(_JOINED_PREFIXES)
        and ((len(word) == 2 and word in capitals) or (len(word) in {2, 3} and not _VOWELS & set(word)))
    ]  # fmt: skip


def _apart(found: list[str]) -> tuple[list[str], list[str]]:
    """Return the letters that are initials although they could be prefixes, and the other words."""
    initials: list[str] = []
    others: list[str] = []
    for place, word in enumerate(found):
        before, after = found[place - 1] if place else "", found[place + 1] if place + 1 < len(found) else ""
        starts = word in _RATHER_INITIALS and before not in PREFIX_WORDS | ABBREVIATIONS
        leads = (starts and after in PREFIX_WORDS | ABBREVIATIONS) or (word == "v" and after == "van")
        ends = word in {"s", "l", "d"} and not after and len(before) > 2 and before in PREFIX_WORDS
        (initials if leads or ends else others).append(word)
    return initials, others


def sort_key(given: str, infix: str, family: str) -> str:
    """Return the Dutch alphabetical order: family name without prefixes, given name, prefixes."""
    parts = _split_prefixes(words(family))
    names = [word for word in parts if word not in PREFIX_WORDS] or parts
    return f"{' '.join(names)}, {' '.join(words(given))} {' '.join(words(infix))}".strip()[:200]


def prefix_initials(prefix: str) -> str:
    """Return the abbreviation of prefixes that were joined by `parse`: "vander" gives "vd"; one itself stays."""
    return (
        "".join(word[0] for word in _JOINED_PREFIXES.get(prefix, (prefix,))) if prefix not in ABBREVIATIONS else prefix
    )


def _split_prefixes(found: Iterable[str]) -> list[str]:
    return [part for word in found for part in _JOINED_PREFIXES.get(word, (word,))]


def _initials(prefix: Iterable[str]) -> str:
    return "".join(word[0] for word in prefix)


def _groups(found: list[str], *, abbreviations: bool = False) -> Iterable[tuple[tuple[str, ...], str]]:
    """Cut words into (prefixes, name) pairs; prefixes at the end belong to no name and come with an empty one."""
    little = PREFIX_WORDS | ABBREVIATIONS if abbreviations else PREFIX_WORDS
    prefix: list[str] = []
    for word in found:
        if word in little:
            prefix.append(word)
            continue
        yield tuple(prefix), word
        prefix = []
    if prefix:
        yield tuple(prefix), ""


def _joined(given_words: list[str], groups: list[tuple[tuple[str, ...], str]]) -> tuple[set[str], set[str]]:
    """Return what is written as one: the whole ("vanderberg", "boerjansen", "annemarie"), and parts of it ("deboer")."""
    names = [name for _prefix, name in groups if name]
    with_prefix = {"".join(prefix[start:]) + name for prefix, name in groups for start in range(len(prefix))}
    whole = {"".join(given_words)} if len(given_words) > 1 else set()
    if len(names) < 2:
        return whole | with_prefix, set()
    return whole | {"".join(names), "".join("".join(prefix) + name for prefix, name in groups)}, with_prefix
