"""What a visitor gets when something is wrong.

These pages need no database and leave the request alone. Django's own would look for a CSRF token in it: an unreadable form
would then fail a second time, with nobody left to answer.
"""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger("lvv.failures")
RETRY_AFTER_SECONDS = 60


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request cannot be read."""
    return render(None, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that we failed; a database that cannot be reached, wherever it was missed, is said to be away for a moment."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return unavailable()
    return render(None, "500.html", status=500)


def unavailable() -> HttpResponse:
    """Say that the site is down for a moment."""
    logger.error("database unavailable")
    response = render(None, "503.html", status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
