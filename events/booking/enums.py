"""The words of this room, as they stand in the database and on screen."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OccasionKind(TextChoices):
    """What somebody can attend."""

    COURSE = "course", _("opleiding")
    MASTERCLASS = "masterclass", _("masterclass")
    ELEARNING = "elearning", _("e-learning")
    BROADCAST = "broadcast", _("uitzending")
    CONGRESS = "congress", _("congres")
    WORKSHOP = "workshop", _("workshop")
    NETWORK = "network", _("netwerkbijeenkomst")
    TOUR = "tour", _("LVV on Tour")
    PROVIDER_RUN = "provider_run", _("uitvoering door een opleider")


class Audience(TextChoices):
    """For whom a price is. Members may use the price of guests too: they never pay more."""

    MEMBER = "member", _("leden")
    GUEST = "guest", _("gasten")


class DiscountKind(TextChoices):
    """How a discount code counts."""

    AMOUNT = "amount", _("bedrag per plaats, inclusief btw")
    PERCENTAGE = "percentage", _("percentage")


class Bookable(TextChoices):
    """Whether an occasion can be booked now, or why not."""

    OPEN = "open", _("Er is plaats")
    NOT_HERE = "not_here", _("Aanmelden gaat niet via deze site")
    NOT_OPEN_YET = "not_open_yet", _("De inschrijving is nog niet open")
    CLOSED = "closed", _("De inschrijving is gesloten")
    FULL = "full", _("Vol")
    CANCELLED = "cancelled", _("Gaat niet door")


class PlaceState(TextChoices):
    """What a place is at a moment; it follows from its timestamps."""

    HELD = "held", _("vastgehouden")
    CONFIRMED = "confirmed", _("bevestigd")
    WAITING = "waiting", _("op de wachtlijst")
    OFFERED = "offered", _("aangeboden")
    LAPSED = "lapsed", _("verlopen")
    CANCELLED = "cancelled", _("geannuleerd")


class EventKind(TextChoices):
    """What happened to a place."""

    HELD = "held", _("plaats vastgehouden")
    WAITING = "waiting", _("op de wachtlijst gezet")
    SET_ASIDE = "set_aside", _("door de organisatie gereserveerd")
    HELD_LONGER = "held_longer", _("langer vastgehouden: de betaling loopt")
    LAPSED = "lapsed", _("niet op tijd betaald")
    LATE = "late", _("betaald toen er geen plaats meer was")
    CONFIRMED = "confirmed", _("bevestigd")
    OFFERED = "offered", _("plaats aangeboden")
    ACCEPTED = "accepted", _("aanbod aangenomen")
    DECLINED = "declined", _("aanbod afgeslagen")
    CANCELLED = "cancelled", _("geannuleerd")
    RELEASED = "released", _("door de organisatie vrijgegeven")
    SUBSTITUTED = "substituted", _("andere deelnemer")
    LINKED = "linked", _("persoon gekoppeld")
    MOVED_OUT = "moved_out", _("verplaatst naar een andere uitvoering")
    MOVED_IN = "moved_in", _("verplaatst vanuit een andere uitvoering")


class WithdrawalReason(TextChoices):
    """Why an attendance was taken back."""

    MISTAKE = "mistake", _("vergissing")
    ABSENT = "absent", _("toch niet aanwezig")
    WRONG_PERSON = "wrong_person", _("andere persoon")
    WRONG_MINUTES = "wrong_minutes", _("andere duur")
