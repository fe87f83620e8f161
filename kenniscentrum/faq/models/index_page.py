"""The first page of the kenniscentrum: search, themes with their questions, entries for each audience."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from lvv_site import civil
from lvv_site.pages.models import BasePage
from lvv_site.pages.visibility import person_of, visible_to

from ..enums import Audience
from .question import QuestionPage
from .theme import Theme


@dataclass(frozen=True)
class ThemeQuestions:
    """A theme with the questions to show under it."""

    theme: Theme
    questions: tuple[QuestionPage, ...]


class KnowledgeIndexPage(BasePage):
    """The kenniscentrum. `?voor=` keeps the questions of one audience, `?thema=` those of one theme."""

    introduction = models.TextField(_("inleiding"), max_length=400, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    edit_handler = BasePage.tabs(content_panels)
    template = "faq/index_page.html"
    subpage_types: ClassVar = ["faq.QuestionPage"]
    max_count = 1

    class Meta:
        verbose_name = _("kenniscentrum")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the themes with their questions and the audiences to choose from."""
        context = super().get_context(request, *args, **kwargs)
        audience, code = request.GET.get("voor"), request.GET.get("thema")
        themes = [group for group in self.themes(request, audience) if code in (None, "", group.theme.code)]
        context["themes"] = themes
        context["audiences"] = list(Audience)
        context["chosen_audience"] = Audience(audience) if audience in Audience.values else None
        context["chosen_theme"] = themes[0].theme if code and len(themes) == 1 else None
        return context

    def themes(self, request: HttpRequest, audience: str | None = None) -> list[ThemeQuestions]:
        """Return the themes that have questions for the visitor, in order; one query."""
        questions = QuestionPage.objects.child_of(self).live().select_related("theme")
        if audience in Audience.values:
            questions = questions.filter(Q(audience=audience) | Q(also_for__contains=[audience]))
        questions = visible_to(questions, person_of(request), civil.today()).defer("body", "sources", "keywords")
        grouped: dict[Theme, list[QuestionPage]] = {}
        for question in questions.order_by("theme__position", "theme__name", "path"):
            grouped.setdefault(question.theme, []).append(question)
        return [ThemeQuestions(theme, tuple(pages)) for theme, pages in grouped.items()]
