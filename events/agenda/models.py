"""A page that an editor writes about an activity. Its dates, places and prices stand in the occasions that name it."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from lvv_site.pages.blocks import BodyBlock
from lvv_site.pages.models import BasePage

MOST_SHOWN = 24


class ActivityPage(BasePage):
    """About an activity, once or on several dates: the office chooses it as the page of each occasion."""

    introduction = models.TextField(_("inleiding"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("tekst"), blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    edit_handler = BasePage.tabs(content_panels)
    template = "agenda/activity_page.html"
    subpage_types: ClassVar[list[str]] = []
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        verbose_name = _("pagina van een activiteit")
        verbose_name_plural = _("pagina's van activiteiten")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what is coming of this activity, or else what was last."""
        from . import activities, queries  # noqa: PLC0415 - the agenda asks which pages there are

        context = super().get_context(request, *args, **kwargs)
        if self.pk is None:  # a preview of a page that was never saved: no occasion can name it
            return context
        now, own = timezone.now(), queries.of_page(self.pk)
        context["activities"] = activities.of(list(queries.coming(own, now)[:MOST_SHOWN]), now)
        context["now"] = now
        return context
