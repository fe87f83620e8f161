"""The checklist of assessors: what a file is looked at for, with a score from 0 to 3 each. Pure.

Made from the requirements for accreditation (document BNS vs05, 2013: participants, study load, testing and homework told beforehand,
presence, certificate, evaluation, trainers) and the competences of the professional profile (LVV, 2017). A checklist has a version;
a given assessment keeps the version with which it was made, so its scores stay readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .enums import TrainingKind

HIGHEST = 3
NOT_APPLICABLE = "nvt"
SCORES: tuple[tuple[str, str | Promise], ...] = (
    ("0", _("0: ontbreekt")), ("1", _("1: onvoldoende")), ("2", _("2: voldoende")), ("3", _("3: goed")),
    (NOT_APPLICABLE, _("n.v.t.")),
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """Something to look at. The key stays for as long as there are assessments with it."""

    key: str
    part: str | Promise
    text: str | Promise
    basic_only: bool = False


@dataclass(frozen=True)
class Checklist:
    """A version of the checklist."""

    version: str
    items: tuple[Item, ...]

    def of(self, kind: str) -> tuple[Item, ...]:
        """Return what to look at in a file of this kind."""
        return tuple(one for one in self.items if kind == TrainingKind.BASIC or not one.basic_only)


TRAINING, GOALS, TESTING = _("De opleiding"), _("Doelen en competenties"), _("Toetsing en huiswerk")
TEACHERS, EVALUATION, BASIC = _("Docenten"), _("Presentie en evaluatie"), _("Basisopleiding")
FIRST = Checklist(
    "2026-1",
    (
        Item("content", TRAINING, _("De inhoud past bij het werk van een vertrouwenspersoon.")),
        Item(
            "load",
            TRAINING,
            _("De studielast klopt: voorbereiding, contacttijd en oefentijd zijn genoemd en haalbaar."),
        ),
        Item("group", TRAINING, _("Het kleinste en het grootste aantal deelnemers past bij de werkvormen.")),
        Item("programme", TRAINING, _("Het programma is per dagdeel beschreven en de opbouw is logisch.")),
        Item("goals", GOALS, _("De leerdoelen zijn concreet: een deelnemer weet wat hij na afloop kan.")),
        Item("competences", GOALS, _("De leerdoelen sluiten aan op de competenties uit het beroepsprofiel.")),
        Item("methods", GOALS, _("De werkvormen zijn afwisselend en brengen deelnemers bij de leerdoelen.")),
        Item("integrity", GOALS, _("Vertrouwelijkheid en gewetensvol handelen krijgen aandacht.")),
        Item("told", TESTING, _("Deelnemers horen vooraf hoe zij getoetst worden en welk huiswerk er is.")),
        Item("test", TESTING, _("De toets laat zien of een deelnemer de leerdoelen haalt.")),
        Item("level", TEACHERS, _("Elke docent heeft aantoonbaar minstens hbo-niveau.")),
        Item("training", TEACHERS, _("Elke docent heeft aantoonbare ervaring met opleiden.")),
        Item("practice", TEACHERS, _("Er is aantoonbare ervaring of deskundigheid in het vak van vertrouwenspersoon.")),
        Item(
            "presence",
            EVALUATION,
            _("De presentie wordt bijgehouden en een bewijs volgt alleen op volledige aanwezigheid."),
        ),
        Item(
            "evaluation",
            EVALUATION,
            _("Deelnemers beoordelen de opleiding op de leerdoelen en de uitkomst wordt gebruikt."),
        ),
        Item("days", BASIC, _("De opleiding duurt minstens vier dagen."), basic_only=True),
        Item(
            "roles", BASIC, _("Opvang en begeleiding, voorlichting en advies komen alle drie aan bod."), basic_only=True
        ),
        Item("conduct", BASIC, _("Zowel ongewenste omgangsvormen als integriteit komen aan bod."), basic_only=True),
        Item(
            "profile",
            BASIC,
            _("Alle competenties uit het beroepsprofiel komen terug in de leerdoelen."),
            basic_only=True,
        ),
        Item("exam", BASIC, _("De opleiding bereidt voor op het landelijk examen."), basic_only=True),
    ),
)
BY_VERSION: Mapping[str, Checklist] = {one.version: one for one in (FIRST,)}
NOW = FIRST


def score(scores: Mapping[str, str]) -> int | None:
    """Return the score in percents over what applies; None when nothing does."""
    applies = [int(one) for one in scores.values() if one.isdecimal() and int(one) <= HIGHEST]
    return round(100 * sum(applies) / (HIGHEST * len(applies))) if applies else None


def unscored(items: tuple[Item, ...], scores: Mapping[str, str]) -> list[Item]:
    """Return what has no score yet."""
    known = {value for value, _label in SCORES}
    return [one for one in items if scores.get(one.key) not in known]
