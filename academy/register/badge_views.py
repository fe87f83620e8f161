"""Serving the badge: anybody may embed it, nothing of who looks at it is kept, and it is never older than five minutes."""

import datetime as dt
import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from academy.certification.dates import DAY
from lvv_site import civil
from lvv_site.ratelimit import limited

from . import badge
from .adviser import find, live_address
from .guessing import over_limit
from .qr import qr_svg

MAX_AGE = 300


@require_safe
@limited("read")
def badge_image(request: HttpRequest, number: str) -> HttpResponseBase:
    """Return the badge of a number as of today.

    `?taal=en` gives it in English, `?qr=ja` with the code that leads to the live page. A number never issued gives a grey
    badge that says so, with 404, and counts for the limit on guessing. Browsers show an image whatever the status code.
    """
    now = civil.now()
    language = "en" if request.GET.get("taal") == "en" else translation.get_language() or "nl"
    found = find(number, now.date())
    if found is None and (over := over_limit(request)):
        return over
    with translation.override(language):
        if found is None:
            return _image(request, badge.as_svg(badge.of_nobody(), language), language, now, status=404)
        address = live_address(found.certificate)
        drawn = badge.of_number(found.certificate.number, found.today.status, address)
        qr = qr_svg(address) if request.GET.get("qr") == "ja" else ""
        return _image(request, badge.as_svg(drawn, language, qr), language, now)


def seconds_fresh(now: dt.datetime) -> int:
    """Return how long an answer of this moment may be kept: five minutes, and never past midnight, when a status changes.

    A second of it is left for the way to whoever keeps it. `now` is in the time of the register.
    """
    midnight = dt.datetime.combine(now.date() + DAY, dt.time(), now.tzinfo)
    left = midnight.astimezone(dt.UTC) - now.astimezone(dt.UTC)  # not by the clock on the wall, which may be set back
    return max(0, min(MAX_AGE, int(left.total_seconds()) - 1))


def _image(request: HttpRequest, svg: str, language: str, now: dt.datetime, status: int = 200) -> HttpResponseBase:
    etag = f'"{hashlib.sha256(svg.encode()).hexdigest()[:32]}"'
    drawn = HttpResponse(svg, status=status, content_type="image/svg+xml; charset=utf-8")
    response: HttpResponseBase = drawn
    if status == 200:
        response = get_conditional_response(request, etag=etag, response=drawn) or drawn
        response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={seconds_fresh(now)}"
    # Other sites may show it and read it: there is nothing in it but what the register says to everybody.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Content-Language"] = language
    return response
