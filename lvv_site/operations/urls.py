"""Addresses for machines that watch this site."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
