"""The site with a page where booking begins, whatever that page is."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from lvv_site.urls import urlpatterns as site


def begin(_request: HttpRequest, occasion: str) -> HttpResponse:
    """Stand for the page where booking begins."""
    return HttpResponse(occasion)


booking = ([path("<slug:occasion>/", begin, name="book")], "booking")
urlpatterns = [path("boeken/", include(booking)), *site]
