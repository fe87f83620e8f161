"""What was done with a file in words, for people who read its log."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .enums import AssignmentEnd, StepKind
from .models import Trace

WORDS: Mapping[str, str | Promise] = {
    "application.started": _("aanvraag begonnen"),
    "application.discarded": _("aanvraag weggegooid"),
    "content.changed": _("inhoud gewijzigd"),
    "file.added": _("bestand toegevoegd"),
    "file.removed": _("bestand weggehaald"),
    "file.read": _("bestand gelezen"),
    "assigned": _("toegewezen"),
    "assignment.ended": _("toewijzing beëindigd"),
    "meeting.moved": _("andere vergadering"),
    "assessment.given": _("beoordeling gegeven"),
    "decided.with_one": _("besloten met één beoordeling"),
}


def of(trace: Trace) -> str | Promise:
    """Return what was done; a code that has no words stays as it is."""
    kind, _dot, detail = trace.what.partition(".")
    if kind == "step" and detail in StepKind.values:
        return StepKind(detail).label
    if kind == "unassigned" and detail in AssignmentEnd.values:
        return AssignmentEnd(detail).label
    return WORDS.get(trace.what, trace.what)


def texts(trace: Trace) -> tuple[str | Promise, str | Promise]:
    """Return what was there before and after; of a step its words."""
    if not hasattr(trace, "text"):
        return "", ""
    if not trace.what.startswith("step."):
        return trace.text.old, trace.text.new
    words = dict(StepKind.choices)
    return words.get(trace.text.old, trace.text.old), words.get(trace.text.new, trace.text.new)
