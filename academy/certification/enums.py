"""The words in which certification is decided; `domain.md` rule 6 is their source."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What can be decided about a certificate. `expired` is never an event: it follows from the dates."""

    GRANTED = "granted", _("verleend")
    END_CHANGED = "end_changed", _("einddatum gewijzigd")
    CONDITIONAL = "conditional", _("voorwaardelijk")
    SUSPENDED = "suspended", _("geschorst")
    LIFTED = "lifted", _("maatregel opgeheven")
    RESIGNED = "resigned", _("uitgeschreven op eigen verzoek")
    STRUCK_OFF = "struck_off", _("doorgehaald")


# Decisions against somebody. How long they stay public is a setting per measure.
MEASURES = (EventKind.CONDITIONAL, EventKind.SUSPENDED, EventKind.STRUCK_OFF)
# Decisions that nobody takes alone, superuser or not. Lifting one is in somebody's favour: that takes one person.
NEEDS_SECOND_PERSON = frozenset(MEASURES)


class Status(models.TextChoices):
    """What the register says of a number on a date."""

    REGISTERED = "registered", _("geregistreerd")
    CONDITIONAL = "conditional", _("voorwaardelijk")
    SUSPENDED = "suspended", _("geschorst")
    EXPIRED = "expired", _("verlopen")
    RESIGNED = "resigned", _("uitgeschreven")
    STRUCK_OFF = "struck_off", _("doorgehaald")
    NOT_REGISTERED = "not_registered", _("niet geregistreerd")


# With these somebody may be found as "for hire".
LISTED = (Status.REGISTERED, Status.CONDITIONAL)


class Source(models.TextChoices):
    """How a fact came in."""

    OFFICE = "office", _("bureau")
    IMPORT = "import", _("import")
    DEMO = "demo", _("voorbeeld")


class TransitionMode(models.TextChoices):
    """Which scheme decides when a period names two."""

    PINNED = "pinned", _("de eigen regeling beslist")
    EITHER = "either", _("de gunstigste van twee regelingen beslist")


class AdjustmentKind(models.TextChoices):
    """What changes the demands of one period."""

    EXTENSION = "extension", _("verlenging")
    SUSPENSION = "suspension", _("schorsing")
    EXEMPTION = "exemption", _("vrijstelling")
