"""Words of the public register: kinds of adviser, languages and sectors that one may choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AdviserKind(models.TextChoices):
    """Whom somebody works for: the own organisation, others, or both."""

    INTERNAL = "internal", _("Intern")
    EXTERNAL = "external", _("Extern")
    BOTH = "both", _("Intern en extern")


class CorrectionSubject(models.TextChoices):
    """What somebody says is wrong in the register."""

    NAME = "name", _("De naam")
    STATUS = "status", _("De status of een datum")
    DETAILS = "details", _("De plaats, de talen of iets anders dat erbij staat")
    IMPOSTOR = "impostor", _("Iemand gebruikt dit nummer maar is het niet")
    OTHER = "other", _("Iets anders")


class CorrectionStepKind(models.TextChoices):
    """What the office did with it; `HANDLED` and `REFUSED` end it."""

    ANSWERED = "answered", _("Beantwoord per mail")
    HANDLED = "handled", _("Afgehandeld")
    REFUSED = "refused", _("Afgewezen")


# ISO 639-1 (Dutch sign language has no two letters there and is named by ISO 639-3).
LANGUAGES = {
    "nl": _("Nederlands"),
    "en": _("Engels"),
    "de": _("Duits"),
    "fr": _("Frans"),
    "es": _("Spaans"),
    "tr": _("Turks"),
    "ar": _("Arabisch"),
    "pl": _("Pools"),
    "fy": _("Fries"),
    "pt": _("Portugees"),
    "it": _("Italiaans"),
    "uk": _("Oekraïens"),
    "dse": _("Nederlandse Gebarentaal"),
}

SECTORS = {
    "zorg": _("Zorg"),
    "onderwijs": _("Onderwijs"),
    "overheid": _("Overheid"),
    "bouw": _("Bouw"),
    "industrie": _("Industrie"),
    "handel": _("Handel"),
    "horeca": _("Horeca"),
    "vervoer": _("Vervoer"),
    "cultuur": _("Cultuur"),
    "sport": _("Sport"),
    "financieel": _("Financiële dienstverlening"),
    "zakelijk": _("Zakelijke dienstverlening"),
    "landbouw": _("Landbouw"),
}

PROVINCES = (
    "Drenthe", "Flevoland", "Friesland", "Gelderland", "Groningen", "Limburg", "Noord-Brabant", "Noord-Holland",
    "Overijssel", "Utrecht", "Zeeland", "Zuid-Holland",
)  # fmt: skip
