"""Addresses of the search."""

from django.urls import URLPattern

app_name = "faq"
urlpatterns: list[URLPattern] = []
