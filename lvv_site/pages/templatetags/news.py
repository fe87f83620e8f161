"""News for other pages."""

from collections.abc import Iterable

from django import template

from lvv_site import civil

from ..models import NewsPage
from ..visibility import visible_to

register = template.Library()


@register.simple_tag
def latest_news(count: int) -> Iterable[NewsPage]:
    """Return the newest public news; one query, members' news never."""
    return visible_to(NewsPage.objects.live().order_by("-date", "-pk"), None, civil.today())[:count]
