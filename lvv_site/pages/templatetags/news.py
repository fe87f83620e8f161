"""News for other pages."""

from collections.abc import Iterable

from django import template
from django.template import Context

from lvv_site import civil

from ..models import NewsPage
from ..shell import with_root_paths
from ..visibility import visible_to

register = template.Library()


@register.simple_tag(takes_context=True)
def latest_news(context: Context, count: int) -> Iterable[NewsPage]:
    """Return the newest public news; one query, members' news never."""
    news = visible_to(NewsPage.objects.live().order_by("-date", "-pk"), None, civil.today())
    return with_root_paths(news.only("title", "url_path", "date", "introduction")[:count], context["request"])
