"""The kenniscentrum for other programs."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from lvv_site.api import etag_response
from lvv_site.ratelimit import limited

from .finding import find
from .views import clean_query

router = Router(tags=["knowledge"])


class Question(Schema):
    """A question page that answers."""

    slug: str
    title: str
    url: str
    summary: str


class Answers(Schema):
    """The question pages that answer, best first; empty when none does."""

    results: list[Question]


@router.get("search", response=Answers, summary="Search the question pages")
@limited("read")
def search(request: HttpRequest, q: str = Query(..., description="What somebody asks, in Dutch")) -> HttpResponse:
    """Return the question pages that answer, best first."""
    results = [
        {
            "slug": hit.document.slug,
            "title": hit.document.title,
            "url": request.build_absolute_uri(hit.document.url),
            "summary": hit.document.summary,
        }
        for hit in find(clean_query(q)).hits
    ]
    return etag_response(request, {"results": results})
