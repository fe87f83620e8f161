"""What search engines may list: public pages, the front pages of applications, and what rooms add to `SITEMAPS`.

While everything fits in one file, `/sitemap.xml` is that file. When it grows, it becomes an index of the sections: the
protocol takes 50,000 addresses a file, and a file should not take long to make.
"""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
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


# Rooms add theirs when the apps are ready.
SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {"pages": PageSitemap, "applications": ApplicationSitemap}
TOGETHER = 5_000  # addresses that still go into one file


@require_safe
def everything(request: HttpRequest) -> TemplateResponse:
    """Return the sitemap, or the index of its sections when there is too much for one file."""
    made = {name: one() if isinstance(one, type) else one for name, one in SITEMAPS.items()}
    show = sitemap if sum(one.paginator.count for one in made.values()) <= TOGETHER else _index
    return show(request, {**made})


def _index(request: HttpRequest, sections: dict[str, type[Sitemap[Any]] | Sitemap[Any]]) -> TemplateResponse:
    return index(request, sections, sitemap_url_name="pages:sitemap_section")


@require_safe
def one_section(request: HttpRequest, section: str) -> TemplateResponse:
    """Return one section, in pages (`?p=`) as long as its `limit`."""
    return sitemap(request, SITEMAPS, section)
