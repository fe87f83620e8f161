"""Home, content, news, and a page that only points to an application."""

from typing import Any, ClassVar, cast

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from lvv_site import civil

from ..blocks import BodyBlock, DoorBlock
from ..visibility import person_of, visible_to
from .base import BasePage

NEWS_PER_PAGE = 12


class HomePage(BasePage):
    """The front door: register, kenniscentrum and what can be attended soon are its three first things."""

    hero_title = models.CharField(_("kop"), max_length=80, default="Er staat een deur op een kier")
    hero_text = models.TextField(_("inleiding"), max_length=240, blank=True)
    doors = StreamField([("door", DoorBlock())], verbose_name=_("deuren"), blank=True, max_num=3)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("hero_title"),
        FieldPanel("hero_text"),
        FieldPanel("doors"),
    ]
    edit_handler = BasePage.tabs(content_panels)
    template = "pages/home_page.html"
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("startpagina")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page by its whole address: two queries, however deep it lies. What is not found so goes Wagtail's way."""
        url_path = f"{self.url_path}{'/'.join(path_components)}/"
        below = (
            Page.objects.live().filter(url_path=url_path).values_list("pk", "content_type_id")
            if path_components
            else []
        )
        for pk, content_type_id in below[:1]:
            model = cast("type[Page] | None", ContentType.objects.get_for_id(content_type_id).model_class())
            if model is not None and model.route is Page.route:  # a type that routes by itself decides by itself
                return RouteResult(model.objects.get(pk=pk))
        return super().route(request, path_components)


class ContentPage(BasePage):
    """A page of text."""

    introduction = models.TextField(_("inleiding"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("tekst"), blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    edit_handler = BasePage.tabs(content_panels)
    template = "pages/content_page.html"
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("pagina")
        verbose_name_plural = _("pagina's")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the pages below this one, for a list under the text."""
        context = super().get_context(request, *args, **kwargs)
        children = ContentPage.objects.child_of(self).live().order_by("path")
        context["children"] = visible_to(children, person_of(request), civil.today())
        return context


class NewsIndexPage(BasePage):
    """All news, newest first."""

    introduction = models.TextField(_("inleiding"), max_length=400, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    edit_handler = BasePage.tabs(content_panels)
    template = "pages/news_index_page.html"
    subpage_types: ClassVar = ["pages.NewsPage"]
    max_count = 1

    class Meta:
        verbose_name = _("nieuwsoverzicht")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add one page of news."""
        context = super().get_context(request, *args, **kwargs)
        news = visible_to(
            NewsPage.objects.child_of(self).live().order_by("-date", "-pk"), person_of(request), civil.today()
        )
        context["news"] = Paginator(news, NEWS_PER_PAGE).get_page(request.GET.get("pagina"))
        return context


class NewsPage(BasePage):
    """One piece of news."""

    date = models.DateField(_("datum"), default=civil.today)
    introduction = models.TextField(_("inleiding"), max_length=400)
    body = StreamField(BodyBlock(), verbose_name=_("tekst"), blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    edit_handler = BasePage.tabs(content_panels)
    template = "pages/news_page.html"
    parent_page_types: ClassVar = ["pages.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("nieuwsbericht")
        verbose_name_plural = _("nieuwsberichten")


class LinkPage(BasePage):
    """A place in the tree, and so in the menu, for something that is not a page: the register, the agenda."""

    target = models.CharField(_("adres"), max_length=200, help_text=_("Bijvoorbeeld /register/"))

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("target")]
    edit_handler = BasePage.tabs(content_panels)
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("verwijzing")
        verbose_name_plural = _("verwijzingen")

    def clean(self) -> None:
        """Allow only our own paths and https.

        Raises:
            ValidationError: the address is neither.
        """
        super().clean()
        if not self.target.startswith(("/", "https://")) or self.target.startswith("//"):
            raise ValidationError({"target": _("Een adres begint met / of https://")})

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str:
        """Return the address it points to, so that menus link there at once."""
        return self.target

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Stay out of the sitemap: what it points to lists itself."""
        return []

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the visitor on."""
        return HttpResponseRedirect(self.target)
