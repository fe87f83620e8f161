"""What the room refuses, each with a sentence for the person who asked."""

from collections.abc import Sequence
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .validity import Problem


class IntervisieError(Exception):
    """The room refuses this. `problems` says what is wrong, each beside its field."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = ""
    field: ClassVar[str] = ""

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        self.problems = list(problems) or [Problem(self.field, self.code, self.message)]
        super().__init__("; ".join(str(one.message) for one in self.problems))


class InvalidError(IntervisieError):
    """The meeting may not be recorded like this."""


class OutdatedError(IntervisieError):
    """Somebody else was first."""

    code = "outdated"
    message = _("Iemand anders heeft deze bijeenkomst net vastgelegd of gewijzigd. Kijk eerst wat er nu staat.")


class NothingChangedError(IntervisieError):
    """A correction that corrects nothing."""

    code = "nothing_changed"
    message = _("Er is niets veranderd.")


class FullError(IntervisieError):
    """The group has as many participants as it may have."""

    code = "full"
    message = _("Deze groep is vol.")


class AlreadyInError(IntervisieError):
    """Takes part already."""

    code = "already_in"
    message = _("Deze persoon doet al mee in de groep.")
    field = "email"


class NotInError(IntervisieError):
    """Does not take part."""

    code = "not_in"
    message = _("Deze persoon doet niet mee in de groep.")
    field = "person"


class ContactStaysError(IntervisieError):
    """A group with participants has a contact person."""

    code = "contact_stays"
    message = _("Jij bent de contactpersoon. Draag dat eerst over aan iemand anders in de groep.")


class ClosedError(IntervisieError):
    """Not open to newcomers."""

    code = "closed"
    message = _("Deze groep is niet open voor nieuwe deelnemers.")


class AlreadyAnsweredError(IntervisieError):
    """An invitation or request that was answered, withdrawn or replaced."""

    code = "already_answered"
    message = _("Hier is al op geantwoord.")


class SameDayError(IntervisieError):
    """One meeting a day."""

    code = "same_day"
    message = _("Op deze dag heeft de groep al een bijeenkomst.")
    field = "on"


class PastError(IntervisieError):
    """A plan is about a day to come."""

    code = "past"
    message = _("Deze dag is al geweest. Leg de bijeenkomst vast in plaats van hem te plannen.")
    field = "on"


class AlreadyRecordedError(IntervisieError):
    """The plan of a meeting that was recorded does not change."""

    code = "already_recorded"
    message = _("Deze bijeenkomst is al vastgelegd.")


class CancelledError(IntervisieError):
    """A cancelled meeting stays cancelled."""

    code = "cancelled"
    message = _("Deze bijeenkomst is afgezegd.")


class NotConcernedError(IntervisieError):
    """Only who took part in the group on that day says something about its meeting."""

    code = "not_concerned"
    message = _("Je deed op deze dag niet mee in de groep.")


class AlreadyContestedError(IntervisieError):
    """Once for each recording."""

    code = "already_contested"
    message = _("Je hebt dit al gemeld. Het bureau kijkt ernaar.")


class OwnContestError(IntervisieError):
    """Four eyes."""

    code = "own_contest"
    message = _("Over wat jij zelf hebt gemeld of vastgelegd, beslist iemand anders.")


class AlreadyRuledError(IntervisieError):
    """Somebody else decided."""

    code = "already_ruled"
    message = _("Hierover is al besloten.")


class RegistrationOrderError(IntervisieError):
    """A group is registered, then deregistered, then registered."""

    code = "registration_order"
    message = _("Op deze dag is dat al zo. Kies een andere dag.")
    field = "starts"
