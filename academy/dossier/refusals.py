"""What a dossier refuses, each in a Dutch sentence for the person."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DossierError(Exception):
    """This cannot be done; the text says why, and `field` names the entry of a form that it is about, if any."""

    message: ClassVar[str | Promise] = ""

    def __init__(self, message: str | Promise | None = None, field: str | None = None) -> None:
        super().__init__(message or self.message)
        self.field = field

    def __str__(self) -> str:
        return str(self.args[0])


class NotCompleteError(DossierError):
    """Something is missing."""

    message = _("Je dossier is nog niet compleet. Kijk wat er mist.")


class NotOpenError(DossierError):
    """Before the window, or after the certificate ended in another way."""

    message = _("Je kunt dit dossier nu niet overdragen.")


class EvidenceLostError(DossierError):
    """A file is gone or is not the one that was received."""

    message = _("Een bewijs is niet meer te lezen. Neem contact op met het bureau.")


class OutdatedError(DossierError):
    """Something happened since the page was shown."""

    message = _("Intussen is er iets veranderd. Kijk eerst hoe het dossier nu is.")


class DecidedError(DossierError):
    """The certificate was granted on this dossier."""

    message = _("Op dit dossier is al een certificaat verleend.")
