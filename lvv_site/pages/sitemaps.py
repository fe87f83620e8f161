"""What search engines may list: public pages and the front pages of applications, never people."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as WagtailSitemap

from lvv_site import civil

from .visibility import visible_to


class PageSitemap(WagtailSitemap):
    """Live pages that everybody may see."""

    def items(self) -> Any:
        """Leave out members' pages."""
        return visible_to(super().items(), None, civil.today())


class ApplicationSitemap(Sitemap[str]):
    """Front pages of applications, in Dutch and English."""

    i18n = True
    alternates = True

    def items(self) -> list[str]:
        """Route names."""
        return ["register:search", "register:trainings", "register:providers", "provider:ask", "dossier:explained"]

    def location(self, item: str) -> str:
        """The address in the language of the entry."""
        return reverse(item)


SITEMAPS: dict[str, type[Sitemap[Any]]] = {"pages": PageSitemap, "applications": ApplicationSitemap}
