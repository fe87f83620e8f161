"""News for other pages."""

import datetime as dt
from collections.abc import Iterable

from django import template
from django.http import HttpRequest
from django.template import Context

from lvv_site import civil

from ..models import NewsPage
from ..shell import once, shell_for, with_root_paths
from ..visibility import visible_to

register = template.Library()


@register.simple_tag(takes_context=True)
def latest_news(context: Context, count: int) -> Iterable[NewsPage]:
    """Return the newest public news; at most one query, members' news never."""
    request, today = context["request"], civil.today()
    return once(shell_for(request), ("news", count, today), lambda: _newest(request, count, today))


def _newest(request: HttpRequest, count: int, today: dt.date) -> list[NewsPage]:
    news = visible_to(NewsPage.objects.live().order_by("-date", "-pk"), None, today)
    return with_root_paths(news.only("title", "url_path", "date", "introduction")[:count], request)
