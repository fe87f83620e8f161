"""Civil days and times on the clock in forms, each with the browser's own field.

Wagtail's date picker makes today of what it cannot read: who typed 03-09-2027 saved another day without a word. The browser's
own field takes what its reader's country writes, works with the keyboard alone, and sends nothing but ISO 8601.
"""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _


class DayField(forms.DateField):
    """A civil date from `earliest` to `latest`, both included."""

    earliest: ClassVar[dt.date] = dt.date(1980, 1, 1)
    latest: ClassVar[dt.date] = dt.date(2200, 12, 31)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d", "%d-%m-%Y"],
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            validators=[MinValueValidator(self.earliest), MaxValueValidator(self.latest)],
            error_messages={"invalid": _("Deze dag bestaat niet. Schrijf de datum als dag-maand-jaar.")},
            **kwargs,
        )


class ClockField(forms.TimeField):
    """A time on the clock in Amsterdam."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={"invalid": _("Deze tijd bestaat niet. Schrijf de tijd als 14:30.")},
            **kwargs,
        )
