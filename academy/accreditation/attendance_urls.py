"""Runs and attendance lists in the portal."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
