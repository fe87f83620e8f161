"""What a request brings to a page: its language, by address alone (no header, no cookie), and what stands around it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from .shell import ENGLISH_PREFIX, shell_for


class AddressLocaleMiddleware:
    """English below `/en/`, Dutch everywhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language for this one request."""
        language = "en" if request.path_info.startswith(ENGLISH_PREFIX) else "nl"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


class ShellMiddleware:
    """Give every page what stands around it before Wagtail would ask the database for it piece by piece."""

    # These show no page: the admin must see what it has just changed, machines need no menu, health no database.
    WITHOUT = ("/beheer/", "/api/", "/healthz", "/readyz", "/.well-known/", "/static/", "/media/", "/robots.txt")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Find or read the shell; the parts land on the request."""
        if not request.path_info.startswith(self.WITHOUT):
            shell_for(request)
