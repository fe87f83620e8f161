"""The texts from which letters of the committee are made: their fields, what they say unless changed, and filling them in. Pure."""

import re
from collections.abc import Mapping

from .enums import LetterKind

FIELD = re.compile(r"\{([^{}]*)\}")
COMMON = ("opleiding", "opleider", "kenmerk", "datum", "soort")
MEETING = (*COMMON, "vergadering")
DECIDED = (*MEETING, "toelichting")
FIELDS: Mapping[str, tuple[str, ...]] = {
    LetterKind.TAKEN_UP: MEETING,
    LetterKind.INCOMPLETE: (*COMMON, "toelichting"),
    LetterKind.ACCREDITED: (*DECIDED, "vanaf", "tot_en_met", "uren", "telt_als"),
    LetterKind.REFUSED: (*DECIDED, "bezwaar_tot"),
    LetterKind.OBJECTION_REFUSED: DECIDED,
}
EXAMPLE: Mapping[str, str] = {
    "opleiding": "Luisteren zonder oordeel", "opleider": "Academie De Brug", "kenmerk": "ACC-2026-0012", "datum": "21 november 2026",
    "soort": "bij- en nascholing", "vergadering": "19 november 2026", "toelichting": "De opbouw is helder en de docenten zijn ervaren.",
    "vanaf": "21 november 2026", "tot_en_met": "20 november 2028", "uren": "8 uur", "telt_als": "bij- en nascholing",
    "bezwaar_tot": "2 januari 2027",
}  # fmt: skip
HEAD = "Datum: {datum}\nKenmerk: {kenmerk}\nBetreft: {opleiding}\n\nBeste mensen van {opleider},\n\n"
FOOT = "\n\nMet vriendelijke groet,\n\nde accreditatiecommissie"
DEFAULTS: Mapping[str, str] = {
    LetterKind.TAKEN_UP: HEAD
    + "Wij hebben uw aanvraag voor {opleiding} ontvangen. De aanvraag is compleet.\n\nDe commissie bespreekt de aanvraag op {vergadering}. "
    "Twee beoordelaars lezen de aanvraag. Tot het besluit kunt u de aanvraag niet wijzigen. U krijgt daarna een brief met het besluit."
    + FOOT,
    LetterKind.INCOMPLETE: HEAD
    + "Wij hebben uw aanvraag voor {opleiding} bekeken. De aanvraag is nog niet compleet. Dit ontbreekt nog:\n\n{toelichting}\n\n"
    "Vult u de aanvraag aan in het portaal en dien haar daarna opnieuw in. U betaalt daarvoor niet nog een keer." + FOOT,
    LetterKind.ACCREDITED: HEAD
    + "Wij hebben goed nieuws. Op {vergadering} heeft de commissie besloten om {opleiding} te accrediteren.\n\n"
    "De accreditatie geldt van {vanaf} tot en met {tot_en_met}. De opleiding telt voor {uren} {telt_als}. Zij staat vanaf nu in het "
    "register van opleidingen.\n\n{toelichting}\n\nU kunt in het portaal uitvoeringen toevoegen en na afloop de presentielijst insturen."
    + FOOT,
    LetterKind.REFUSED: HEAD
    + "Op {vergadering} heeft de commissie uw aanvraag voor {opleiding} besproken. De commissie accrediteert de opleiding niet. "
    "Dit is de reden:\n\n{toelichting}\n\nBent u het hier niet mee eens? Dan kunt u tot en met {bezwaar_tot} bezwaar maken in het portaal. "
    "De commissie bespreekt uw bezwaar in de eerstvolgende vergadering." + FOOT,
    LetterKind.OBJECTION_REFUSED: HEAD
    + "Op {vergadering} heeft de commissie uw bezwaar over {opleiding} besproken. De commissie blijft bij haar besluit: de opleiding wordt "
    "niet geaccrediteerd. Dit is de reden:\n\n{toelichting}\n\nDit besluit is definitief. U kunt niet opnieuw bezwaar maken. Bent u het "
    "niet eens met hoe uw aanvraag is behandeld? Dan kunt u een klacht indienen volgens de klachtenregeling van de vereniging. "
    "U kunt altijd een nieuwe aanvraag doen." + FOOT,
}  # fmt: skip


def unknown(body: str, kind: str) -> list[str]:
    """Return what stands in braces and is no field of this letter, each once; a loose brace counts too."""
    found = [name for name in FIELD.findall(body) if name not in FIELDS[kind]]
    loose = [sign for sign in "{}" if sign in FIELD.sub("", body)]
    return list(dict.fromkeys([*(f"{{{name}}}" for name in found), *loose]))


def fill(body: str, values: Mapping[str, str]) -> str:
    """Return the letter with its fields filled in; a field without a value becomes nothing, and empty lines do not pile up."""
    filled = FIELD.sub(lambda match: values.get(match[1], ""), body)
    return re.sub(r"\n{3,}", "\n\n", filled).strip()
