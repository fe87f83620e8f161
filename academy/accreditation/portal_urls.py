"""The portal itself: who works for which provider, and what a provider keeps about itself."""

from django.urls import URLPattern, path

from . import portal_views

urlpatterns: list[URLPattern] = [
    path("", portal_views.home, name="home"),
    path("<slug:provider>/", portal_views.overview, name="overview"),
]
