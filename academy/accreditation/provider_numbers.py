"""The number of an organisation in the trade register of the Dutch Chamber of Commerce (KvK-nummer).

Eight digits without a check digit, so a typing error cannot be seen; what people mistake for it can: the number of a branch
(twelve digits) and the RSIN (nine digits, checked like a BSN).
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.nl import bsn
from stdnum.util import clean, isdigits

LENGTH, BRANCH, RSIN = 8, 12, 9
NOBODY = "0" * LENGTH


def kvk_number(text: str) -> str:
    """Return the number as eight digits, whatever spaces, dots and dashes were typed. ValidationError when it is none."""
    number = _digits(text)
    if len(number) == LENGTH and isdigits(number) and number != NOBODY:
        return number
    raise ValidationError(_mistake(number), code="kvk_number")


def _digits(text: str) -> str:
    try:
        return str(clean(text, " .-")).strip()
    except NumberError:  # not text at all
        return ""


def _mistake(number: str) -> str:
    if len(number) == BRANCH and isdigits(number):
        return _("Dit is een vestigingsnummer. Wij hebben het KvK-nummer nodig: 8 cijfers.")
    if len(number) == RSIN and bsn.is_valid(number):
        return _("Dit lijkt een RSIN. Wij hebben het KvK-nummer nodig: 8 cijfers.")
    return _("Een KvK-nummer heeft 8 cijfers. U vindt het op uw uittreksel van de Kamer van Koophandel.")
