"""What the ledger refuses, each with a code for programs and a Dutch sentence for the person."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class LedgerError(Exception):
    """The ledger refuses this. `code` names the refusal, `field` the entry of a form that it is about, if any."""

    code: ClassVar[str] = "refused"
    message: ClassVar[str | Promise] = ""
    field: str | None = None

    def __init__(self, message: str | Promise | None = None, field: str | None = None) -> None:
        super().__init__(message or self.message)
        self.field = field or self.field

    def __str__(self) -> str:
        return str(self.args[0])


class NotPositiveError(LedgerError):
    """No hours at all."""

    code = "not_positive"
    message = _("Vul meer dan 0 uur in.")
    field = "minutes"


class GranularityError(LedgerError):
    """Not in whole units."""

    code = "granularity"
    message = _("Uren tellen per half uur. Rond af op een half uur.")
    field = "minutes"


class FutureError(LedgerError):
    """Not yet happened."""

    code = "future"
    message = _("Deze datum ligt in de toekomst. Uren tellen pas na afloop.")
    field = "on"


class ImplausibleError(LedgerError):
    """More hours than the days have."""

    code = "implausible"
    message = _("Dit is meer dan 24 uur op een dag. Kijk de duur en de datum na.")
    field = "minutes"


class ConflictError(LedgerError):
    """The same source reference with another content."""

    code = "conflict"
    message = _("Onder deze verwijzing staan al andere uren in het overzicht.")


class TooMuchReversedError(LedgerError):
    """Reversals would exceed their award."""

    code = "counter_too_large"
    message = _("Er zijn niet zoveel uren meer om terug te nemen.")
    field = "minutes"


class ReversalOfReversalError(LedgerError):
    """A reversal cannot be taken back; award anew."""

    code = "counter_of_counter"
    message = _("Dit is zelf een correctie. Ken de uren opnieuw toe als de correctie onterecht was.")


class OwnHoursError(LedgerError):
    """Four eyes."""

    code = "self_approval"
    message = _("Over je eigen uren, of uren die je zelf hebt ingevoerd, beslist iemand anders.")


class BadTransitionError(LedgerError):
    """Somebody else was first, or the claim is not in a state for this."""

    code = "bad_transition"
    message = _("Over deze opgave is al besloten, of ze is niet meer ingediend. Kijk eerst wat er nu geldt.")


class ReasonRequiredError(LedgerError):
    """A refusal without a reason."""

    code = "reason_required"
    message = _("Kies een reden. Bij 'een andere reden' hoort een toelichting.")
    field = "reason_code"


class EvidenceRequiredError(LedgerError):
    """This kind of hours needs evidence."""

    code = "evidence_required"
    message = _("Bij deze uren hoort een bewijs. Voeg een PDF of foto toe.")
    field = "evidence"
