"""The site's addresses and a bare view among them."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lvv_site.urls import urlpatterns as site_urlpatterns


def bare(request: HttpRequest) -> HttpResponse:
    """Answer without doing anything: what Django and the middleware cost."""
    return HttpResponse("<!doctype html><title>bare</title>")


urlpatterns = [path("bench/bare/", bare), *site_urlpatterns]
