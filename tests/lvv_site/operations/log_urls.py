"""Views that fail in every way a view can."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from lvv_site import urls as site_urls


def fine(request: HttpRequest, word: str) -> HttpResponse:
    return HttpResponse("ok")


def broken(request: HttpRequest, word: str) -> HttpResponse:
    raise RuntimeError("it broke")


def absent(request: HttpRequest, word: str) -> HttpResponse:
    raise Http404(word)


def forbidden(request: HttpRequest, word: str) -> HttpResponse:
    raise PermissionDenied(word)


def suspicious(request: HttpRequest, word: str) -> HttpResponse:
    raise SuspiciousOperation("odd")


urlpatterns = [
    path("fine/<word>/", fine),
    path("broken/<word>/", broken),
    path("absent/<word>/", absent),
    path("forbidden/<word>/", forbidden),
    path("suspicious/<word>/", suspicious),
    *site_urls.urlpatterns,
]
