"""What the screens call the way along which money comes and goes."""

from django.utils.translation import gettext as _

from . import providers
from .refusals import UnknownProviderError


def name_of(code: str) -> str:
    """Return the name of a provider; its code when it is not installed any more."""
    if code == providers.OnInvoice.code:
        return _("Overschrijving")  # its own name says what who orders chooses: on invoice
    try:
        return str(providers.get(code).name)
    except UnknownProviderError:
        return code
