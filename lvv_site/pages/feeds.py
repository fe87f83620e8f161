"""News as RSS, public news only."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.syndication.views import Feed
from django.utils.translation import gettext_lazy as _

from lvv_site import civil

from .models import NewsPage
from .visibility import visible_to

FEED_LENGTH = 30


class NewsFeed(Feed[NewsPage, None]):
    """The last thirty pieces of news."""

    title = _("Nieuws van de LVV")
    link = "/nieuws/"
    description = _("Nieuws voor vertrouwenspersonen en organisaties")
    language = "nl"

    def items(self) -> Iterable[NewsPage]:
        """Newest first."""
        return visible_to(NewsPage.objects.live().order_by("-date", "-pk"), None, civil.today())[:FEED_LENGTH]

    def item_title(self, item: NewsPage) -> str:
        """The headline."""
        return str(item.title)

    def item_description(self, item: NewsPage) -> str:
        """The introduction."""
        return item.introduction

    def item_link(self, item: NewsPage) -> str:
        """Where it stands."""
        return item.url or "/"

    def item_pubdate(self, item: NewsPage) -> dt.datetime:
        """Noon of its date: news has a day, no hour."""
        return dt.datetime.combine(item.date, dt.time(12), civil.AMSTERDAM)
