"""What search engines may list of the agenda: the list, and what has no page of its own. Pages list themselves."""

from collections.abc import Sequence

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from lvv_site import civil
from lvv_site.pages.sitemaps import SITEMAPS

from . import queries

MOST = 5_000


class AgendaSitemap(Sitemap[str]):
    """Addresses in Dutch and English; the code of an activity, or empty for the list."""

    i18n = True
    alternates = True

    def items(self) -> Sequence[str]:
        """What is coming and has no other home."""
        known = queries.coming(queries.announced(None, civil.today()), timezone.now())
        codes = queries.without_page(known).filter(external_url="").values_list("code", flat=True)
        return ["", *codes[:MOST]]

    def location(self, item: str) -> str:
        """The address in the language of the entry."""
        return reverse("agenda:activity", args=[item]) if item else reverse("agenda:list")


def register() -> None:
    """Take part in the sitemap of the site."""
    SITEMAPS["agenda"] = AgendaSitemap
