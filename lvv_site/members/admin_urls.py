"""Addresses below `/beheer/` that go before Wagtail's own."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
