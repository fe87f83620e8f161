"""Questions on pages of other rooms, and what the question page's template needs."""

import datetime as dt
from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lvv_site import civil
from lvv_site.pages.shell import once, shell_for, with_root_paths
from lvv_site.pages.visibility import visible_to

from ..models import QuestionPage
from ..structured_data import faq_page

register = template.Library()

# What most people come for; the page's own order fills up when one of these is not there.
FEATURED = ("geheimhouding", "intern-of-extern", "or-instemming", "beschuldigd", "pesten", "wettelijke-verplichting")


@dataclass(frozen=True)
class FeaturedQuestion:
    """A question to show on another page."""

    question: str
    url: str
    audience_label: str
    reviewed_on: dt.date


@register.simple_tag(takes_context=True)
def featured_questions(context: Context, number: int) -> list[FeaturedQuestion]:
    """Return so many public questions; at most one query."""
    request, today = context["request"], civil.today()
    key = ("featured", number, today, get_language())
    return once(shell_for(request), key, lambda: _featured(request, number, today))


def _featured(request: HttpRequest, number: int, today: dt.date) -> list[FeaturedQuestion]:
    public = visible_to(QuestionPage.objects.live(), None, today)
    rank = {slug: place for place, slug in enumerate(FEATURED)}
    pages = public.filter(slug__in=FEATURED).only("title", "slug", "url_path", "audience", "also_for", "reviewed_on")
    chosen = sorted(with_root_paths(pages, request), key=lambda page: rank[page.slug])[:number]
    return [
        FeaturedQuestion(page.title, page.get_url() or "", page.audiences[0].for_whom, page.reviewed_on)
        for page in chosen
    ]


@register.simple_tag
def faq_structured_data(page: QuestionPage) -> SafeString:
    """Return the page's JSON-LD."""
    return faq_page(page)
