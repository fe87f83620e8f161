"""The abstract page: one place that assembles the admin's tabs, the breadcrumb and who may see a page."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page, PageViewRestriction

from ..addresses import address_of, shadowing_route
from ..visibility import refuse_or_none

HOME_DEPTH = 2  # of the tree's levels: Wagtail's root, home, sections


class BasePageForm(WagtailAdminPageForm):
    """The admin's form of every page."""

    def clean_slug(self) -> str:
        """Refuse a slug behind which a route of an application would hide the page.

        Raises:
            ValidationError: the address is taken.
        """
        slug: str = self.cleaned_data["slug"]
        parent = self.parent_page
        if parent is not None and parent.depth >= HOME_DEPTH:
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
    private_page_options: ClassVar[list[str]] = []
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
        """Return home, the pages between and this page; one query for a page deeper than its section, none on home."""
        if self.depth <= HOME_DEPTH:
            return []
        return [(str(_("Home")), "/"), *self._between(request), (self.title, None)]

    def _between(self, request: HttpRequest) -> list[tuple[str, str | None]]:
        """Return the pages between home and this one; the first of them stands in the shell already."""
        from ..shell import shell_for  # noqa: PLC0415 - the shell reads these models

        shell = shell_for(request)
        section = shell.sections.get(self.path[: self.steplen * (HOME_DEPTH + 1)]) if shell else None
        if section and self.depth <= HOME_DEPTH + 2:
            return [(section.title, section.url)] if self.depth == HOME_DEPTH + 2 else []
        above = self.get_ancestors().filter(depth__gt=HOME_DEPTH).order_by("path").values_list("title", "url_path")
        return [(title, address_of(url_path)) for title, url_path in above]

    def get_view_restrictions(self) -> Any:
        """Return none: who may see a page is decided by `visibility.py` alone, and the admin offers no other choice."""
        return PageViewRestriction.objects.none()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve the page, or say who may see it."""
        response: HttpResponse = refuse_or_none(self, request) or super().serve(request, *args, **kwargs)
        if self.members_only:
            patch_cache_control(response, private=True, no_store=True)
        return response
