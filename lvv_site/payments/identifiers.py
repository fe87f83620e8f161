"""Numbers that others give out, checked before they stand on paper: VAT ids of the European Union and IBANs."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum import iban
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as NumberError


def vat_id(text: str) -> str:
    """Return a VAT id without spaces and dots, with its country. ValidationError when it cannot be one."""
    try:
        return str(vat.validate(text))
    except NumberError:
        raise ValidationError(
            _("Dit btw-nummer klopt niet. Een Nederlands nummer ziet eruit als NL123456789B01."), code="vat_id"
        ) from None


def account_number(text: str) -> str:
    """Return an IBAN without spaces. ValidationError when it cannot be one."""
    try:
        return str(iban.validate(text))
    except NumberError:
        raise ValidationError(_("Dit IBAN klopt niet. Kijk de cijfers na."), code="iban") from None


def validate_vat_id(text: str) -> None:
    """Check a VAT id in a form."""
    vat_id(text)


def validate_iban(text: str) -> None:
    """Check an IBAN in a form."""
    account_number(text)
