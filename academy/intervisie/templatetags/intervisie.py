"""What the templates of this room need."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.dateformat import time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from academy.intervisie.models import Meeting

register = template.Library()


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """Return what a mapping holds for a key; None when nothing."""
    return found.get(key)


@register.filter
def clock(meeting: Meeting) -> str:
    """Return from when until when a meeting is: "19.30 tot 21.30 uur"; nothing when that was never planned."""
    if meeting.starts is None or meeting.ends is None:
        return ""
    shape = "H:i" if (get_language() or "").startswith("en") else "H.i"
    starts, ends = (time_format(moment, shape) for moment in (meeting.starts, meeting.ends))
    return _("%(starts)s tot %(ends)s uur") % {"starts": starts, "ends": ends}
