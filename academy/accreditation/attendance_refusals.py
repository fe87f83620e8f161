"""What runs and attendance refuse, each with a code for programs and a Dutch sentence for the person."""

from typing import ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AttendanceError(Exception):
    """This is refused. `field` names the entry of a form that it is about, if any."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = ""
    field: ClassVar[str | None] = None

    def __init__(self) -> None:
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class OutdatedError(AttendanceError):
    """Somebody else was first."""

    code = "outdated"
    message = _("Intussen is hier iets veranderd. Kijk eerst wat er nu staat.")


class AttendanceSentError(AttendanceError):
    """Hours were awarded for these days, so the plan stays."""

    code = "attendance_sent"
    message = _("Er staat al aanwezigheid van deze uitvoering. Laat eerst iedereen vervallen, of vraag het bureau.")


class CalledOffError(AttendanceError):
    """The run does not happen."""

    code = "called_off"
    message = _("Deze uitvoering is afgelast.")


class NotHeldError(AttendanceError):
    """Somebody said that the run did not take place."""

    code = "not_held"
    message = _("Deze uitvoering heeft niet plaatsgevonden. Het bureau kan dat terugdraaien.")


class NothingChangedError(AttendanceError):
    """A correction that corrects nothing."""

    code = "nothing_changed"
    field = "minutes"
    message = _("Zo stond het er al. Laat het staan, of vul een ander aantal uren in.")


class TooMuchError(AttendanceError):
    """More than the run has."""

    code = "too_much"
    field = "minutes"
    message = _("Dit zijn meer uren dan de uitvoering heeft.")


class NotOverError(AttendanceError):
    """The day has not ended."""

    code = "not_over"
    message = _("De laatste dag is nog niet voorbij.")


class AlreadyContestedError(AttendanceError):
    """Said before about this."""

    code = "already_contested"
    message = _("Je hebt dit al gemeld.")


class AlreadyRuledError(AttendanceError):
    """Somebody else decided."""

    code = "already_ruled"
    message = _("Over deze melding is al besloten.")


class OwnContestError(AttendanceError):
    """Four eyes."""

    code = "own"
    message = _("Over je eigen uren, of uren die je zelf hebt ingestuurd, beslist iemand anders.")


def tell(form: forms.BaseForm, refusal: AttendanceError) -> None:
    """Put what was refused beside the field it is about."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
