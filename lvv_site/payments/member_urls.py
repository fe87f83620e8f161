"""Addresses of a payer's own invoices."""

from django.urls import URLPattern

app_name = "invoices"
urlpatterns: list[URLPattern] = []
