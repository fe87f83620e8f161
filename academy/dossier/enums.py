"""The fixed words of a dossier."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """How a dossier stands on a day. Never stored: it follows from facts and dates (`state.py`)."""

    EARLY = "early", _("nog niet open")
    OPEN = "open", _("open")
    COMPLETE = "complete", _("compleet")
    HANDED_OVER = "handed_over", _("overgedragen")
    HELD = "held", _("aanvulling gevraagd")
    GRANTED = "granted", _("verleend")
    REFUSED = "refused", _("niet verleend")
    CLOSED = "closed", _("gesloten")


class OutcomeKind(TextChoices):
    """What the certifier said about a dossier that was handed over. Asking for more is no refusal."""

    GRANTED = "granted", _("verleend")
    HELD = "held", _("aanvulling gevraagd")
    REFUSED = "refused", _("niet verleend")


class RequirementKind(TextChoices):
    """What is asked beside hours."""

    VOG = "vog", _("verklaring omtrent het gedrag (VOG), profiel 75")
    PRACTICE = "practice", _("werkzaam als vertrouwenspersoon")
