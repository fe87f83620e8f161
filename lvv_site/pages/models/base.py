"""The abstract page: one place that assembles the admin's tabs, the breadcrumb and who may see a page."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page

from ..addresses import shadowing_route
from ..visibility import refuse_or_none


class BasePageForm(WagtailAdminPageForm):
    """The admin's form of every page."""

    def clean_slug(self) -> str:
        """Refuse a slug behind which a route of an application would hide the page.

        Raises:
            ValidationError: the address is taken.
        """
        slug: str = self.cleaned_data["slug"]
        parent = self.parent_page
        if parent is not None and parent.depth >= 2:
            # A page's url_path starts with the slug of the site's root page.
            path = f"{parent.url_path.split('/', 2)[2]}{slug}/"
            if name := shadowing_route(path):
                raise ValidationError(_("Dit adres is al van een ander deel van de site (%s).") % name)
        return slug


class BasePage(Page):
    """What every page here has. Subclasses set `content_panels`, and `edit_handler = BasePage.tabs(content_panels)`."""

    members_only = models.BooleanField(
        _("alleen voor leden"), default=False, help_text=_("Alleen wie vandaag lid is, ziet deze pagina.")
    )

    base_form_class = BasePageForm
    page_panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], _("Adres en zoekmachines")
        ),
        MultiFieldPanel([FieldPanel("show_in_menus"), FieldPanel("members_only")], _("Menu en zichtbaarheid")),
    ]
    settings_panels: ClassVar = Page.settings_panels

    class Meta:
        abstract = True

    @classmethod
    def tabs(cls, content: list[Any]) -> TabbedInterface:
        """Return the admin's tabs: content, address and visibility, planning."""
        return TabbedInterface(
            [
                ObjectList(content, heading=_("Inhoud")),
                ObjectList(cls.page_panels, heading=_("Adres en zichtbaarheid")),
                ObjectList(cls.settings_panels, heading=_("Planning")),
            ]
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the breadcrumb: pairs of label and address, the last without one."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["breadcrumb"] = self.breadcrumb(request)
        return context

    def breadcrumb(self, request: HttpRequest) -> list[tuple[str, str | None]]:
        """Return home, the pages between and this page, in one query; empty on the home page."""
        if self.depth <= 2:
            return []
        trail = [
            (str(_("Home")) if page.depth == 2 else page.title, page.get_url(request))
            for page in self.get_ancestors().filter(depth__gte=2).order_by("path")
        ]
        return [*trail, (self.title, None)]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve the page, or say who may see it."""
        response: HttpResponse = refuse_or_none(self, request) or super().serve(request, *args, **kwargs)
        if self.members_only:
            patch_cache_control(response, private=True, no_store=True)
        return response
