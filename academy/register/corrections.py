"""Reports that something in the register is wrong: anybody makes one, the office answers and ends it.

A report is open until the office ends it, as handled or refused, with a reason, once. Until then it can be answered by mail,
as often as needed, when who reported it left an address. What is wrong is put right where it belongs (person, listing,
status), never here.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from academy.certification.models import Certificate
from lvv_site.members.models import User

from . import correction_letters
from .enums import CorrectionStepKind, CorrectionSubject
from .models import Correction, CorrectionStep, CorrectionStepText, CorrectionText

ENDS = (CorrectionStepKind.HANDLED, CorrectionStepKind.REFUSED)


class CorrectionError(Exception):
    """It cannot be done; the text says why."""


@transaction.atomic
def report(
    certificate: Certificate, subject: CorrectionSubject, text: str, email: str = "", language: str = "nl"
) -> Correction:
    """Write down what somebody says is wrong, and tell the office that something waits."""
    made = Correction.objects.create(certificate=certificate, subject=subject)
    CorrectionText.objects.create(correction=made, text=text, email=email, language=language)
    correction_letters.tell_office()
    return made


@transaction.atomic
def answer(correction: Correction, text: str, by: User) -> CorrectionStep:
    """Mail an answer.

    Raises:
        CorrectionError: it has been ended, or there is no address.
    """
    _lock_open(correction)
    if not address_of(correction):
        raise CorrectionError(_("Er is geen e-mailadres bij deze melding."))
    step = _step(correction, CorrectionStepKind.ANSWERED, text, by)
    correction_letters.send_answer(step)
    return step


@transaction.atomic
def end(correction: Correction, kind: CorrectionStepKind, reason: str, by: User) -> CorrectionStep:
    """End it as handled or refused.

    Raises:
        CorrectionError: it has been ended already.
    """
    if kind not in ENDS:
        raise ValueError(kind)
    _lock_open(correction)
    return _step(correction, kind, reason, by)


def address_of(correction: Correction) -> str:
    """Return where an answer goes; empty when none was given or it has been erased."""
    text: CorrectionText | None = getattr(correction, "text", None)
    return text.email if text else ""


def ending_of(correction: Correction) -> CorrectionStep | None:
    """Return how it ended; None while it is open."""
    return correction.steps.filter(kind__in=ENDS).first()


def _lock_open(correction: Correction) -> None:
    """Let two who end or answer it at once take turns; the second then sees what the first did."""
    Correction.objects.select_for_update().get(pk=correction.pk)
    if ending_of(correction):
        raise CorrectionError(_("Deze melding is al afgehandeld."))


def _step(correction: Correction, kind: CorrectionStepKind, text: str, by: User) -> CorrectionStep:
    step = CorrectionStep.objects.create(correction=correction, kind=kind, by=by)
    CorrectionStepText.objects.create(step=step, text=text)
    return step
