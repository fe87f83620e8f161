"""Searching the kenniscentrum. The query is read, answered and forgotten: not logged, stored or set in a cookie."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lvv_site.pages.shell import section_address
from lvv_site.ratelimit import limited

from .enums import Audience
from .finding import find
from .models import Theme
from .search.analysis import LONGEST_QUERY
from .search.highlight import pieces
from .search.index import Hit, Outcome

Pieces = list[tuple[str, bool]]


@dataclass(frozen=True)
class Result:
    """One result on screen: pieces of text with whether to mark them."""

    url: str
    title: Pieces
    summary: Pieces
    audience: str


@require_safe
@limited("read")
def search(request: HttpRequest) -> HttpResponse:
    """Show what answers; the themes when nothing was asked or nothing answers."""
    query = clean_query(request.GET.get("q", ""))
    outcome = find(query) if query else Outcome()
    context = {
        "query": query,
        "results": [result_of(hit, outcome) for hit in outcome.hits],
        "repaired": [meant for _said, meant in outcome.repaired],
        "suggestion": outcome.suggestion,
        "themes": [] if outcome.hits else Theme.objects.filter(questions__live=True).distinct(),
        "breadcrumb": [(_("Home"), "/"), *_index(request), (_("Zoeken"), None)],
    }
    response = render(request, "faq/search.html", context)
    # What somebody in trouble searched for must not come back with the back button on a shared computer.
    response.headers["Cache-Control"] = "no-store"
    return response


def _index(request: HttpRequest) -> list[tuple[str, str]]:
    address = section_address(request, "kenniscentrum")
    return [(_("Kenniscentrum"), address)] if address else []


def clean_query(text: str) -> str:
    """Return what was typed without control characters and cut to a readable length."""
    printable = "".join(char if char.isprintable() else " " for char in text[: 4 * LONGEST_QUERY])
    return " ".join(printable.split())[:LONGEST_QUERY]


def result_of(hit: Hit, outcome: Outcome) -> Result:
    """Return a hit as it is shown."""
    document = hit.document
    audience = Audience(document.audiences[0]).for_whom if document.audiences else ""
    return Result(
        document.url, pieces(document.title, outcome.stems), pieces(document.summary, outcome.stems), audience
    )
