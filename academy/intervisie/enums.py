"""The fixed words of the room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RegistrationKind(TextChoices):
    """What the office did with a group. The last one that holds on a day decides what its meetings count as."""

    REGISTERED = "registered", _("geregistreerd")
    DEREGISTERED = "deregistered", _("uitgeschreven")


class Answer(TextChoices):
    """What became of an invitation or of a request to join."""

    OPEN = "", _("wacht op antwoord")
    ACCEPTED = "accepted", _("aangenomen")
    DECLINED = "declined", _("afgewezen")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class ChangeKind(TextChoices):
    """What happened to the plan of a meeting."""

    PLANNED = "planned", _("gepland")
    MOVED = "moved", _("verzet")
    CANCELLED = "cancelled", _("afgezegd")


class ContestReason(TextChoices):
    """What is wrong with a recording, by the word of somebody it is about."""

    NOT_PRESENT = "not_present", _("Ik was er niet bij")
    WAS_PRESENT = "was_present", _("Ik was er wel bij")
    WRONG_DATE = "wrong_date", _("De datum klopt niet")
    WRONG_DURATION = "wrong_duration", _("De duur klopt niet")
    OTHER = "other", _("Iets anders")


class Outcome(TextChoices):
    """What the office decided about a contest."""

    UPHELD = "upheld", _("De bijeenkomst blijft zoals hij is vastgelegd")
    CORRECTED = "corrected", _("De bijeenkomst is opnieuw vastgelegd")
