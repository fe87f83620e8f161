"""The words of attendance lists: what becomes of a row, and why a row is doubtful."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Result(TextChoices):
    """What a row does."""

    NEW = "new", _("nieuw")
    CHANGED = "changed", _("gewijzigd")
    REMOVED = "removed", _("vervalt: was er niet")
    SAME = "same", _("staat er al")


class Doubt(TextChoices):
    """Why a row is not written, in a sentence for who sent it. It never tells more of a person than was sent."""

    UNREADABLE = "unreadable", _("Deze regel is niet te lezen.")
    BAD_HOURS = "bad_hours", _("Dit is geen aantal uren. Schrijf bijvoorbeeld 6 of 7,5.")
    CALLED_OFF = "called_off", _("Deze uitvoering is afgelast.")
    NOT_HELD = (
        "not_held",
        _("Van deze uitvoering staat dat zij niet heeft plaatsgevonden. Het bureau kan dat terugdraaien."),
    )
    NOT_OVER = "not_over", _("De laatste dag is nog niet voorbij. Daarna kunt u de lijst insturen.")
    UNKNOWN = "unknown", _("Dit nummer kennen wij niet.")
    TYPING_ERROR = (
        "typing_error",
        _("Dit nummer bestaat niet. Kijk elk teken na, ook de letter of het cijfer aan het eind."),
    )
    AMBIGUOUS = (
        "ambiguous",
        _("Dit nummer is het lidnummer van de een en het registernummer van een ander. Gebruik het registernummer."),
    )
    GONE = "gone", _("Dit nummer is niet meer in gebruik.")
    OTHER_NAME = "other_name", _("Dit nummer is niet van iemand met deze naam.")
    TWICE = "twice", _("Deze persoon staat vaker in uw lijst.")
    BY_OFFICE = (
        "by_office",
        _("Het bureau heeft de uren van deze persoon gecorrigeerd. Bel of mail het bureau als dat niet klopt."),
    )
    TOO_SHORT = "too_short", _("Dit is korter dan een half uur. Vul 0 in als deze persoon er niet was.")
    OVER_RUN = "over_run", _("Dit zijn meer uren dan de uitvoering heeft.")
    OVER_ACCREDITED = "over_accredited", _("Dit zijn meer uren dan waarvoor de opleiding geaccrediteerd is.")
    NOT_CERTIFIED = "not_certified", _("Deze persoon had op de laatste dag geen certificaat dat liep.")
    OVER_DAY = "over_day", _("Met wat er al staat is dit meer dan 24 uur op een dag.")
