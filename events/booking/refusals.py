"""What this room refuses, each with a code for programs and a Dutch sentence for the person."""

from collections.abc import Collection, Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .availability import Availability
from .enums import Bookable
from .prices import NoDiscount


class BookingError(Exception):
    """The room refuses this. `code` names the refusal."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = ""

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__(message or self.message)

    def __str__(self) -> str:
        return str(self.args[0])


class Full(BookingError):  # noqa: N818 - the contract between rooms
    """Not enough places. `occasions` are the ids of those without, `found` how each of them stood."""

    code = "full"
    message = _("Er is geen plaats meer.")

    def __init__(self, occasions: Collection[int], found: Mapping[int, Availability] | None = None) -> None:
        super().__init__()
        self.occasions, self.found = frozenset(occasions), dict(found or {})


class NotBookableError(BookingError):
    """Nobody can book this now; `why` says why."""

    code = "not_bookable"

    def __init__(self, occasion: int, why: Bookable) -> None:
        super().__init__(why.label)
        self.occasion, self.why = occasion, why


class NobodyError(BookingError):
    """A booking without occasions or attendees."""

    code = "nobody"
    message = _("Vul in wie er komt.")


class TwiceError(BookingError):
    """Somebody already has a place, or stands twice in one booking. `persons` are their ids."""

    code = "twice"
    message = _("Deze persoon heeft al een plaats.")

    def __init__(self, persons: Collection[int]) -> None:
        super().__init__()
        self.persons = frozenset(persons)


class KeyConflictError(BookingError):
    """The key belongs to a booking of somebody else."""

    code = "key_conflict"
    message = _("Deze bestelling kan niet nog een keer worden gebruikt. Begin opnieuw.")


class DiscountError(BookingError):
    """The discount code gives nothing; `why` says why, None when there is no such code."""

    code = "discount"
    message = _("Deze kortingscode kan niet worden gebruikt.")

    def __init__(self, why: NoDiscount | None) -> None:
        super().__init__()
        self.why = why


class UnpricedError(BookingError):
    """Nobody set a price for this attendee."""

    code = "no_price"
    message = _("Hiervoor is geen prijs vastgesteld. Neem contact op met het bureau.")


class ChangedError(BookingError):
    """The page with the button showed another price, or other terms."""

    code = "changed"
    message = _("De prijs is intussen veranderd. Dit is wat het nu kost.")


class StaleError(BookingError):
    """The place is no longer what it was when the page was made."""

    code = "stale"
    message = _("Er is intussen iets veranderd. Kijk eerst wat er nu geldt.")


class OverError(BookingError):
    """It has been: what happened cannot be called off."""

    code = "over"
    message = _("Deze activiteit is al voorbij. Afgelasten kan niet meer.")


class OtherCourseError(BookingError):
    """A place moves only to another run of the same course."""

    code = "other_course"
    message = _("Kies een andere uitvoering van dezelfde opleiding.")


class AttendedError(BookingError):
    """Somebody was there: the place no longer changes hands."""

    code = "attended"
    message = _("Bij deze plaats is al aanwezigheid vastgelegd.")


class NotConfirmedError(BookingError):
    """Only a confirmed place can be checked in."""

    code = "not_confirmed"
    message = _("Deze plaats is niet bevestigd.")


class TooLongError(BookingError):
    """More minutes than the part lasts."""

    code = "too_long"
    message = _("Dit is langer dan het onderdeel duurt.")
