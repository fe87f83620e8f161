"""A duration as people type it: "1,5", "1.5", "2", also "2 uur". In minutes; halves are checked by the ledger."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .templatetags.hours import hours

TYPED = re.compile(r"(-?\d{1,6})(?:[.,](\d{1,4}))?\s*(?:uur|uren|u|hours?|h)?\.?", re.IGNORECASE)


def minutes_of(text: str) -> int | None:
    """Return the minutes that somebody typed as hours, rounded to a minute; None when it is no number of hours."""
    match = TYPED.fullmatch(text.strip())
    if match is None:
        return None
    typed = Decimal(f"{match[1]}.{match[2] or 0}") * 60
    return int(typed.quantize(Decimal(1), ROUND_HALF_UP))


class DurationField(forms.CharField):
    """Hours in a form, minutes in code; shows minutes as hours again."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: object) -> str:
        """Read what was typed."""
        return str(super().to_python(value))

    def clean(self, value: object) -> int | None:
        """Return minutes; None for nothing.

        Raises:
            ValidationError: no number of hours, or nothing where something is needed.
        """
        typed = super().clean(value)
        if not typed:
            return None
        minutes = minutes_of(typed)
        if minutes is None:
            raise ValidationError(_("Vul een getal in, bijvoorbeeld 2 of 1,5."), code="invalid")
        return minutes

    def prepare_value(self, value: object) -> object:
        """Show minutes as hours; what somebody typed stays as it is."""
        return hours(value) if isinstance(value, int) else value
