"""A dossier that was handed over, as a download; the caller has checked who asks."""

from collections.abc import Callable

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from lvv_site.members.models import Person
from lvv_site.storage import POLICY

from . import archive, lists, sheet
from .models import Handover

Response = Callable[[Handover, Person], HttpResponseBase]


def pdf(handover: Handover, person: Person) -> HttpResponseBase:
    """Return the overview."""
    content = sheet.as_pdf(archive.sheet_of(handover, person))
    return _private(HttpResponse(content, content_type="application/pdf"), handover, ".pdf")


def zipped(handover: Handover, person: Person) -> HttpResponseBase:
    """Return everything, sent while it is packed."""
    streamed = StreamingHttpResponse(archive.stream(handover, person), content_type="application/zip")
    return _private(streamed, handover, ".zip")


def csv(handover: Handover, person: Person) -> HttpResponseBase:
    """Return the lines."""
    content = lists.as_csv(archive.sheet_of(handover, person))
    return _private(HttpResponse(content, content_type="text/csv; charset=utf-8"), handover, ".csv")


def _private(response: HttpResponseBase, handover: Handover, ending: str) -> HttpResponseBase:
    """Always a download, never kept by a cache, never guessed at."""
    number = slugify(str(handover.content["certificate"])) or "dossier"
    name = f"dossier-{number}-{handover.handed_over_on:%Y-%m-%d}-{handover.number}{ending}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    return response
