"""Addresses below `/mijn/`: the member's own area."""

from django.urls import URLPattern

app_name = "members"
urlpatterns: list[URLPattern] = []
