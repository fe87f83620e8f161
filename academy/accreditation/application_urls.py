"""Applications for accreditation in the portal."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
