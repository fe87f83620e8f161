"""The catalogue and the pages of its courses. Dates, prices and places are not in them: those are the runs'."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from events.booking.enums import OccasionKind
from lvv_site.pages.blocks import BodyBlock
from lvv_site.pages.models import BasePage
from lvv_site.pages.visibility import refuse_or_none

from ..blocks import ProgrammeBlock, TeacherBlock
from ..enums import COURSE_KINDS

CHOSEN = "uitvoering"  # in the query string: the code of the run that somebody wants to book


class CatalogueIndexPage(BasePage):
    """All courses; `?soort= &uren= &maand= &online= &vrij=` narrow them."""

    introduction = models.TextField(_("inleiding"), max_length=400, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    edit_handler = BasePage.tabs(content_panels)
    template = "courses/index_page.html"
    parent_page_types: ClassVar = ["pages.HomePage"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    max_count = 1

    class Meta:
        verbose_name = _("academie")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the courses that were asked for."""
        from ..listing import catalogue  # noqa: PLC0415 - it reads these models

        return super().get_context(request, *args, **kwargs) | catalogue(self, request)


class CoursePage(BasePage):
    """One course: what it is and for whom; `?uitvoering=` goes on to booking that run."""

    kind = models.CharField(_("soort"), max_length=20, choices=COURSE_KINDS, default=OccasionKind.MASTERCLASS)
    introduction = models.TextField(_("inleiding"), max_length=400)
    cover = models.ForeignKey(
        "pages.SiteImage", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("afbeelding"),
        help_text=_("Zonder afbeelding staat hier onze tekening."),
    )  # fmt: skip
    form = models.CharField(_("vorm"), max_length=80, blank=True, help_text=_("Bijvoorbeeld: één dag, 12 deelnemers."))
    for_whom = models.CharField(_("voor wie"), max_length=200, blank=True)
    learning = models.TextField(_("wat je straks kunt"), blank=True, help_text=_("Eén ding per regel."))
    programme = StreamField([("item", ProgrammeBlock())], verbose_name=_("programma"), blank=True)
    teachers = StreamField([("teacher", TeacherBlock())], verbose_name=_("docenten"), blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("tekst"), blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("introduction"),
        FieldPanel("cover"),
        MultiFieldPanel([FieldPanel("form"), FieldPanel("for_whom"), FieldPanel("learning")], _("In het kort")),
        FieldPanel("programme"),
        FieldPanel("teachers"),
        FieldPanel("body"),
    ]
    edit_handler = BasePage.tabs(content_panels)
    template = "courses/course_page.html"
    parent_page_types: ClassVar = ["courses.CatalogueIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("for_whom"),
        index.SearchField("learning"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("opleiding in de academie")
        verbose_name_plural = _("opleidingen in de academie")

    @property
    def lessons(self) -> list[str]:
        """What somebody can do afterwards, one thing each."""
        return [line.strip() for line in self.learning.splitlines() if line.strip()]

    @property
    def teacher_names(self) -> str:
        """Who teaches, in one line."""
        return ", ".join(str(block.value["name"]) for block in self.teachers)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or go on to booking the run that was chosen; one that cannot be booked is explained here."""
        from ..listing import bookable_code  # noqa: PLC0415 - it reads these models

        asked = request.GET.get(CHOSEN, "")
        if asked and refuse_or_none(self, request) is None and (code := bookable_code(self, asked)):
            return redirect(reverse("booking:book", args=[code]))
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the runs, what they cost and on what terms, and what search engines read."""
        from ..listing import course  # noqa: PLC0415 - it reads these models

        return super().get_context(request, *args, **kwargs) | course(self, request)
