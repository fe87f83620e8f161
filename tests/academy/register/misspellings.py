"""How people misspell each other: a register of many similar names, and queries made from it, class by class.

Each class of mistake is a function from a person and dice to what somebody would type. The same seed makes the same queries.
"""

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

GIVENS = """
Anna Anne Anneke Johan Jan Johanna Hans Hanna Marieke Marijke Maria Mark Marcel Marco Pieter Peter Petra Paul Paula
Kees Cor Corrie Karel Karin Karen Catharina Katrien Eric Erik Erika Willem Wim Wilma Sofie Sophie Stefan Steven
Matthijs Mathijs Thijs Theo Teun Fatima Mohammed Ahmet Ayşe Zoë Chloë René Renée José Loïs Noël Björn Jürgen Søren
Philip Filip Geert Gerard Gerrit Yvonne Ivonne Jacqueline Saskia Esther Ester Ruud Rutger Sjoerd Tjeerd Bouwe
Wietske Nynke Jeroen Joris Bram Daan Lotte Lieke Femke Sanne Iris Irene Eline Elise Linda Nienke
Anne-Marie Jan_Willem Marie-Claire Pieter-Jan
"""
# infix and family name; many differ from another by one letter, one sound or only the infix.
FAMILIES = """
|Jansen|Janssen|Janssens|Jansma|Hansen|Pietersen|Peters|Peeters|Petersen|Hendriks|Hendrikx|Hendriksen|Willems|Willemsen|Dirks|Dirksen
|Derksen|Claassen|Klaassen|Claessens|Thijssen|Tijssen|Matthijssen|Gerritsen|Gerrits|Geurts|Smit|Smits|Smid|Schmidt|Smeets|Schmitz|Mulder|Muller
|Müller|Molenaar|Meulenbelt|Meijer|Meyer|Meijers|Maijer|Bakker|Backer|Bekker|Dekker|Decker|Visser|Vissers|Vos|Bos|Bosch|Kok|Kock|Koch|Kuiper|Kuipers
|Kuijpers|Cuypers|Brouwer|Brouwers|Bouwman|Bouwmans|Hoekstra|Dijkstra|Dykstra|Zijlstra|Terpstra|Hofstra|Postma|Bosma|Boersma|Wiersma|Veenstra
|Vermeulen|Verhoeven|Verhagen|Verhaegen|Verbeek|Verbeeck|Schouten|Scholten|Schoute|Schipper|Schippers|Wijnands|Wijnants|Weijnen|Brand|Brandt|Brands
|Rademaker|Rademakers|Philips|Philipsen|Lucassen|Lukassen|Jacobs|Jakobs|Jacobsen|Martens|Maartens|Groot|Groen|Groenewoud|Koning|Konings
|Yıldız|Yılmaz|Şahin|Çelik|Kaya|Demir|Öztürk|El Amrani|Bouzid|Nguyen|Tran|Kowalski|Léon|Kröger|Krüger|Huisman|Huijsman|Haan|Hamer|Hamers
van der|Berg|Meer|Linden|Heijden|Heide|Veen|Velde|Wal|Laan|Zanden|Horst|Ploeg|Steen|Schoot|Pol|Kooij|Kooi
van den|Berg|Bosch|Broek|Heuvel|Brink|Akker|Hoek|Bergh
van|Dijk|Dyck|Dam|Leeuwen|Beek|Vliet|Wijk|Houten|Rijn|Rhijn|Eijk|Eck|Es|Loon|Rossum
de|Vries|Fries|Boer|Bruijn|Bruin|Bruyn|Jong|Jonge|Jongh|Wit|Witte|Haan|Groot|Graaf|Graaff|Ruiter|Leeuw|Koning|Lange|Vos
van 't|Hof|Hoff|Hek|Veld|Riet
in 't|Veld|Veen
't|Hooft|Hart|Jong
op de|Weegh|Beek
ter|Horst|Haar
ten|Hove|Have|Brink
op den|Kamp
van de|Velde|Ven|Kamp|Laar|Sande
d'|Hondt|Ancona
von|Stein
"""
DOUBLE = (
    ("de", "Boer-Jansen"), ("", "Smit-de Vries"), ("van der", "Meer-Bakker"), ("", "Mulder-van den Berg"),
    ("", "Visser-Hoekstra"), ("van", "Dijk-Peters"), ("", "Kuiper-Meijer"), ("de", "Jong-Vermeulen"),
)  # fmt: skip


@dataclass(frozen=True)
class Name:
    """Somebody of the register."""

    given: str
    infix: str
    family: str

    @property
    def full(self) -> str:
        """As the register writes it."""
        return " ".join(part for part in (self.given, self.infix, self.family) if part)


@dataclass(frozen=True)
class Asked:
    """A query and who is meant; `family_only`: anybody of that family is right."""

    kind: str
    query: str
    name: Name
    family_only: bool = False

    def means(self, full_name: str) -> bool:
        """Whether this is somebody who was meant."""
        if not self.family_only:
            return full_name == self.name.full
        return full_name.endswith(f" {self.name.infix} {self.name.family}".replace("  ", " "))


def people(seed: int = 7, each: int = 2) -> list[Name]:
    """Return the register: every family name a few times."""
    dice = random.Random(seed)
    givens = [one.replace("_", " ") for one in GIVENS.split()]
    names = [
        Name(given, infix, family) for infix, family in [*_families(), *DOUBLE] for given in dice.sample(givens, each)
    ]
    dice.shuffle(names)
    return names


def _families() -> list[tuple[str, str]]:
    found, infix = [], ""
    for line in FAMILIES.strip().splitlines():
        infix_here, *rest = line.split("|")
        infix = infix_here
        found += [(infix, family) for family in rest]
    return found


type Mistake = Callable[[Name, random.Random], str | None]
MISTAKES: dict[str, Mistake] = {}
FAMILY_ONLY: set[str] = set()


def mistake(kind: str, *, family_only: bool = False) -> Callable[[Mistake], Mistake]:
    """Enter a class of mistakes in the table."""

    def enter(function: Mistake) -> Mistake:
        MISTAKES[kind] = function
        if family_only:
            FAMILY_ONLY.add(kind)
        return function

    return enter


def queries(names: list[Name], seed: int = 11, share: float = 1.0) -> list[Asked]:
    """Return every class of mistake over the register, or over a share of it."""
    dice = random.Random(seed)
    taken = {_key(name.full): _key(name.full) for name in names} | {
        _key(_last(name)): _key(_last(name)) for name in names
    }
    taken |= {_key(name.family): _key(_last(name)) for name in names if _key(name.family) not in taken}
    taken |= {_key(name.given): "" for name in names}
    found = []
    for kind, make in MISTAKES.items():
        for name in names:
            query = make(name, dice)
            own = {_key(name.full), _key(_last(name))}
            # Who writes another's name as that other does is understood to mean the other.
            if query and dice.random() < share and taken.get(_key(query), _key(name.full)) in own:
                found.append(Asked(kind, query, name, kind in FAMILY_ONLY))
    return found


def _key(text: str) -> str:
    return " ".join(sorted(re.findall(r"\w+", bare(text).lower())))


def bare(text: str) -> str:
    """Without diacritics, as on a keyboard that has none."""
    text = text.replace("ı", "i").replace("ø", "o")
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def _last(name: Name) -> str:
    return f"{name.infix} {name.family}".strip()


@mistake("no diacritics")
def _no_diacritics(name: Name, _dice: random.Random) -> str | None:
    return bare(name.full).lower() if bare(name.full) != name.full else None


@mistake("umlaut written out")
def _umlaut(name: Name, _dice: random.Random) -> str | None:
    written = name.full.replace("ö", "oe").replace("ü", "ue").replace("Ö", "Oe").replace("ø", "oe")
    return written if written != name.full else None


@mistake("comma form")
def _comma(name: Name, _dice: random.Random) -> str:
    return f"{name.family}, {name.given} {name.infix}".strip()


@mistake("family first")
def _family_first(name: Name, dice: random.Random) -> str:
    return dice.choice((f"{_last(name)} {name.given}", f"{name.family} {name.infix} {name.given}".lower()))


@mistake("infix left out")
def _no_infix(name: Name, _dice: random.Random) -> str | None:
    return f"{name.given} {name.family}" if name.infix else None


@mistake("infix abbreviated")
def _short_infix(name: Name, dice: random.Random) -> str | None:
    if " " not in name.infix:
        return f"{name.given} {name.infix[0]}. {name.family}" if name.infix == "van" else None
    letters = [word.strip("'")[0] for word in name.infix.split()]
    short = dice.choice((".".join(letters) + ".", "".join(letters), "/".join(letters), " ".join(letters)))
    return f"{name.given} {short} {name.family}"


@mistake("infix abbreviated, family only", family_only=True)
def _short_infix_family(name: Name, dice: random.Random) -> str | None:
    short = _short_infix(name, dice)
    return short.removeprefix(name.given).strip().lower() if short else None


@mistake("infix joined")
def _joined(name: Name, dice: random.Random) -> str | None:
    if not name.infix:
        return None
    infix = name.infix.replace("'", "")
    return dice.choice(
        (f"{name.given} {infix.replace(' ', '')}{name.family}", f"{name.given} {infix.replace(' ', '')} {name.family}")
    ).lower()


@mistake("infix joined, family only", family_only=True)
def _joined_family(name: Name, dice: random.Random) -> str | None:
    joined = _joined(name, dice)
    return joined[len(name.given) :].strip() if joined else None


@mistake("another infix")
def _wrong_infix(name: Name, dice: random.Random) -> str | None:
    others = {
        "van der": "van den",
        "van den": "van der",
        "van de": "van der",
        "van 't": "van het",
        "in 't": "in het",
        "de": "den",
    }
    return f"{name.given} {others[name.infix]} {name.family}" if name.infix in others else None


@mistake("initial")
def _initial(name: Name, dice: random.Random) -> str:
    letter = name.given[0]
    return dice.choice(
        (f"{letter}. {_last(name)}", f"{_last(name)} {letter}", f"{letter} {name.family}", f"{name.family}, {letter}.")
    ).lower()


@mistake("two initials")
def _initials(name: Name, dice: random.Random) -> str:
    other = dice.choice("ABCEFGHJMP")
    return dice.choice(
        (
            f"{name.given[0]}.{other}. {_last(name)}",
            f"{name.given[0]}{other} {_last(name)}",
            f"{name.given[0]} {other} {_last(name)}",
        )
    )


@mistake("double name, one half")
def _half(name: Name, dice: random.Random) -> str | None:
    halves = name.family.split("-")
    return f"{name.given} {dice.choice(halves)}" if len(halves) > 1 else None


@mistake("double name, turned round")
def _turned(name: Name, _dice: random.Random) -> str | None:
    halves = name.family.split("-")
    return f"{name.given} {halves[1]} {name.infix} {halves[0]}" if len(halves) > 1 else None


@mistake("double name without hyphen")
def _no_hyphen(name: Name, dice: random.Random) -> str | None:
    return _last(name).replace("-", dice.choice((" ", ""))) + " " + name.given if "-" in name.family else None


@mistake("double name, family only", family_only=True)
def _double_family(name: Name, dice: random.Random) -> str | None:
    halves = name.family.split("-")
    return (
        dice.choice((f"{halves[1]} {halves[0]}", f"{halves[1]}-{name.infix} {halves[0]}", " ".join(halves))).lower()
        if len(halves) > 1
        else None
    )


SPELLINGS: tuple[tuple[str, str, str], ...] = (
    ("ij, y, ei", "ij", "y"), ("ij, y, ei", "ij", "ei"), ("ij, y, ei", "ij", "i"), ("ij, y, ei", "y", "ij"), ("ij, y, ei", "ei(?!j)", "ij"),
    ("ck, k, c", "ck", "k"), ("ck, k, c", "kk", "ck"), ("ck, k, c", "k", "c"), ("ck, k, c", "c", "k"), ("ck, k, c", "k$", "ck"),
    ("dt, d, t", "dt", "d"), ("dt, d, t", "dt", "t"), ("dt, d, t", "d$", "t"), ("dt, d, t", "t$", "d"), ("dt, d, t", "d$", "dt"), ("dt, d, t", "ds$", "ts"),
    ("sen, ssen, szen, zen", "ssen$", "sen"), ("sen, ssen, szen, zen", "sen$", "szen"), ("sen, ssen, szen, zen", "sen$", "zen"),
    ("sen, ssen, szen, zen", "sen$", "ssen"), ("sen, ssen, szen, zen", "sen$", "sz"), ("sen, ssen, szen, zen", "sen$", "se"),
    ("ph, f", "ph", "f"), ("ph, f", "(?<!f)f(?!f)", "ph"), ("th, t", "th", "t"), ("th, t", "^t", "th"),
    ("v, f, w", "^v", "f"), ("v, f, w", "^f", "v"), ("z, s", "z", "s"), ("z, s", "s(?=[aeiou])", "z"), ("ch, g", "ch", "g"), ("ch, g", "g(?!h)", "ch"),
    ("sch, s", "sch", "s"), ("sch, s", "^s(?=[mln])", "sch"), ("ou, au", "ou", "au"), ("ou, au", "ouw", "ou"), ("ae, aa", "aa", "ae"), ("ae, aa", "aa", "a"),
    ("double letters", r"([a-z])\1", r"\1"), ("double letters", r"(?<=[aeiou])([lmnrst])(?=[aeiou])", r"\1\1"),
    ("ks, x", "ks", "x"), ("ks, x", "kx", "ks"), ("h left out", "(?<=[gtr])h", ""), ("h added", "g$", "gh"), ("s at the end", "s$", ""), ("s at the end", "(?<=[nrk])$", "s"),
    ("n at the end", "en$", "e"), ("n at the end", "e$", "en"), ("uy, ui", "ui", "uy"), ("uy, ui", "uij", "ui"), ("uy, ui", "uy", "ui"),
)  # fmt: skip


def _spelt(kind: str, *, with_given: bool) -> Mistake:
    rules = [(old, new) for name, old, new in SPELLINGS if name == kind]

    def spell(name: Name, dice: random.Random) -> str | None:
        family = name.family.lower()
        written = sorted({re.sub(old, new, family, count=1) for old, new in rules} - {family})
        before = f"{name.given} {name.infix}" if with_given else name.infix
        return f"{before} {dice.choice(written)}".strip() if written else None

    return spell


for _kind in dict.fromkeys(kind for kind, _old, _new in SPELLINGS):
    mistake(f"{_kind}, family only", family_only=True)(_spelt(_kind, with_given=False))
    mistake(_kind)(_spelt(_kind, with_given=True))

NEIGHBOURS = {
    "a": "sqz", "b": "vnh", "c": "xvd", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy", "i": "uok", "j": "hku", "k": "jli", "l": "ko",
    "m": "n", "n": "bm", "o": "ipl", "p": "o", "q": "wa", "r": "etf", "s": "adw", "t": "ryg", "u": "yij", "v": "cbf", "w": "qes", "x": "zc",
    "y": "tuh", "z": "xa",
}  # fmt: skip


def slip(word: str, dice: random.Random, how: str = "") -> str:
    """Return a word with one letter hit wrong, left out, doubled, added or swapped with the next."""
    word = bare(word).lower()
    place = dice.randrange(1, len(word)) if len(word) > 2 else 0
    how = how or dice.choice(("wrong", "left out", "added", "swapped"))
    if how == "wrong":
        return word[:place] + dice.choice(NEIGHBOURS.get(word[place], "e")) + word[place + 1 :]
    if how == "left out":
        return word[:place] + word[place + 1 :]
    if how == "added":
        return word[:place] + dice.choice(NEIGHBOURS.get(word[place], "e")) + word[place:]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _slipped(how: str) -> Mistake:
    def make(name: Name, dice: random.Random) -> str | None:
        if len(name.family) < 4 or " " in name.family or "-" in name.family:
            return None
        return f"{name.given} {name.infix} {slip(name.family, dice, how)}".replace("  ", " ")

    return make


for _how in ("wrong", "left out", "added", "swapped"):
    mistake(f"letter {_how}")(_slipped(_how))


@mistake("typing error, family only", family_only=True)
def _slip_family(name: Name, dice: random.Random) -> str | None:
    return (
        f"{name.infix} {slip(name.family, dice)}".strip() if len(name.family) >= 6 and name.family.isalpha() else None
    )


@mistake("two typing errors in the family name")
def _two_slips(name: Name, dice: random.Random) -> str | None:
    if len(name.family) < 7 or not name.family.isalpha():
        return None
    return f"{name.given} {name.infix} {slip(slip(name.family, dice), dice)}".replace("  ", " ")


@mistake("typing error in the given name")
def _slip_given(name: Name, dice: random.Random) -> str | None:
    return f"{slip(name.given, dice)} {_last(name)}" if len(name.given) >= 4 and name.given.isalpha() else None


@mistake("typing error in both names")
def _slip_both(name: Name, dice: random.Random) -> str | None:
    if min(len(name.family), len(name.given)) < 5 or not (name.family + name.given).isalpha():
        return None
    return f"{slip(name.given, dice)} {name.infix} {slip(name.family, dice)}".replace("  ", " ")


@mistake("split in two")
def _split(name: Name, dice: random.Random) -> str | None:
    if len(name.family) < 7 or not name.family.isalpha():
        return None
    place = dice.randrange(3, len(name.family) - 2)
    return f"{name.given} {name.infix} {name.family[:place]} {name.family[place:]}".replace("  ", " ").lower()


@mistake("all in one word")
def _one_word(name: Name, _dice: random.Random) -> str:
    return re.sub(r"[^a-z]", "", bare(name.full).lower())


@mistake("given name and family joined")
def _given_joined(name: Name, dice: random.Random) -> str | None:
    return dice.choice((f"{name.given}{name.family}", f"{name.family}{name.given}")) if not name.infix else None


@mistake("half a family name")
def _beginning(name: Name, _dice: random.Random) -> str | None:
    return f"{name.given} {name.infix} {name.family[:5]}".replace("  ", " ") if len(name.family) > 6 else None


@mistake("half a given name")
def _begun(name: Name, _dice: random.Random) -> str | None:
    return f"{name.given[:3]} {_last(name)}" if len(name.given) > 4 else None


@mistake("e-mail address")
def _email(name: Name, dice: random.Random) -> str:
    family = re.sub(r"[^a-z]", "", bare(_last(name)).lower())
    given = re.sub(r"[^a-z]", "", bare(name.given).lower())
    return f"{given}{dice.choice(('.', '_'))}{family}@{dice.choice(('bedrijf.nl', 'voorbeeld.example', 'gmail.com'))}"


@mistake("titles and words around it")
def _titles(name: Name, dice: random.Random) -> str:
    before = dice.choice(("mevrouw drs.", "dhr.", "mr.", "vertrouwenspersoon", "de heer", "Dr.", "mw", "vp"))
    after = dice.choice(("", " MSc", " (LVV)", ", vertrouwenspersoon", " RA", "?"))
    return f"{before} {name.full}{after}"


@mistake("capitals and signs")
def _capitals(name: Name, dice: random.Random) -> str:
    return dice.choice(
        (
            f'"{name.full.upper()}"',
            f"  {name.full.upper()}  ",
            name.full.replace(" ", "  "),
            f"({name.full})",
            name.full.replace("'", "’").upper(),
        )
    )


@mistake("given name spelt otherwise")
def _given_otherwise(name: Name, _dice: random.Random) -> str | None:
    for old, new in (
        ("ph", "f"),
        ("th", "t"),
        ("ie", "i"),
        ("c", "k"),
        ("k", "c"),
        ("ij", "y"),
        ("nn", "n"),
        ("f", "ph"),
        ("t", "th"),
        ("s", "z"),
    ):
        if old in name.given.lower():
            return f"{name.given.lower().replace(old, new, 1)} {_last(name)}"
    return None
