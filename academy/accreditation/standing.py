"""How a training stands for the public on a day, from the periods that were decided. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .periods import Term


class Standing(TextChoices):
    """What is true of a training on a day."""

    ACCREDITED = "accredited", _("Geaccrediteerd")
    COMING = "coming", _("Binnenkort geaccrediteerd")
    EXPIRED = "expired", _("Accreditatie verlopen")
    WITHDRAWN = "withdrawn", _("Accreditatie ingetrokken")


@dataclass(frozen=True)
class Stands:
    """How a training stands, and the period that says so."""

    standing: Standing
    term: Term

    @property
    def holds(self) -> bool:
        """Whether the training is accredited on the day."""
        return self.standing is Standing.ACCREDITED


def stands_on(terms: Sequence[Term], on: dt.date) -> Stands | None:
    """Return how a training stands on a day: by the period that holds, else the next, else the last; None without any.

    Periods that never held for a day (withdrawn before they began) say nothing.
    """
    held = [term for term in terms if not term.empty]
    for term in held:
        if term.holds_on(on):
            return Stands(Standing.ACCREDITED, term)
    ahead = [term for term in held if term.starts > on]
    if ahead:
        return Stands(Standing.COMING, ahead[0])
    if not held:
        return None
    last = held[-1]
    cut_short = last.withdrawn_on is not None and last.withdrawn_on == last.ends
    return Stands(Standing.WITHDRAWN if cut_short else Standing.EXPIRED, last)
