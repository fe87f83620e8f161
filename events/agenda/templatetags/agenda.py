"""What other pages show of the agenda, and how its templates write amounts and hours."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from events.booking import capacity
from lvv_site import civil
from lvv_site.pages.shell import once, shell_for

from .. import activities, queries, structured_data, wording
from ..activities import Activity

register = template.Library()
register.filter(wording.euros)
register.filter(wording.in_hours)
register.filter(wording.times)
register.filter(wording.between)


@register.simple_tag(takes_context=True)
def next_activities(context: Context, count: int) -> list[Activity]:
    """Return the first `count` activities that everybody may know of and that go on; two queries, kept as the menu is."""
    key = ("activities", count, civil.today(), get_language())
    return once(shell_for(context["request"]), key, lambda: _next(count))


def _next(count: int) -> list[Activity]:
    now = timezone.now()
    known = queries.announced(None, civil.today(), capacity.listed(now))
    return activities.counted(list(known.filter(starts__gt=now, called_off=None).order_by("starts", "pk")[:count]), now)


@register.simple_tag
def activities_data(some: Iterable[Activity]) -> SafeString:
    """Return the JSON-LD of activities."""
    return structured_data.as_json(some)
