"""Internal style guide."""

from django.http import HttpRequest, HttpResponse


def styleguide(request: HttpRequest) -> HttpResponse:
    """Placeholder."""
    return HttpResponse("")
