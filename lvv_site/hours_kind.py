"""The kinds of hours that count for recertification, and the unit in which activities are planned.

Source: the schemes' rules on hours (`domain.md`); a published scheme's granularity must equal `UNIT`.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

UNIT = 30  # minutes: occasions, runs and meetings are planned in it, partial attendance rounds down to it


class HoursKind(TextChoices):
    """What an hour counts as."""

    COURSE = "course", _("bij- en nascholing")
    INTERVISIE = "intervisie", _("intervisie")
    EXTRA = "extra", _("extra activiteiten")


def whole_units(minutes: int) -> int:
    """Return the minutes of attendance that count: rounded down to whole units. ValueError for a negative number."""
    if minutes < 0:
        raise ValueError("attendance cannot be negative")
    return minutes - minutes % UNIT
