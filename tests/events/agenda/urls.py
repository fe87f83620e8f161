"""The site with the addresses of booking that pages and letters lead to, for as long as the site has none."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from lvv_site.urls import handler400, handler500
from lvv_site.urls import urlpatterns as site

__all__ = ["handler400", "handler500", "urlpatterns"]


def blank(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(code)


booking = [
    path("boeken/<slug:code>/", blank, name="book"),
    path("boeking/plaats/<str:code>/", blank, name="ticket"),
    path("boeking/<str:code>/", blank, name="booking"),
]
urlpatterns = [*i18n_patterns(path("", include((booking, "booking"))), prefix_default_language=False), *site]
