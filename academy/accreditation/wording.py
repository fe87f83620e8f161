"""Periods in words."""

from django.utils.translation import gettext as _

from academy.certification.dates import DAY

from .periods import Term


def term_in_words(term: Term) -> str:
    """Return the days that were granted, with the last day as people count."""
    start = f"{term.starts:%d-%m-%Y}"
    if term.until is None:
        return _("vanaf %(start)s, zonder einddatum") % {"start": start}
    return _("%(start)s tot en met %(end)s") % {"start": start, "end": f"{term.until - DAY:%d-%m-%Y}"}
