"""What every request passes: a log line by pattern, the right content security policy, an honest page on failure."""

import logging
import time

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware as DjangoContentSecurityPolicyMiddleware
from django.shortcuts import render

from .logs import Handler, log_request

logger = logging.getLogger("lvv.failures")
ADMIN_PREFIX = "/beheer/"


class LogPatternMiddleware:
    """Write one line for each request, with the address pattern instead of the address."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle and log."""
        started = time.perf_counter()
        response = self.get_response(request)
        log_request(request, response, started)
        return response


class ContentSecurityPolicyMiddleware(DjangoContentSecurityPolicyMiddleware):
    """Django's policy everywhere, the looser one of Wagtail's admin below `/beheer/` only."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Choose the policy by address."""
        if request.path_info.startswith(ADMIN_PREFIX) and not hasattr(response, "_csp_config"):
            response._csp_config = settings.ADMIN_CSP  # type: ignore[attr-defined]
        return super().process_response(request, response)


class HonestFailureMiddleware:
    """A database that cannot be reached gives an honest 503 page, which itself needs no database."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle; middleware below may fail on the database as well as the view."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a lost database with 503; leave every other failure to Django's 500."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.error("database unavailable", exc_info=exception)
        return unavailable(request)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Render the page that says we are down for a moment."""
    response = render(None, "503.html", status=503)
    response.headers["Retry-After"] = "60"
    return response
