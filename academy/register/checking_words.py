"""What is said of a line of a checked list, on the page and in the file."""

from django.utils.translation import gettext as _

from .checking import Line, Remark


def told(line: Line) -> str:
    """Return what must be said of a line beside its status; empty when there is nothing."""
    if line.same_as:
        return _("Staat ook op regel %(line)d.") % {"line": line.same_as}
    return {
        Remark.NONE: "",
        Remark.TYPING_ERROR: _("Dit nummer bestaat niet. Kijk de laatste letter na."),
        Remark.NEVER_ISSUED: _("Dit nummer is nooit uitgegeven."),
    }[line.remark]
