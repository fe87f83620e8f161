"""The language of a page follows from its address alone: no header, no cookie, so every cache tells the truth."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

ENGLISH_PREFIX = "/en/"


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
