"""The site's addresses with the style guide and its files."""

from django.urls import include, path

from lvv_site.urls import urlpatterns as site

urlpatterns = [path("stijlgids/", include("lvv_site.pages.styleguide")), *site]
