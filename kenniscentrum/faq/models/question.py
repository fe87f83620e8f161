"""A question page: the question, the short answer, the reasons, the sources and when it was looked at."""

import datetime as dt
import re
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple, Field, MultipleChoiceField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from lvv_site import civil
from lvv_site.members.models import Person
from lvv_site.pages.models import BasePage
from lvv_site.pages.shell import once, shell_for, with_root_paths
from lvv_site.pages.visibility import person_of, visible_to

from .. import reviews
from ..blocks import SourceBlock
from ..enums import Audience
from .theme import Theme

LONGEST_ANSWER = 45  # words
MOST_RELATED = 3
FEWEST_SOURCES = 2
# How the editor stores a link to a page.
QUESTION_LINK = re.compile(r'<a linktype="page" id="(\d+)">')
BODY_FEATURES = ["h2", "bold", "italic", "ol", "ul", "link"]


class AudiencesField(ArrayField[list[str], list[str]]):
    """Several audiences, chosen with checkboxes."""

    def formfield(self, **kwargs: Any) -> Field:
        """Return checkboxes instead of a text with commas."""
        options: dict[str, Any] = {
            "choices": Audience.choices,
            "widget": CheckboxSelectMultiple,
            "required": not self.blank,
            "label": self.verbose_name,
            "help_text": self.help_text,
        }
        return MultipleChoiceField(**options)


class QuestionPage(BasePage):
    """One question with its answer."""

    short_answer = models.TextField(
        _("kort antwoord"),
        help_text=_("Het antwoord zelf, in hooguit 45 woorden. Het staat bovenaan en in zoekmachines."),
    )
    body = RichTextField(_("uitleg"), features=BODY_FEATURES, help_text=_("Eerst de reden, dan de uitzonderingen."))
    audience = models.CharField(
        _("vooral voor"),
        max_length=20,
        choices=Audience.choices,
        default=Audience.EMPLOYEE,
        help_text=_("Bij medewerkers komen de hulplijnen en de knop Snel weg erbij."),
    )
    also_for = AudiencesField(models.CharField(max_length=20, choices=Audience.choices), verbose_name=_("ook voor"), blank=True, default=list)  # fmt: skip
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="questions", verbose_name=_("thema"))
    sources = StreamField([("source", SourceBlock())], verbose_name=_("bronnen"), min_num=FEWEST_SOURCES)
    next_step = models.CharField(_("volgende stap"), max_length=240, blank=True)
    next_step_label = models.CharField(_("tekst op de knop"), max_length=40, blank=True)
    next_step_url = models.CharField(
        _("adres van de knop"), max_length=300, blank=True, help_text=_("Begint met / of https://")
    )
    law_as_of = models.DateField(
        _("wet- en regelgeving, stand per"),
        null=True,
        blank=True,
        help_text=_("Alleen als het antwoord op de wet rust."),
    )
    reviewed_on = models.DateField(
        _("nagekeken op"),
        default=civil.today,
        help_text=_("Verander deze datum alleen als u de hele pagina en de bronnen opnieuw hebt nagekeken."),
    )
    keywords = models.TextField(
        _("zoekwoorden"), blank=True, help_text=_("Wat mensen zeggen en wat niet in de tekst staat. Eén per regel.")
    )

    # The kenniscentrum that the page was reached through; known without a query.

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("short_answer"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("also_for"), FieldPanel("theme")], _("Voor wie en waarover")
        ),
        FieldPanel("sources"),
        MultiFieldPanel([FieldPanel("reviewed_on"), FieldPanel("law_as_of")], _("Nagekeken")),
        MultiFieldPanel(
            [FieldPanel("next_step"), FieldPanel("next_step_label"), FieldPanel("next_step_url")], _("Volgende stap")
        ),
        InlinePanel("related_questions", heading=_("Lees ook"), label=_("Vraag"), max_num=MOST_RELATED),
        FieldPanel("keywords"),
    ]
    edit_handler = BasePage.tabs(content_panels)
    template = "faq/question_page.html"
    parent_page_types: ClassVar = ["faq.KnowledgeIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("short_answer"),
        index.SearchField("body"),
        index.SearchField("keywords"),
    ]

    class Meta:
        verbose_name = _("vraag")
        verbose_name_plural = _("vragen")

    @property
    def audiences(self) -> list[Audience]:
        """For whom the page is, the most important first."""
        others = [Audience(code) for code in Audience.values if code in self.also_for and code != self.audience]
        return [Audience(self.audience), *others]

    @property
    def for_employees(self) -> bool:
        """Whether somebody in trouble may be reading this: then there are help lines and a quick way out."""
        return self.audience == Audience.EMPLOYEE

    @property
    def summary(self) -> str:
        """What stands under the question in a list of results."""
        return str(self.search_description or self.short_answer)

    @property
    def keyword_list(self) -> tuple[str, ...]:
        """The key words and phrases."""
        return tuple(line.strip() for line in self.keywords.splitlines() if line.strip())

    @property
    def review_due(self) -> dt.date:
        """The civil date before which the page must have been reviewed again."""
        return reviews.due_on(self.reviewed_on, self.law_as_of is not None)

    @property
    def is_overdue(self) -> bool:
        """Whether the next review should have been done."""
        return civil.today() >= self.review_due

    def clean(self) -> None:
        """Check what an answer must be.

        Raises:
            ValidationError: a short answer that is long, a date to come, or half a next step.
        """
        super().clean()
        if errors := {**self._date_errors(), **self._text_errors(), **self._step_errors()}:
            raise ValidationError(errors)

    def _text_errors(self) -> dict[str, Any]:
        count = len(self.short_answer.split())
        if count <= LONGEST_ANSWER:
            return {}
        message = _("Het korte antwoord telt %(count)d woorden; hooguit %(most)d is kort.")
        return {"short_answer": message % {"count": count, "most": LONGEST_ANSWER}}

    def _date_errors(self) -> dict[str, Any]:
        dates = {"reviewed_on": self.reviewed_on, "law_as_of": self.law_as_of}
        return {name: _("Deze datum moet nog komen.") for name, day in dates.items() if day and day > civil.today()}

    def _step_errors(self) -> dict[str, Any]:
        step = {
            "next_step": self.next_step,
            "next_step_label": self.next_step_label,
            "next_step_url": self.next_step_url,
        }
        if any(step.values()) and not all(step.values()):
            return {
                name: _("Een volgende stap heeft een zin, een knop en een adres.") for name in step if not step[name]
            }
        address = self.next_step_url
        if address and (not address.startswith(("/", "https://")) or address.startswith("//")):
            return {"next_step_url": _("Een adres begint met / of https://")}
        return {}

    def breadcrumb(self, request: HttpRequest) -> list[tuple[str, str | None]]:
        """Put the audience between the kenniscentrum and the question."""
        *trail, last = super().breadcrumb(request) or [(self.title, None)]
        above = trail[-1][1] if trail else ""
        return [*trail, (self.audiences[0].for_whom, f"{above}?voor={self.audience}"), last]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the related questions that the visitor may see, in the editor's order, and the body with its links."""
        context = super().get_context(request, *args, **kwargs)
        person, today = person_of(request), civil.today()
        if person is None and not getattr(request, "is_preview", False):
            key = ("question", self.pk, today)  # for everybody who is not signed in the same
            return context | once(shell_for(request), key, lambda: self._around(request, None, today))
        return context | self._around(request, person, today)

    def _around(self, request: HttpRequest, person: Person | None, today: dt.date) -> dict[str, Any]:
        """Return related questions and body, two queries."""
        linked = {int(key) for key in QUESTION_LINK.findall(self.body)}
        chosen = self._chosen(request)
        pages = visible_to(QuestionPage.objects.live().filter(pk__in={*linked, *chosen}), person, today)
        found = {page.pk: page for page in with_root_paths(pages.only("title", "slug", "url_path"), request)}
        return {
            "related": [found[key] for key in chosen if key in found],
            "body": QUESTION_LINK.sub(lambda link: self._link(link, found, request), self.body),
        }

    def _chosen(self, request: HttpRequest) -> list[int]:
        """Return the keys of the related questions: as stored, or in a preview as the editor has them on screen."""
        if getattr(request, "is_preview", False):
            return [relation.question_id for relation in self.related_questions.all()]
        relations = RelatedQuestion.objects.filter(page_id=self.pk).order_by("sort_order")
        return list(relations.values_list("question_id", flat=True))

    @staticmethod
    def _link(link: re.Match[str], found: "dict[int, QuestionPage]", request: HttpRequest) -> str:
        """Return the start tag of a link; one to another kind of page, or to a hidden one, is left to Wagtail."""
        page = found.get(int(link.group(1)))
        return link.group(0) if page is None else format_html('<a href="{}">', page.get_url(request) or "")


class RelatedQuestion(Orderable):
    """A question that a reader of another one may want as well."""

    page = ParentalKey(QuestionPage, on_delete=models.CASCADE, related_name="related_questions")
    question = models.ForeignKey(QuestionPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("vraag"))

    panels: ClassVar = [PageChooserPanel("question", "faq.QuestionPage")]

    class Meta(Orderable.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("page", "question"), name="faq_related_once"),
            models.CheckConstraint(condition=~models.Q(page=models.F("question")), name="faq_related_not_itself"),
        ]

    def __str__(self) -> str:
        return str(self.question_id)

    def clean(self) -> None:
        """Refuse a question that relates to itself.

        Raises:
            ValidationError: it does.
        """
        super().clean()
        if self.question_id and self.question_id == self.page_id:
            raise ValidationError({"question": _("Een vraag kan niet naar zichzelf verwijzen.")})
