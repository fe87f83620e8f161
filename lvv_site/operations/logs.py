"""Logs name the address pattern of a request, never its path or query string: search words and codes are private."""

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("lvv.requests")


def pattern_of(request: HttpRequest) -> str:
    """Return the route that matched, `wagtail` for a content page, `-` when none did."""
    match = request.resolver_match
    if match is None:
        return "-"
    return "wagtail" if match.route.startswith("^") else f"/{match.route}"


class PatternOnly(logging.Filter):
    """Rewrite records of Django's own request loggers, which carry the path in their arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace path and query string by the pattern; keep the traceback."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            record.msg, record.args = f"{request.method} {pattern_of(request)}", ()
            if record.name.startswith("django.security."):
                # What was wrong (the logger's name says it) is quoted in the exception, and the client wrote it.
                record.exc_info = record.exc_text = None
        return True


class Unquoted(logging.Filter):
    """Leave out what the web server quotes of a request that it cannot read or that broke it, and who sent it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the first words, which say what is wrong."""
        text = str(record.msg)
        if " request" in text:
            record.msg, record.args = re.split(r" from | %s", text)[0], ()
        return True


def log_request(request: HttpRequest, response: HttpResponse, started: float) -> None:
    """Write one line for a request: method, pattern, status, milliseconds."""
    elapsed = (time.perf_counter() - started) * 1000
    logger.info("%s %s %d %.0fms", request.method, pattern_of(request), response.status_code, elapsed)


Handler = Callable[[HttpRequest], HttpResponse]
