"""Pages, files and settings of the site."""

from .base import BasePage
from .content import ContentPage, HomePage, LinkPage, NewsIndexPage, NewsPage
from .files import SiteDocument, SiteImage, SiteRendition
from .site_settings import SiteSettings

__all__ = [
    "BasePage",
    "ContentPage",
    "HomePage",
    "LinkPage",
    "NewsIndexPage",
    "NewsPage",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
]
